package dev.ornstein.mnist.net;

import dev.ornstein.autograd.Ops;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.StateDict;
import dev.ornstein.nn.block.PositionEncoder;
import dev.ornstein.nn.block.TimeEncoder;
import dev.ornstein.tensor.Tensor;

/**
 * The score estimator of seed 0 (54,461,057 parameters at width 32): a U-Net with fully connected
 * layers at its bottom, whose input is the image beside learned encodings of time and position. The
 * seed's conditional estimator sees one more image, between the noisy one and the encodings: 66
 * channels instead of 65.
 *
 * <p>Children {@code denoiser}, {@code time_encoder}, {@code position_encoder}: its state dict is
 * that of the seed's PyTorch class.
 */
public final class SeedUNet extends DenoisingNet {
  /** What the names of the seed's saved state dicts begin with. */
  public static final String PREFIX = "score_estimator.";

  private final SeedUNetConfig config;
  private final SeedDenoiser denoiser;
  private final TimeEncoder timeEncoder;
  private final PositionEncoder positionEncoder;

  /**
   * @param config all sizes
   */
  public SeedUNet(Init init, SeedUNetConfig config) {
    super(init);
    this.config = config;
    denoiser = make("denoiser", i -> new SeedDenoiser(i, config));
    timeEncoder =
        make("time_encoder", i -> new TimeEncoder(i, config.timeHidden(), config.timeFeatures()));
    positionEncoder =
        make(
            "position_encoder",
            i ->
                new PositionEncoder(
                    i,
                    config.positionHidden(),
                    config.positionFeatures(),
                    config.imageHeight(),
                    config.imageWidth()));
  }

  /**
   * The network that saved a state dict, in evaluation mode.
   *
   * @param state with or without the prefix {@value #PREFIX}
   * @param height rows of the images
   * @param columns columns of the images
   * @throws dev.ornstein.tensor.UserError when it is not the state of such a network
   */
  public static SeedUNet load(Init init, StateDict state, int height, int columns) {
    StateDict plain = state.withoutPrefix(PREFIX);
    SeedUNet net = new SeedUNet(init, SeedUNetConfig.of(plain, height, columns));
    net.loadStateDict(plain);
    net.train(false);
    return net;
  }

  /** All sizes. */
  public SeedUNetConfig config() {
    return config;
  }

  /** 0: the seed's network is told no classes. */
  @Override
  public int classes() {
    return 0;
  }

  @Override
  public int conditionChannels() {
    return config.conditionChannels();
  }

  /** Shapes of the seed's network, with C condition channels. */
  @Override
  public Var forward(Var x, Tensor t, Condition condition) { // (N,  1, H, W), (N)
    Inputs.requireSize(x.shape(), t.shape(), config.imageHeight(), config.imageWidth());
    Inputs.classRows(condition.labels(), x.dim(0), 0);
    Var images = Inputs.beside(x, condition.image(), conditionChannels()); // (N, 1+C, H, W)
    Var times = Inputs.everywhere(timeEncoder.forward(t), x.shape()); // (N, 32, H, W)
    Var position = positionEncoder.forward(); // (1, 32, H, W)
    Var positions = position.expand(x.shape().with(1, position.dim(1))); // (N, 32, H, W)
    return denoiser.forward(Ops.concat(1, images, times, positions)); // (N,  1, H, W)
  }
}

package dev.ornstein.mnist.net;

import dev.ornstein.autograd.Ops;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.StateDict;
import dev.ornstein.nn.block.ConvBlock;
import dev.ornstein.nn.block.FCBlock;
import dev.ornstein.nn.block.TimeEncoder;
import dev.ornstein.tensor.Tensor;

/**
 * Seed 0's classifier of noisy images: convolutions over the image beside a learned encoding of
 * time, then fully connected layers over all of it, and
 *
 * <pre>
 * p = (softmax(z) + 1e-4)/(1 + classes·1e-4)
 * </pre>
 *
 * <p>so that no class is ever thought impossible: a label that contradicts the network costs at
 * most ln((1 + classes·1e-4)/1e-4), and the gradient by the image stays bounded. Children {@code
 * time_encoder}, {@code conv1} … {@code conv3}, {@code fc1} … {@code fc3}: its state dict is that
 * of the seed's PyTorch class.
 *
 * <p>The seed applies a ReLU after the first two fully connected blocks. They end in one, and a
 * second changes nothing, so it is left out.
 */
public final class SeedClassifier extends NoisyClassifier {
  /** Added to every probability. */
  static final float FLOOR = 1e-4f;

  private final SeedClassifierConfig config;
  private final TimeEncoder timeEncoder;
  private final ConvBlock conv1;
  private final ConvBlock conv2;
  private final ConvBlock conv3;
  private final FCBlock fc1;
  private final FCBlock fc2;
  private final FCBlock fc3;

  /**
   * @param c all sizes
   */
  public SeedClassifier(Init init, SeedClassifierConfig c) {
    super(init);
    config = c;
    int f = c.width();
    timeEncoder = make("time_encoder", i -> new TimeEncoder(i, c.timeHidden(), c.timeFeatures()));
    conv1 = make("conv1", i -> new ConvBlock(i, 1 + c.timeFeatures(), f));
    conv2 = make("conv2", i -> new ConvBlock(i, f, f));
    conv3 = make("conv3", i -> new ConvBlock(i, f, f));
    fc1 = make("fc1", i -> new FCBlock(i, c.flatFeatures(), c.hidden1()));
    fc2 = make("fc2", i -> new FCBlock(i, c.hidden1(), c.hidden2()));
    fc3 = make("fc3", i -> new FCBlock(i, c.hidden2(), c.classes()));
  }

  /**
   * The network that saved a state dict, in evaluation mode.
   *
   * @param state by its names
   * @param height rows of the images
   * @param columns columns of the images
   * @throws dev.ornstein.tensor.UserError when it is not the state of such a network
   */
  public static SeedClassifier load(Init init, StateDict state, int height, int columns) {
    SeedClassifier net = new SeedClassifier(init, SeedClassifierConfig.of(state, height, columns));
    net.loadStateDict(state);
    net.train(false);
    return net;
  }

  /** All sizes. */
  public SeedClassifierConfig config() {
    return config;
  }

  @Override
  public int classes() {
    return config.classes();
  }

  /** Shapes of the seed's network. */
  @Override
  public Var logProbabilities(Var x, Tensor t) { // (N,  1, 28, 28), (N)
    Inputs.requireSize(x.shape(), t.shape(), config.imageHeight(), config.imageWidth());
    Var times = Inputs.everywhere(timeEncoder.forward(t), x.shape()); // (N, 32, 28, 28)
    Var h = conv1.forward(Ops.concat(1, x, times)); // (N, 32, 28, 28)
    h = conv3.forward(conv2.forward(h)); // (N, 32, 28, 28)
    h = fc1.forward(h.reshape(h.dim(0), -1)); // (N, 512)
    Var z = fc3.forward(fc2.forward(h)); // (N, 10)
    return floored(z);
  }

  /**
   * ln p.
   *
   * @param z (N, classes)
   */
  static Var floored(Var z) {
    float sum = 1 + z.dim(1) * FLOOR;
    return z.softmax().plus(FLOOR).divide(sum).log();
  }
}

package dev.ornstein.benchmarks.work;

import dev.ornstein.diffusion.loss.DenoisingLoss;
import dev.ornstein.diffusion.loss.TimeSampling;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.model.Prediction;
import dev.ornstein.diffusion.process.VariancePreserving;
import dev.ornstein.mnist.net.Condition;
import dev.ornstein.mnist.net.DenoisingNet;
import dev.ornstein.mnist.net.SeedUNet;
import dev.ornstein.mnist.net.SeedUNetConfig;
import dev.ornstein.mnist.net.SmallUNet;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.optim.Ema;
import dev.ornstein.tensor.Engine;

/** The two networks whose steps are timed, each with the way it is trained. */
public enum Network {
  /**
   * Seed 0's U-Net of 54,461,057 parameters: a score of the linear variance-preserving process, the
   * loss of the noise, Adam alone.
   */
  SEED(64, 1e-3f, Double.POSITIVE_INFINITY, 0, DenoisingLoss.ELBO, TimeSampling.INDEPENDENT) {
    @Override
    public DenoisingNet make(Engine engine) {
      return new SeedUNet(Init.of(engine, 0), SeedUNetConfig.seed(32));
    }

    @Override
    DiffusionModel model(DenoisingNet net, int[] labels) {
      return new DiffusionModel(VariancePreserving.linear(), Prediction.SCORE, net::forward);
    }
  },

  /**
   * The small U-Net of width 16, told the class: v of the cosine process, gradients clipped to norm
   * 1, averaged weights.
   */
  SMALL(128, 2e-3f, 1, 0.998, DenoisingLoss.V, TimeSampling.STRATIFIED) {
    @Override
    public DenoisingNet make(Engine engine) {
      return new SmallUNet(Init.of(engine, 0), 16, 10, 0);
    }

    @Override
    DiffusionModel model(DenoisingNet net, int[] labels) {
      return new DiffusionModel(
          VariancePreserving.cosine(),
          Prediction.V,
          (x, t) -> net.forward(x, t, Condition.ofLabels(labels)));
    }
  };

  private final int batchSize;
  private final float lr;
  private final double clip;
  private final double averaging;
  private final DenoisingLoss loss;
  private final TimeSampling times;

  Network(
      int batchSize,
      float lr,
      double clip,
      double averaging,
      DenoisingLoss loss,
      TimeSampling times) {
    this.batchSize = batchSize;
    this.lr = lr;
    this.clip = clip;
    this.averaging = averaging;
    this.loss = loss;
    this.times = times;
  }

  /** A network with its first weights, in training mode. */
  public abstract DenoisingNet make(Engine engine);

  /** The network as a denoiser of images of these classes, where it takes any. */
  abstract DiffusionModel model(DenoisingNet net, int[] labels);

  /** Images per training step of the examples. */
  public int batchSize() {
    return batchSize;
  }

  /** Learning rate. */
  float lr() {
    return lr;
  }

  /** The greatest norm of the gradient. */
  double clip() {
    return clip;
  }

  /** The decay of an {@link Ema}, 0 for none. */
  double averaging() {
    return averaging;
  }

  DenoisingLoss loss() {
    return loss;
  }

  TimeSampling times() {
    return times;
  }
}

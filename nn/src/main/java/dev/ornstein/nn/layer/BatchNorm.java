package dev.ornstein.nn.layer;

import dev.ornstein.autograd.Ops;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Buffer;
import dev.ornstein.nn.Counter;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.Initializer;
import dev.ornstein.nn.Layer;
import dev.ornstein.nn.Parameter;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.op.Normalize;

/**
 * Batch normalisation (Ioffe and Szegedy, 2015): per channel y = γ·(x − μ)/√(σ² + ε) + β, ε = 1e-5.
 *
 * <p>In training μ and σ² are the mean and the biased variance of the batch, and the running
 * statistics move a tenth of the way to the batch's mean and <em>unbiased</em> variance. In
 * evaluation the running statistics are used. Parameters {@code weight} (γ, first 1) and {@code
 * bias} (β, first 0); buffers {@code running_mean} (first 0), {@code running_var} (first 1) and the
 * counter {@code num_batches_tracked}; all as in PyTorch.
 */
public abstract class BatchNorm extends Layer {
  /** Added to the variance. */
  public static final float EPSILON = 1e-5f;

  /** Weight of a new batch in the running statistics. */
  public static final float MOMENTUM = 0.1f;

  private final int channels;
  private final int rank;
  private final Parameter weight;
  private final Parameter bias;
  private final Buffer runningMean;
  private final Buffer runningVar;
  private final Counter batches;

  /**
   * @param channels C
   * @param rank number of axes of x
   */
  BatchNorm(Init init, int channels, int rank) {
    super(init);
    this.channels = channels;
    this.rank = rank;
    Shape c = Shape.of(channels);
    weight = parameter("weight", c, Initializer.ONES);
    bias = parameter("bias", c, Initializer.ZEROS);
    runningMean = buffer("running_mean", c, 0f);
    runningVar = buffer("running_var", c, 1f);
    batches = counter("num_batches_tracked");
  }

  /**
   * @param x of C channels
   * @return of x's shape
   * @throws ShapeException when x has another rank or other channels, or, in training, one value
   *     per channel, whose variance says nothing
   */
  @Override
  public Var forward(Var x) {
    return forward(x, Activation.NONE);
  }

  /** {@link #forward(Var)}, and an activation in the same pass: act(y). */
  public Var forward(Var x, Activation act) {
    requireChannels(x);
    if (!isTraining()) {
      Tensor rstd = Normalize.rstd(runningVar.value(), EPSILON);
      return Ops.channelAffine(x, runningMean.value(), rstd, weight.var(), bias.var(), act);
    }
    int n = valuesPerChannel(x);
    Normalize.Stats stats = Normalize.stats(x.value());
    track(runningMean.value(), stats.mean(), 1f);
    track(runningVar.value(), stats.var(), n / (n - 1f));
    batches.increment();
    return Ops.batchNorm(x, weight.var(), bias.var(), EPSILON, stats, act);
  }

  private void requireChannels(Var x) {
    if (x.shape().rank() != rank || x.dim(1) != channels) {
      throw new ShapeException(
          getClass().getSimpleName()
              + " of "
              + channels
              + " channels needs "
              + (rank == 2 ? "(N, " + channels + ")" : "(N, " + channels + ", H, W)")
              + "; got "
              + x.shape());
    }
  }

  private int valuesPerChannel(Var x) {
    int n = x.shape().size() / channels;
    if (n < 2) {
      throw new ShapeException(
          "batch normalisation in training needs at least 2 values per channel; "
              + x.shape()
              + " has "
              + n
              + " (use a larger batch, or evaluation mode)");
    }
    return n;
  }

  /** running ← (1 − momentum)·running + momentum·factor·batch. */
  private static void track(Tensor running, Tensor batch, float factor) {
    running.engine().backend().affine(running, running, 1f - MOMENTUM, 0f);
    running.addInPlace(MOMENTUM * factor, batch);
  }
}

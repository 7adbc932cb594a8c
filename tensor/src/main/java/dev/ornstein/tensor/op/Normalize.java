package dev.ornstein.tensor.op;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.kernel.NormShape;
import dev.ornstein.tensor.kernel.UnaryOp;

/** Batch and group normalisation as single passes, with their gradients. Data is (N, C, …). */
public final class Normalize {
  /** Mean and biased variance, each (C). */
  public record Stats(Tensor mean, Tensor var) {}

  /** A normalised tensor with the statistics that its gradient needs. */
  public record Result(Tensor y, Tensor mean, Tensor rstd) {}

  /** Gradients for data, scale and shift. */
  public record Grads(Tensor x, Tensor gamma, Tensor beta) {}

  private Normalize() {}

  /**
   * The extents of data (N, C, …) with {@code groups} groups of channels.
   *
   * @throws ShapeException when there is no channel axis or the groups do not divide it
   */
  public static NormShape shape(Shape x, int groups) {
    if (x.rank() < 2) {
      throw new ShapeException("normalisation needs data (N, C, …); got " + x);
    }
    return new NormShape(x.dim(0), x.dim(1), x.product(2, x.rank()), groups);
  }

  /** Per-channel mean and biased variance over all other axes. */
  public static Stats stats(Tensor x) {
    NormShape s = shape(x.shape(), 1);
    Tensor mean = x.engine().empty(Shape.of(s.c()));
    Tensor var = x.engine().empty(Shape.of(s.c()));
    x.engine().backend().channelStats(mean, var, x, s);
    return new Stats(mean, var);
  }

  /** 1/√(var + ε). */
  public static Tensor rstd(Tensor var, float epsilon) {
    return var.plus(epsilon).map(UnaryOp.SQRT).map(UnaryOp.RECIPROCAL);
  }

  /** γ·(x − mean)·rstd + β per channel, all four (C). */
  public static Tensor channelAffine(
      Tensor x, Tensor mean, Tensor rstd, Tensor gamma, Tensor beta) {
    return channelAffine(x, mean, rstd, gamma, beta, Activation.NONE);
  }

  /** act(γ·(x − mean)·rstd + β) per channel, all four (C), in one pass. */
  public static Tensor channelAffine(
      Tensor x, Tensor mean, Tensor rstd, Tensor gamma, Tensor beta, Activation act) {
    NormShape s = shape(x.shape(), 1);
    for (Tensor t : new Tensor[] {mean, rstd, gamma, beta}) {
      t.shape().require(Shape.of(s.c()), "a per-channel value for data ", x.shape());
    }
    Tensor y = x.engine().empty(x.shape());
    x.engine().backend().channelAffine(y, x, mean, rstd, gamma, beta, act, s);
    return y;
  }

  /**
   * The gradient of batch normalisation with batch statistics, followed by an activation.
   *
   * @param gy the gradient of the activated result, of x's shape
   */
  public static Grads batchGrad(
      Tensor x, Tensor gy, Tensor mean, Tensor rstd, Tensor gamma, Tensor beta, Activation act) {
    Grads g = gradsFor(x, gy, Shape.of(x.dim(1)));
    NormShape s = shape(x.shape(), 1);
    x.engine()
        .backend()
        .batchNormGrad(g.x, g.gamma, g.beta, x, gy, mean, rstd, gamma, beta, act, s);
    return g;
  }

  /** Normalises each group of channels of each sample, then γ·x̂ + β per channel. */
  public static Result group(Tensor x, Tensor gamma, Tensor beta, int groups, float epsilon) {
    return group(x, gamma, beta, groups, epsilon, Activation.NONE);
  }

  /**
   * Normalises each group of channels of each sample, then act(γ·x̂ + β) per channel.
   *
   * @param gamma (C), or (N, C): scales of its own for each sample
   * @param beta of gamma's shape
   */
  public static Result group(
      Tensor x, Tensor gamma, Tensor beta, int groups, float epsilon, Activation act) {
    NormShape s = groupShape(x.shape(), gamma.shape(), beta.shape(), groups);
    Engine e = x.engine();
    Shape perGroup = Shape.of(x.dim(0), groups);
    Result r = new Result(e.empty(x.shape()), e.empty(perGroup), e.empty(perGroup));
    e.backend().groupNorm(r.y, r.mean, r.rstd, x, gamma, beta, epsilon, act, s);
    return r;
  }

  /**
   * The extents for kernels of group norm. Scales for each sample cost nothing more: the samples,
   * taken as the channels of one sample, have scales of their own.
   */
  static NormShape groupShape(Shape x, Shape gamma, Shape beta, int groups) {
    NormShape s = shape(x, groups);
    boolean perSample = gamma.rank() == 2;
    gamma.require(
        perSample ? Shape.of(s.n(), s.c()) : Shape.of(s.c()),
        "the scale of group norm for data ",
        x);
    beta.require(gamma, "the shift of group norm for data ", x);
    if (!perSample) {
      return s;
    }
    return s.n() == 0
        ? new NormShape(0, 0, s.l(), 1)
        : new NormShape(1, s.n() * s.c(), s.l(), s.n() * groups);
  }

  /**
   * The gradient of {@link #group(Tensor, Tensor, Tensor, int, float, Activation)}.
   *
   * @param gy the gradient of the activated result, of x's shape
   * @param mean of each group, (N, groups)
   * @param rstd likewise
   */
  public static Grads groupGrad(
      Tensor x,
      Tensor gy,
      Tensor mean,
      Tensor rstd,
      Tensor gamma,
      Tensor beta,
      int groups,
      Activation act) {
    Grads g = gradsFor(x, gy, gamma.shape());
    NormShape s = groupShape(x.shape(), gamma.shape(), beta.shape(), groups);
    x.engine()
        .backend()
        .groupNormGrad(g.x, g.gamma, g.beta, x, gy, mean, rstd, gamma, beta, act, s);
    return g;
  }

  private static Grads gradsFor(Tensor x, Tensor gy, Shape gamma) {
    gy.shape().require(x.shape(), "the output gradient of a normalisation");
    Engine e = x.engine();
    return new Grads(e.empty(x.shape()), e.empty(gamma), e.empty(gamma));
  }
}

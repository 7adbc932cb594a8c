package dev.ornstein.autograd;

import dev.ornstein.autograd.op.Attention;
import dev.ornstein.autograd.op.AvgPool;
import dev.ornstein.autograd.op.BatchNorm;
import dev.ornstein.autograd.op.ChannelAffine;
import dev.ornstein.autograd.op.Concat;
import dev.ornstein.autograd.op.Conv2d;
import dev.ornstein.autograd.op.Conv2dInputGrad;
import dev.ornstein.autograd.op.GatherRows;
import dev.ornstein.autograd.op.Linear;
import dev.ornstein.autograd.op.MaxPool;
import dev.ornstein.autograd.op.MeanSquaredError;
import dev.ornstein.autograd.op.Modulate;
import dev.ornstein.autograd.op.NormConv2d;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.op.Convolution;
import dev.ornstein.tensor.op.Normalize;

/**
 * Differentiable operations of several arguments; see {@link Var} for those of one or two. All
 * throw {@link dev.ornstein.tensor.ShapeException} naming the operation and the shapes when those
 * do not fit.
 */
public final class Ops {
  private Ops() {}

  /**
   * Convolution: y[n,k,p,q] = bias[k] + Σ x[n, c, p·stride − pad + r·dilation, …]·w[k,c,r,s].
   *
   * @param x (N, C, H, W)
   * @param w (K, C/groups, R, S)
   * @param bias (K), or null
   * @return (N, K, P, Q)
   */
  public static Var conv2d(Var x, Var w, Var bias, Convolution.Geometry g) {
    return Conv2d.of(x, w, bias, g);
  }

  /**
   * {@link #conv2d(Var, Var, Var, Convolution.Geometry)}, to whose result something is added in the
   * same pass: the other branch of a residual block.
   *
   * @param addend of the result's shape
   */
  public static Var conv2d(Var x, Var w, Var bias, Var addend, Convolution.Geometry g) {
    return Conv2d.of(x, w, bias, addend, g);
  }

  /**
   * {@link #conv2d(Var, Var, Var, Var, Convolution.Geometry)} of h.value(), which is computed
   * within the convolution where the kernels can.
   *
   * @param addend of the result's shape, or null
   */
  public static Var conv2d(Normed h, Var w, Var bias, Var addend, Convolution.Geometry g) {
    return NormConv2d.of(h, w, bias, addend, g);
  }

  /**
   * Scales of each sample, γ·(1 + scale).
   *
   * @param gamma (C)
   * @param modulation scale, then shift (N, 2·C)
   * @return (N, C)
   */
  public static Var modulatedScale(Var gamma, Var modulation) {
    return Modulate.scale(modulation, gamma);
  }

  /**
   * Shifts of each sample, β·(1 + scale) + shift.
   *
   * @param beta (C)
   * @param modulation scale, then shift (N, 2·C)
   * @return (N, C)
   */
  public static Var modulatedShift(Var beta, Var modulation) {
    return Modulate.shift(modulation, beta);
  }

  /**
   * Transposed convolution: the adjoint in its input of the convolution with the same weights.
   *
   * @param x (N, in, P, Q)
   * @param w (in, out/groups, R, S)
   * @param bias (out), or null
   * @param outputPad rows and columns added to the result, less than the stride
   * @return (N, out, H, W), H = (P−1)·stride − 2·pad + dilation·(R−1) + 1 + outputPad
   */
  public static Var convTranspose2d(Var x, Var w, Var bias, Convolution.Geometry g, int outputPad) {
    Shape out = Convolution.transposedShape(x.shape(), w.shape(), g, outputPad);
    return Conv2dInputGrad.of(x, w, bias, out, g);
  }

  /**
   * y = x·wᵀ + bias.
   *
   * @param x (…, in)
   * @param w (out, in)
   * @param bias (out), or null
   * @return (…, out)
   */
  public static Var linear(Var x, Var w, Var bias) {
    return Linear.of(x, w, bias);
  }

  /**
   * Largest element of each size×size window of (N, C, H, W); the first where several are equal.
   */
  public static Var maxPool(Var x, int size, int stride) {
    return MaxPool.of(x, size, stride);
  }

  /** Mean of each size×size window of (N, C, H, W). */
  public static Var avgPool(Var x, int size, int stride) {
    return AvgPool.of(x, size, stride);
  }

  /** Joins parts along an axis; their other extents are equal. */
  public static Var concat(int axis, Var... parts) {
    return Concat.of(axis, parts);
  }

  /**
   * Rows of a table: an embedding.
   *
   * @param table (R, D)
   * @param index row numbers
   * @return (index.length, D)
   */
  public static Var gatherRows(Var table, int[] index) {
    return GatherRows.of(table, index);
  }

  /**
   * The mean squared error of each sample: 1/D·‖a − b‖² with D elements per sample.
   *
   * @param a (N, …)
   * @param b of a's shape; it is not broadcast
   * @return (N)
   */
  public static Var meanSquaredError(Var a, Var b) {
    return MeanSquaredError.of(a, b);
  }

  /**
   * Batch normalisation with the statistics of the batch, through which the gradient flows.
   *
   * @param x (N, C, …)
   * @param gamma scale (C)
   * @param beta shift (C)
   * @param eps added to the variance
   * @param stats {@code Normalize.stats(x.value())}
   */
  public static Var batchNorm(Var x, Var gamma, Var beta, float eps, Normalize.Stats stats) {
    return batchNorm(x, gamma, beta, eps, stats, Activation.NONE);
  }

  /**
   * {@link #batchNorm(Var, Var, Var, float, Normalize.Stats)}, and an activation in the same pass.
   */
  public static Var batchNorm(
      Var x, Var gamma, Var beta, float eps, Normalize.Stats stats, Activation act) {
    return BatchNorm.of(x, gamma, beta, eps, stats, act);
  }

  /**
   * Batch normalisation with given statistics, which are constants: γ·(x − mean)·rstd + β.
   *
   * @param x (N, C, …)
   * @param mean (C)
   * @param rstd 1/√(variance + ε), (C)
   * @param gamma (C)
   * @param beta (C)
   */
  public static Var channelAffine(Var x, Tensor mean, Tensor rstd, Var gamma, Var beta) {
    return channelAffine(x, mean, rstd, gamma, beta, Activation.NONE);
  }

  /** {@link #channelAffine(Var, Tensor, Tensor, Var, Var)}, and an activation in the same pass. */
  public static Var channelAffine(
      Var x, Tensor mean, Tensor rstd, Var gamma, Var beta, Activation act) {
    return ChannelAffine.of(x, mean, rstd, gamma, beta, act);
  }

  /**
   * Group normalisation.
   *
   * @param x (N, C, …)
   * @param gamma scale (C), or (N, C) for each sample
   * @param beta shift of gamma's shape
   * @param groups divides C
   * @param eps added to the variance
   */
  public static Var groupNorm(Var x, Var gamma, Var beta, int groups, float eps) {
    return groupNorm(x, gamma, beta, groups, eps, Activation.NONE);
  }

  /** {@link #groupNorm(Var, Var, Var, int, float)}, and an activation in the same pass. */
  public static Var groupNorm(Var x, Var gamma, Var beta, int groups, float eps, Activation act) {
    return new Normed(x, gamma, beta, groups, eps, act).value();
  }

  /**
   * Layer normalisation over the last axis: group normalisation of rows as one group.
   *
   * @param x (…, D)
   * @param gamma scale (D)
   * @param beta shift (D)
   * @param eps added to the variance
   */
  public static Var layerNorm(Var x, Var gamma, Var beta, float eps) {
    return groupNorm(x.reshape(-1, x.dim(-1)), gamma, beta, 1, eps).reshape(x.shape());
  }

  /**
   * Self-attention over positions (Vaswani et al. 2017): per sample and head, with the columns of
   * q, k and v belonging to positions, y = v·softmax(scale·qᵀk)ᵀ.
   *
   * @param qkv (N, 3·C, …): q, k and v, in this order, each with its heads side by side
   * @param heads divides C
   * @param scale 1/√(C/heads), as a rule
   * @return (N, C, …)
   */
  public static Var attention(Var qkv, int heads, float scale) {
    return Attention.of(qkv, heads, scale);
  }
}

package dev.ornstein.tensor.kernel;

import dev.ornstein.tensor.Tensor;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The kernels an engine runs on. Each method writes its first argument (or arguments) completely
 * unless it says that it adds; outputs never overlap inputs unless a method says so. Arguments have
 * been checked by the operations in {@code dev.ornstein.tensor.op}: kernels assume that shapes fit.
 *
 * <p>The {@code scalar} implementation is the definition of each kernel. Every implementation gives
 * the same bits for any number of threads.
 */
public interface Backend extends AutoCloseable {
  /** {@code scalar}, {@code vector}, …: what {@code --kernels} calls it. */
  String name();

  /**
   * The memory of the device that the kernels run on; none when they work on arrays of the host.
   */
  default Optional<DeviceMemory> deviceMemory() {
    return Optional.empty();
  }

  /** One line for people: kind of kernels, lane width, why they were chosen. */
  String description();

  // ---- elementwise ------------------------------------------------------------------------------

  /** out[i] = value. */
  void fill(Tensor out, float value);

  /** out[i] = scale·x[i] + shift. {@code out} may be {@code x}. */
  void affine(Tensor out, Tensor x, float scale, float shift);

  /** out[i] += alpha·x[i]. */
  void axpy(Tensor out, float alpha, Tensor x);

  /** out[i] = op(x[i]). {@code out} may be {@code x}. */
  void unary(UnaryOp op, Tensor out, Tensor x);

  /**
   * out = op(a, b), with a and b broadcast to out's shape. {@code out} may be an argument that has
   * out's shape.
   */
  void binary(BinaryOp op, Tensor out, Tensor a, Tensor b);

  /** out[i] = x[i]. */
  void copy(Tensor out, Tensor x);

  // ---- movement ---------------------------------------------------------------------------------

  /**
   * Copies a strided window of x to a strided window of out, element by element over the index
   * space {@code dims}; other elements of out stay as they are. Serves permute, expand, slice, pad,
   * concat.
   */
  void copyStrided(
      Tensor out, int outStart, int[] outStrides, Tensor x, int xStart, int[] xStrides, int[] dims);

  /** out[i, :] = table[index[i], :]. */
  void gatherRows(Tensor out, Tensor table, int[] index);

  /** out[index[i], :] += rows[i, :], in the order of i. */
  void scatterAddRows(Tensor out, Tensor rows, int[] index);

  // ---- reductions -------------------------------------------------------------------------------

  /** x as (outer, reduced, inner): out[o, i] = op over r of x[o, r, i]. */
  void reduce(ReduceOp op, Tensor out, Tensor x, int outer, int reduced, int inner);

  // ---- linear algebra ---------------------------------------------------------------------------

  /** C = op(A)·op(B), or C += op(A)·op(B). */
  void gemm(Tensor c, Tensor a, Tensor b, GemmShape s);

  // ---- convolution ------------------------------------------------------------------------------

  /**
   * y = x ⋆ w + bias + addend.
   *
   * @param bias (K), or null
   * @param addend of y's shape and apart from it, or null: the other branch of a residual block
   */
  void conv2d(Tensor y, Tensor x, Tensor w, Tensor bias, Tensor addend, ConvShape s);

  /**
   * The adjoint of {@link #conv2d} in x: gx from gy. Also the forward transposed convolution.
   *
   * @param bias (C), of the transposed convolution, or null
   */
  void conv2dInputGrad(Tensor gx, Tensor gy, Tensor w, Tensor bias, ConvShape s);

  /** The adjoint of {@link #conv2d} in w: gw from gy. */
  void conv2dWeightGrad(Tensor gw, Tensor x, Tensor gy, ConvShape s);

  /**
   * The adjoints of {@link #conv2d} in x, w and the bias from the same gy: {@link #conv2dInputGrad}
   * and {@link #conv2dWeightGrad} with their bits, and gb = Σ gy over images and positions.
   *
   * @param gx or null
   * @param gb (K), or null
   * @param addend what gx is added to, of its shape and apart from it, or null
   */
  void conv2dGrads(
      Tensor gx, Tensor gw, Tensor gb, Tensor x, Tensor gy, Tensor w, Tensor addend, ConvShape s);

  /**
   * The adjoints of a transposed convolution x = {@link #conv2dInputGrad}(y) in y, w and the bias
   * from the same gx: gy by {@link #conv2d} and gw by {@link #conv2dWeightGrad} with their bits,
   * and gb = Σ gx over images and positions.
   *
   * @param gb (C), or null
   * @param addend what gy is added to, of its shape and apart from it, or null
   */
  void conv2dTransposedGrads(
      Tensor gy, Tensor gw, Tensor gb, Tensor y, Tensor gx, Tensor w, Tensor addend, ConvShape s);

  // ---- pooling ----------------------------------------------------------------------------------

  /**
   * Largest element of each window; {@code argmax} gets its index within the plane, a whole number
   * that a float holds exactly.
   */
  void maxPool(Tensor y, Tensor argmax, Tensor x, PoolShape s);

  /** gx[plane, argmax[plane, i]] = Σ gy[plane, i]; the adjoint of picking {@code argmax}. */
  void maxPoolGrad(Tensor gx, Tensor gy, Tensor argmax, PoolShape s);

  /** y[plane, i] = x[plane, argmax[plane, i]]. */
  void maxPoolGather(Tensor y, Tensor x, Tensor argmax, PoolShape s);

  /** Mean of each window. */
  void avgPool(Tensor y, Tensor x, PoolShape s);

  /** The adjoint of {@link #avgPool}. */
  void avgPoolGrad(Tensor gx, Tensor gy, PoolShape s);

  // ---- softmax ----------------------------------------------------------------------------------

  /** Each row of x (rows × cols): e^{x−max} / Σ e^{x−max}. */
  void softmax(Tensor y, Tensor x, int rows, int cols);

  /** gx = y·(gy − ⟨gy, y⟩) per row. */
  void softmaxGrad(Tensor gx, Tensor y, Tensor gy, int rows, int cols);

  /** y[row] = max + ln Σ e^{x−max}. */
  void logSumExp(Tensor y, Tensor x, int rows, int cols);

  // ---- attention --------------------------------------------------------------------------------

  /**
   * Self-attention (Vaswani et al. 2017). Per sample and head, with the columns of q, k, v (d × P)
   * belonging to positions,
   *
   * <pre>
   * a[i, j] = scale·⟨q[:, i], k[:, j]⟩,  t[i, j] = e^(a[i, j] − max[i])·share[i],  y = v·tᵀ
   * </pre>
   *
   * where max[i] is the largest a[i, j] and share[i] = 1/Σ_j e^(a[i, j] − max[i]). Where scores are
   * NaN, max may be anything.
   *
   * @param y (N, heads, d, P)
   * @param max (N, heads, P), written for the gradient
   * @param share likewise
   * @param qkv (N, 3, heads, d, P): q, k and v of each sample
   */
  void attention(Tensor y, Tensor max, Tensor share, Tensor qkv, float scale, AttentionShape s);

  /**
   * The gradient of {@link #attention}. With g = gyᵀ·v and h[i, j] = t[i, j]·(g[i, j] − Σ_l t[i,
   * l]·g[i, l])
   *
   * <pre>
   * gq = scale·k·hᵀ,  gk = scale·q·h,  gv = gy·t
   * </pre>
   *
   * @param gqkv of qkv's shape
   * @param gy the gradient of y
   */
  void attentionGrad(
      Tensor gqkv, Tensor qkv, Tensor gy, Tensor max, Tensor share, float scale, AttentionShape s);

  // ---- squared error ----------------------------------------------------------------------------

  /** Each row of a and b (rows × cols): y[row] = 1/cols · Σ (a − b)². */
  void meanSquaredError(Tensor y, Tensor a, Tensor b, int rows, int cols);

  /**
   * The gradient of {@link #meanSquaredError} in a: ga = gy[row]·2/cols·(a − b). That in b is the
   * same with a and b exchanged.
   */
  void meanSquaredErrorGrad(Tensor ga, Tensor gy, Tensor a, Tensor b, int rows, int cols);

  // ---- normalisation ----------------------------------------------------------------------------

  /** Mean and biased variance of each channel of x (N, C, L) over N and L; {@code groups} is 1. */
  void channelStats(Tensor mean, Tensor var, Tensor x, NormShape s);

  /** y = act(γ[c]·(x − mean[c])·rstd[c] + β[c]). */
  void channelAffine(
      Tensor y,
      Tensor x,
      Tensor mean,
      Tensor rstd,
      Tensor gamma,
      Tensor beta,
      Activation act,
      NormShape s);

  /**
   * The gradient of batch normalisation with batch statistics, y = act(z), z = γ[c]·x̂ + β[c], x̂ =
   * (x − mean[c])·rstd[c]:
   *
   * <pre>
   * g = gy·act′(z),  gβ[c] = Σ g,  gγ[c] = Σ g·x̂
   * gx = γ·rstd·(g − gβ/M − x̂·gγ/M),  M = N·L
   * </pre>
   *
   * @param gy the gradient of y, (N, C, L)
   * @param beta matters to the slope of an activation only
   */
  void batchNormGrad(
      Tensor gx,
      Tensor gGamma,
      Tensor gBeta,
      Tensor x,
      Tensor gy,
      Tensor mean,
      Tensor rstd,
      Tensor gamma,
      Tensor beta,
      Activation act,
      NormShape s);

  /**
   * Group norm: each (sample, group) is normalised by its own mean and biased variance, then y =
   * act(γ[c]·x̂ + β[c]). {@code mean} and {@code rstd} (N, groups) are written too.
   */
  void groupNorm(
      Tensor y,
      Tensor mean,
      Tensor rstd,
      Tensor x,
      Tensor gamma,
      Tensor beta,
      float epsilon,
      Activation act,
      NormShape s);

  /**
   * The gradient of {@link #groupNorm}: as {@link #batchNormGrad} for gβ and gγ, and per (sample,
   * group) gx = rstd·(γ·g − ⟨γ·g⟩ − x̂·⟨γ·g·x̂⟩), where ⟨·⟩ is the mean over the group.
   */
  void groupNormGrad(
      Tensor gx,
      Tensor gGamma,
      Tensor gBeta,
      Tensor x,
      Tensor gy,
      Tensor mean,
      Tensor rstd,
      Tensor gamma,
      Tensor beta,
      Activation act,
      NormShape s);

  /**
   * y[n, c] = p[c]·(1 + m[n, c]), plus m[n, C + c] if it shifts: scales γ, or shifts β, of each
   * sample.
   *
   * @param y (N, C)
   * @param m scales, then shifts (N, 2·C)
   * @param p (C)
   */
  void modulate(Tensor y, Tensor m, Tensor p, boolean shifts);

  /**
   * The gradients of {@link #modulate}: gm[n, c] = gy[n, c]·p[c], gm[n, C + c] = gy[n, c] or 0, and
   * gp[c] = Σₙ gy[n, c]·(1 + m[n, c]).
   */
  void modulateGrad(Tensor gm, Tensor gp, Tensor gy, Tensor m, Tensor p, boolean shifts);

  /**
   * {@link #groupNorm} and the {@link #conv2d} that alone reads its result, as one kernel. None
   * where the two do as well.
   */
  default Optional<NormConv> normConv(ConvShape s) {
    return Optional.empty();
  }

  // ---- optimiser --------------------------------------------------------------------------------

  /**
   * How a gradient is scaled down to a norm: out = (‖g‖, min(1, maxNorm/(‖g‖ + 1e−6))), and the
   * factor is NaN where the norm is NaN or infinite. The squares are summed in blocks of fixed
   * length and order.
   *
   * @param out (2)
   * @param maxNorm above 0, may be infinite
   */
  void clip(Tensor out, Tensor g, double maxNorm);

  /**
   * One Adam step in place on weights w and moments m, v; see {@link AdamStep}. The average, when
   * there is one, gets the bits that {@link #ema} would give it afterwards.
   *
   * @param average of the weights, changed in place, or null
   * @param clip what {@link #clip} has written, or null: the gradient is multiplied by the factor,
   *     and nothing is changed where that is NaN
   */
  void adam(Tensor w, Tensor m, Tensor v, Tensor average, Tensor g, Tensor clip, AdamStep step);

  /** average = decay·average + (1 − decay)·w. */
  void ema(Tensor average, Tensor w, float decay);

  // ---- random numbers ---------------------------------------------------------------------------

  /**
   * Uniform numbers in [lo, hi) by {@link Deviates}. With the root (r0, r1, r2, r3) of a sample,
   * its elements 4b … 4b+3 come from the words of the {@link Philox} block P(r0, r1; firstBlock +
   * b, r2, r3).
   *
   * @param roots four words for each sample; out holds so many samples of equal size
   */
  void uniform(Tensor out, float lo, float hi, int[] roots, long firstBlock);

  /** Standard normal numbers by {@link Deviates}, a pair from two words; see {@link #uniform}. */
  void normal(Tensor out, int[] roots, long firstBlock);

  // ---- Fourier transforms -----------------------------------------------------------------------

  /**
   * Fourier transforms of images of H×W that are made for these kernels. A supplier gives each
   * thread an instance of its own; what all share is computed once. None where a library does as
   * well.
   */
  default Optional<Supplier<ImageDft>> imageDft(int height, int width) {
    return Optional.empty();
  }

  /**
   * Fourier transforms of whole batches of images of H×W, where tensors are on a device and should
   * stay there. None where {@link #imageDft}, or a library, is to do it on arrays of the host.
   */
  default Optional<BatchDft> batchDft(int height, int width) {
    return Optional.empty();
  }

  @Override
  default void close() {}
}

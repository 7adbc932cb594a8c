package dev.ornstein.tensor.kernel;

import dev.ornstein.tensor.Tensor;

/**
 * Group normalisation, its activation and the convolution that reads their result h as one kernel
 * for one pair of shapes. h never lies in memory as a whole: each image is normalised while the
 * convolution has it near. The results are those of the kernels one after another, except for
 * rounding.
 */
public interface NormConv {
  /**
   * {@link Backend#groupNorm}, then {@link Backend#conv2d}: y = h ⋆ w + bias + addend.
   *
   * @param h whose mean and rstd are written
   * @param bias (K), or null
   * @param addend of y's shape and apart from it, or null
   */
  void forward(Tensor y, GroupNormed h, Tensor w, Tensor bias, Tensor addend);

  /**
   * {@link Backend#conv2dGrads}, then {@link Backend#groupNormGrad}: the gradients in x, γ, β, w
   * and the bias from gy.
   *
   * @param gb (K), or null
   * @param h with mean and rstd as {@link #forward} has left them
   * @param addend what the gradient in x is added to, of x's shape and apart from gx, or null
   */
  void grads(
      Tensor gx,
      Tensor gGamma,
      Tensor gBeta,
      Tensor gw,
      Tensor gb,
      GroupNormed h,
      Tensor gy,
      Tensor w,
      Tensor addend);
}

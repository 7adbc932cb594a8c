package dev.ornstein.tensor.kernel.scalar;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Backend;
import dev.ornstein.tensor.kernel.BinaryOp;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.ReduceOp;

/** All gradients of a convolution, one kernel after another. */
final class ConvSteps {
  private ConvSteps() {}

  /** See {@link Backend#conv2dGrads}. */
  static void grads(
      Backend k,
      Tensor gx,
      Tensor gw,
      Tensor gb,
      Tensor x,
      Tensor gy,
      Tensor w,
      Tensor addend,
      ConvShape s) {
    if (gx != null) {
      k.conv2dInputGrad(gx, gy, w, null, s);
      if (addend != null) {
        k.binary(BinaryOp.ADD, gx, gx, addend);
      }
    }
    k.conv2dWeightGrad(gw, x, gy, s);
    channelSums(k, gb, gy, s.n(), s.k(), s.p() * s.q());
  }

  /** See {@link Backend#conv2dTransposedGrads}. */
  static void transposedGrads(
      Backend k,
      Tensor gy,
      Tensor gw,
      Tensor gb,
      Tensor y,
      Tensor gx,
      Tensor w,
      Tensor addend,
      ConvShape s) {
    k.conv2d(gy, gx, w, null, addend, s);
    k.conv2dWeightGrad(gw, gx, y, s);
    channelSums(k, gb, gx, s.n(), s.c(), s.h() * s.w());
  }

  /** out[c] = Σ x[:, c, :] of n images; nothing for an out that is null. */
  private static void channelSums(Backend k, Tensor out, Tensor x, int n, int channels, int area) {
    if (out == null) {
      return;
    }
    Tensor perImage = x.engine().empty(Shape.of(n, channels));
    k.reduce(ReduceOp.SUM, perImage, x, n * channels, area, 1);
    k.reduce(ReduceOp.SUM, out, perImage, 1, n, channels);
  }
}

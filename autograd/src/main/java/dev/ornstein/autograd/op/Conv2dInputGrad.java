package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Convolution;
import dev.ornstein.tensor.op.Convolution.Geometry;

/**
 * x = the adjoint of {@link Conv2d} in its input, applied to y: the gradient of a convolution, and
 * also a transposed convolution with bias.
 */
public final class Conv2dInputGrad extends Operation {
  private final Var y;
  private final Var w;
  private final Var bias;
  private final Shape shape;
  private final Geometry g;

  private Conv2dInputGrad(Var y, Var w, Var bias, Shape shape, Geometry g) {
    super(Conv2d.present(y, w, bias));
    this.y = y;
    this.w = w;
    this.bias = bias;
    this.shape = shape;
    this.g = g;
  }

  /**
   * @param y (N, K, P, Q)
   * @param w (K, C/groups, R, S)
   * @param bias (C), or null
   * @param shape of the result, (N, C, H, W)
   */
  public static Var of(Var y, Var w, Var bias, Shape shape, Geometry g) {
    return new Conv2dInputGrad(y, w, bias, shape, g).apply();
  }

  @Override
  protected Tensor forward() {
    save(y.value(), w.value());
    Tensor b = bias == null ? null : bias.value();
    return Convolution.inputGrad(y.value(), w.value(), b, shape, g);
  }

  @Override
  protected void backward(Var x, Var gx, Adjoints to) {
    if (!to.recorded() && to.wants(y) && to.wants(w)) {
      Conv2d.addAll(
          to,
          y,
          w,
          bias,
          (gy, gw, gb, sum) ->
              Convolution.transposedGrads(gy, gw, gb, y.value(), gx.value(), w.value(), sum, g));
    } else {
      to.add(y, () -> Conv2d.of(gx, w, null, g));
      to.add(w, () -> Conv2dWeightGrad.of(gx, y, w.shape(), g));
      Conv2d.gradOfBias(bias, gx, to);
    }
  }
}

package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Convolution;
import dev.ornstein.tensor.op.Convolution.Geometry;

/** w = the adjoint of {@link Conv2d} in its weights: from images x and outputs y. */
public final class Conv2dWeightGrad extends Operation {
  private final Var x;
  private final Var y;
  private final Shape shape;
  private final Geometry g;

  private Conv2dWeightGrad(Var x, Var y, Shape shape, Geometry g) {
    super(x, y);
    this.x = x;
    this.y = y;
    this.shape = shape;
    this.g = g;
  }

  /**
   * @param x (N, C, H, W)
   * @param y (N, K, P, Q)
   * @param shape of the result, (K, C/groups, R, S)
   */
  public static Var of(Var x, Var y, Shape shape, Geometry g) {
    return new Conv2dWeightGrad(x, y, shape, g).apply();
  }

  @Override
  protected Tensor forward() {
    save(x.value(), y.value());
    return Convolution.weightGrad(x.value(), y.value(), shape, g);
  }

  @Override
  protected void backward(Var w, Var gw, Adjoints to) {
    to.add(x, () -> Conv2dInputGrad.of(y, gw, null, x.shape(), g));
    to.add(y, () -> Conv2d.of(x, gw, null, g));
  }
}

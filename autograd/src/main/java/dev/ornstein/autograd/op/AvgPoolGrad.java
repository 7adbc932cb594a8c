package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Pooling;

/**
 * Spreads each window's value evenly over the window. {@link AvgPool} in reverse: each is the
 * other's adjoint.
 */
public final class AvgPoolGrad extends Operation {
  private final Var y;
  private final Shape shape;
  private final int size;
  private final int stride;

  private AvgPoolGrad(Var y, Shape shape, int size, int stride) {
    super(y);
    this.y = y;
    this.shape = shape;
    this.size = size;
    this.stride = stride;
  }

  /**
   * @param y one value per window, (N, C, P, Q)
   * @param shape of the result, (N, C, H, W)
   */
  public static Var of(Var y, Shape shape, int size, int stride) {
    return new AvgPoolGrad(y, shape, size, stride).apply();
  }

  @Override
  protected Tensor forward() {
    return Pooling.avgGrad(y.value(), shape, size, stride);
  }

  @Override
  protected void backward(Var x, Var gx, Adjoints to) {
    to.add(y, () -> AvgPool.of(gx, size, stride));
  }
}

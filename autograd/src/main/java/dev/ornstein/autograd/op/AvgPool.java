package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Pooling;

/** The mean of each window. {@link AvgPoolGrad} in reverse: each is the other's adjoint. */
public final class AvgPool extends Operation {
  private final Var x;
  private final int size;
  private final int stride;

  private AvgPool(Var x, int size, int stride) {
    super(x);
    this.x = x;
    this.size = size;
    this.stride = stride;
  }

  /** Windows of size×size every {@code stride} over (N, C, H, W). */
  public static Var of(Var x, int size, int stride) {
    return new AvgPool(x, size, stride).apply();
  }

  @Override
  protected Tensor forward() {
    return Pooling.avg(x.value(), size, stride);
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, () -> AvgPoolGrad.of(gy, x.shape(), size, stride));
  }
}

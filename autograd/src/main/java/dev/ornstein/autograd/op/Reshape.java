package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;

/** The same elements under another shape; the memory is shared, nothing is copied. */
public final class Reshape extends Operation {
  private final Var x;
  private final Tensor y;

  private Reshape(Var x, Tensor y) {
    super(x);
    this.x = x;
    this.y = y;
  }

  /** x as {@code target}. */
  public static Var of(Var x, Shape target) {
    return x.shape().equals(target) ? x : new Reshape(x, x.value().reshape(target)).apply();
  }

  /** x under the given extents, one of which may be −1. */
  public static Var of(Var x, int... dims) {
    return new Reshape(x, x.value().reshape(dims)).apply();
  }

  @Override
  protected Tensor forward() {
    return y;
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, () -> gy.reshape(x.shape()));
  }
}

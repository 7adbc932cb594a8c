package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.UnaryOp;

/** y = |x|, y′ = sign x, 0 at 0. */
public final class Abs extends Operation {
  private final Var x;

  private Abs(Var x) {
    super(x);
    this.x = x;
  }

  /** y = |x|. */
  public static Var of(Var x) {
    return new Abs(x).apply();
  }

  @Override
  protected Tensor forward() {
    save(x.value());
    return x.value().map(UnaryOp.ABS);
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    // The sign is constant wherever it has a derivative.
    to.add(x, () -> gy.times(Var.constant(x.value().map(UnaryOp.SIGN))));
  }
}

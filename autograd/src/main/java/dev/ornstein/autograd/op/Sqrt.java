package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.UnaryOp;

/** y = √x, y′ = 1/(2y). */
public final class Sqrt extends Operation {
  private final Var x;

  private Sqrt(Var x) {
    super(x);
    this.x = x;
  }

  /** y = √x. */
  public static Var of(Var x) {
    return new Sqrt(x).apply();
  }

  @Override
  protected Tensor forward() {
    Tensor y = x.value().map(UnaryOp.SQRT);
    save(y);
    return y;
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, () -> gy.divide(y).times(0.5f));
  }
}

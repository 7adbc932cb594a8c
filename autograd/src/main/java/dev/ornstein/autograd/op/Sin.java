package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.UnaryOp;

/** y = sin x. */
public final class Sin extends Operation {
  private final Var x;

  private Sin(Var x) {
    super(x);
    this.x = x;
  }

  /** y = sin x. */
  public static Var of(Var x) {
    return new Sin(x).apply();
  }

  @Override
  protected Tensor forward() {
    save(x.value());
    return x.value().map(UnaryOp.SIN);
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, () -> gy.times(x.cos()));
  }
}

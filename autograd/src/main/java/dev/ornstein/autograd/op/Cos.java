package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.UnaryOp;

/** y = cos x. */
public final class Cos extends Operation {
  private final Var x;

  private Cos(Var x) {
    super(x);
    this.x = x;
  }

  /** y = cos x. */
  public static Var of(Var x) {
    return new Cos(x).apply();
  }

  @Override
  protected Tensor forward() {
    save(x.value());
    return x.value().map(UnaryOp.COS);
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, () -> gy.times(x.sin()).negate());
  }
}

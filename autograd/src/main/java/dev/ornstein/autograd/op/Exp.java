package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.UnaryOp;

/** y = eˣ, its own derivative: only the result is saved. */
public final class Exp extends Operation {
  private final Var x;

  private Exp(Var x) {
    super(x);
    this.x = x;
  }

  /** y = eˣ. */
  public static Var of(Var x) {
    return new Exp(x).apply();
  }

  @Override
  protected Tensor forward() {
    Tensor y = x.value().map(UnaryOp.EXP);
    save(y);
    return y;
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, () -> gy.times(y));
  }
}

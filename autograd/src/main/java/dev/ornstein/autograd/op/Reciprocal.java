package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.UnaryOp;

/** y = 1/x, y′ = −y². */
public final class Reciprocal extends Operation {
  private final Var x;

  private Reciprocal(Var x) {
    super(x);
    this.x = x;
  }

  /** y = 1/x. */
  public static Var of(Var x) {
    return new Reciprocal(x).apply();
  }

  @Override
  protected Tensor forward() {
    Tensor y = x.value().map(UnaryOp.RECIPROCAL);
    save(y);
    return y;
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, () -> gy.times(y.square()).negate());
  }
}

package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.UnaryOp;

/** y = tanh x, y′ = 1 − y². */
public final class Tanh extends Operation {
  private final Var x;

  private Tanh(Var x) {
    super(x);
    this.x = x;
  }

  /** y = tanh x. */
  public static Var of(Var x) {
    return new Tanh(x).apply();
  }

  @Override
  protected Tensor forward() {
    Tensor y = x.value().map(UnaryOp.TANH);
    save(y);
    return y;
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, () -> gy.times(y.square().negate().plus(1f)));
  }
}

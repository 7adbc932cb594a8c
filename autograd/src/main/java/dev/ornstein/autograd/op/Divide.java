package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;

/** y = a/b elementwise, broadcasting; ∂y/∂a = 1/b, ∂y/∂b = −y/b. */
public final class Divide extends Operation {
  private final Var a;
  private final Var b;

  private Divide(Var a, Var b) {
    super(a, b);
    this.a = a;
    this.b = b;
  }

  /** y = a/b, broadcasting. */
  public static Var of(Var a, Var b) {
    return new Divide(a, b).apply();
  }

  @Override
  protected Tensor forward() {
    Tensor y = a.value().divide(b.value());
    save(b.value(), y);
    return y;
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(a, () -> gy.divide(b));
    to.add(b, () -> gy.times(y).divide(b).negate());
  }
}

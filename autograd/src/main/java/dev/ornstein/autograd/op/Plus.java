package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.BinaryOp;
import dev.ornstein.tensor.op.Elementwise;

/** y = a + b, broadcasting. */
public final class Plus extends Operation {
  private final Var a;
  private final Var b;

  private Plus(Var a, Var b) {
    super(a, b);
    this.a = a;
    this.b = b;
  }

  /** y = a + b, broadcasting. */
  public static Var of(Var a, Var b) {
    return new Plus(a, b).apply();
  }

  @Override
  protected Tensor forward() {
    return Elementwise.binary(BinaryOp.ADD, a.value(), b.value());
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(a, gy);
    to.add(b, gy);
  }
}

package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.BinaryOp;
import dev.ornstein.tensor.op.Elementwise;

/** y = a·b elementwise, broadcasting. */
public final class Times extends Operation {
  private final Var a;
  private final Var b;

  private Times(Var a, Var b) {
    super(a, b);
    this.a = a;
    this.b = b;
  }

  /** y = a·b elementwise, broadcasting. */
  public static Var of(Var a, Var b) {
    return new Times(a, b).apply();
  }

  @Override
  protected Tensor forward() {
    save(a.value(), b.value());
    return Elementwise.binary(BinaryOp.MUL, a.value(), b.value());
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(a, () -> gy.times(b));
    to.add(b, () -> gy.times(a));
  }
}

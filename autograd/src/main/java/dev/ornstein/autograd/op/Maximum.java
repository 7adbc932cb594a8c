package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.BinaryOp;
import dev.ornstein.tensor.op.Elementwise;

/** y = max(a, b) elementwise, broadcasting; equal ones get half of the gradient each. */
public final class Maximum extends Operation {
  private final Var a;
  private final Var b;

  private Maximum(Var a, Var b) {
    super(a, b);
    this.a = a;
    this.b = b;
  }

  /** y = max(a, b) elementwise, broadcasting. */
  public static Var of(Var a, Var b) {
    return new Maximum(a, b).apply();
  }

  @Override
  protected Tensor forward() {
    save(a.value(), b.value());
    return Elementwise.binary(BinaryOp.MAX, a.value(), b.value());
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(a, () -> gy.times(Ties.share(a.value(), b.value())));
    to.add(b, () -> gy.times(Ties.share(b.value(), a.value())));
  }
}

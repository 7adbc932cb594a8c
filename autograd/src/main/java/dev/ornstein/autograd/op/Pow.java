package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.BinaryOp;
import dev.ornstein.tensor.op.Elementwise;

/** y = x to the power p, a plain number; y′ = p·x^(p−1). */
public final class Pow extends Operation {
  private final Var x;
  private final float p;

  private Pow(Var x, float p) {
    super(x);
    this.x = x;
    this.p = p;
  }

  /** y = xᵖ. */
  public static Var of(Var x, float p) {
    return new Pow(x, p).apply();
  }

  @Override
  protected Tensor forward() {
    save(x.value());
    return Elementwise.binary(BinaryOp.POW, x.value(), x.engine().scalar(p));
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    if (p != 0f) { // else y is 1, and 0·x⁻¹ would be NaN at 0
      to.add(x, () -> gy.times(x.pow(p - 1f)).times(p));
    }
  }
}

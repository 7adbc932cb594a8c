package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.UnaryOp;

/** y = erf x, y′ = 2/√π·e^(−x²). */
public final class Erf extends Operation {
  private static final float SLOPE_AT_0 = (float) (2 / Math.sqrt(Math.PI));

  private final Var x;

  private Erf(Var x) {
    super(x);
    this.x = x;
  }

  /** y = erf x. */
  public static Var of(Var x) {
    return new Erf(x).apply();
  }

  @Override
  protected Tensor forward() {
    save(x.value());
    return x.value().map(UnaryOp.ERF);
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, () -> gy.times(x.square().negate().exp().times(SLOPE_AT_0)));
  }
}

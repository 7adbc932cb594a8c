package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.BinaryOp;
import dev.ornstein.tensor.kernel.UnaryOp;
import dev.ornstein.tensor.op.Elementwise;

/**
 * y = x·Φ(x), y′ = Φ(x) + x·φ(x), with the normal distribution function Φ(x) = (1 + erf(x/√2))/2
 * and its density φ (Hendrycks and Gimpel 2016; exact, not the tanh approximation).
 */
public final class Gelu extends Operation {
  private static final float SQRT_HALF = (float) Math.sqrt(0.5);
  private static final float DENSITY_AT_0 = (float) (1 / Math.sqrt(2 * Math.PI));

  private final Var x;

  private Gelu(Var x) {
    super(x);
    this.x = x;
  }

  /** y = x·Φ(x). */
  public static Var of(Var x) {
    return new Gelu(x).apply();
  }

  @Override
  protected Tensor forward() {
    save(x.value());
    return x.value().map(UnaryOp.GELU);
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, () -> to.recorded() ? composed(gy) : fused(gy));
  }

  private Var fused(Var gy) {
    return Var.constant(Elementwise.binary(BinaryOp.GELU_GRAD, gy.value(), x.value()));
  }

  private Var composed(Var gy) {
    Var cdf = x.times(SQRT_HALF).erf().plus(1f).times(0.5f);
    Var density = x.square().times(-0.5f).exp().times(DENSITY_AT_0);
    return gy.times(cdf.plus(x.times(density)));
  }
}

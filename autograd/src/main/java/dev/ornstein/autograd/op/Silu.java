package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.BinaryOp;
import dev.ornstein.tensor.kernel.UnaryOp;
import dev.ornstein.tensor.op.Elementwise;

/** y = x·σ(x), y′ = σ(x)·(1 + x·(1 − σ(x))) (the “swish” of Ramachandran et al. 2017). */
public final class Silu extends Operation {
  private final Var x;

  private Silu(Var x) {
    super(x);
    this.x = x;
  }

  /** y = x·σ(x). */
  public static Var of(Var x) {
    return new Silu(x).apply();
  }

  @Override
  protected Tensor forward() {
    save(x.value());
    return x.value().map(UnaryOp.SILU);
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, () -> grad(x, gy, to.recorded()));
  }

  /** gy·silu′(x), by operations that can be differentiated when it is recorded. */
  static Var grad(Var x, Var gy, boolean recorded) {
    if (!recorded) {
      return Var.constant(Elementwise.binary(BinaryOp.SILU_GRAD, gy.value(), x.value()));
    }
    Var s = x.sigmoid();
    return gy.times(s.plus(x.times(s.minus(s.square()))));
  }
}

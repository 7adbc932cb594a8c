package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.UnaryOp;

/** y = σ(x) = 1/(1 + e⁻ˣ), y′ = y − y². */
public final class Sigmoid extends Operation {
  private final Var x;

  private Sigmoid(Var x) {
    super(x);
    this.x = x;
  }

  /** y = 1/(1 + e⁻ˣ). */
  public static Var of(Var x) {
    return new Sigmoid(x).apply();
  }

  @Override
  protected Tensor forward() {
    Tensor y = x.value().map(UnaryOp.SIGMOID);
    save(y);
    return y;
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, () -> gy.times(y.minus(y.square())));
  }
}

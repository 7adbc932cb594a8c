package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;

/** y = eˣ/Σeˣ along the last axis; gx = y·(gy − ⟨gy, y⟩), so only the result is saved. */
public final class Softmax extends Operation {
  private final Var x;

  private Softmax(Var x) {
    super(x);
    this.x = x;
  }

  /** y = eˣ/Σeˣ along the last axis. */
  public static Var of(Var x) {
    return new Softmax(x).apply();
  }

  @Override
  protected Tensor forward() {
    Tensor y = dev.ornstein.tensor.op.Softmax.forward(x.value());
    save(y);
    return y;
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, () -> to.recorded() ? composed(y, gy) : fused(y, gy));
  }

  private static Var fused(Var y, Var gy) {
    return Var.constant(dev.ornstein.tensor.op.Softmax.grad(y.value(), gy.value()));
  }

  private static Var composed(Var y, Var gy) {
    Var product = gy.times(y);
    return product.minus(y.times(product.sum(true, -1)));
  }
}

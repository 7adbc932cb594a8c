package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.BinaryOp;
import dev.ornstein.tensor.kernel.UnaryOp;
import dev.ornstein.tensor.op.Elementwise;

/** y = max(x, 0). The result tells where x was positive, so it is saved and x is not. */
public final class Relu extends Operation {
  private final Var x;

  private Relu(Var x) {
    super(x);
    this.x = x;
  }

  /** y = max(x, 0). */
  public static Var of(Var x) {
    return new Relu(x).apply();
  }

  @Override
  protected Tensor forward() {
    Tensor y = x.value().map(UnaryOp.RELU);
    save(y);
    return y;
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, () -> to.recorded() ? composed(y, gy) : fused(y, gy));
  }

  private static Var fused(Var y, Var gy) {
    return Var.constant(Elementwise.binary(BinaryOp.RELU_GRAD, gy.value(), y.value()));
  }

  /** gy where y &gt; 0; that mask is constant wherever it has a derivative. */
  private static Var composed(Var y, Var gy) {
    Tensor ones = y.engine().full(y.shape(), 1f);
    return gy.times(Var.constant(Elementwise.binary(BinaryOp.RELU_GRAD, ones, y.value())));
  }
}

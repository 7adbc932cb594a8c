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
    to.add(x, () -> grad(y, gy, to.recorded()));
  }

  /**
   * gy where y &gt; 0. Recorded, the mask is a constant: it is one wherever it has a derivative.
   *
   * @param y the result, or as well the argument
   */
  static Var grad(Var y, Var gy, boolean recorded) {
    Tensor upstream = recorded ? y.engine().full(y.shape(), 1f) : gy.value();
    Var masked = Var.constant(Elementwise.binary(BinaryOp.RELU_GRAD, upstream, y.value()));
    return recorded ? gy.times(masked) : masked;
  }
}

package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.BinaryOp;
import dev.ornstein.tensor.kernel.GemmShape;
import dev.ornstein.tensor.op.Linalg;

/** y = x·wᵀ + bias over the last axis; all leading axes of x together are the rows. */
public final class Linear extends Operation {
  private final Var x;
  private final Var w;
  private final Var bias;

  private Linear(Var x, Var w, Var bias) {
    super(bias == null ? new Var[] {x, w} : new Var[] {x, w, bias});
    this.x = x;
    this.w = w;
    this.bias = bias;
  }

  /**
   * y = x·wᵀ + bias.
   *
   * @param x (…, in)
   * @param w (out, in)
   * @param bias (out), or null
   * @return (…, out)
   */
  public static Var of(Var x, Var w, Var bias) {
    return new Linear(x, w, bias).apply();
  }

  @Override
  protected Tensor forward() {
    Shape s = x.shape();
    if (s.rank() < 1 || w.shape().rank() != 2 || s.dim(-1) != w.dim(1)) {
      throw new ShapeException(
          "data (…, in) and weights (out, in) are needed; got " + s + " and " + w.shape());
    }
    save(x.value(), w.value());
    Tensor y = Linalg.matmul(rows(x.value()), w.value(), false, true);
    if (bias != null) {
      bias.shape().require(Shape.of(w.dim(0)), "the bias for weights ", w.shape());
      y.engine().backend().binary(BinaryOp.ADD, y, y, bias.value());
    }
    return y.reshape(s.with(s.rank() - 1, w.dim(0)));
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    Var g = gy.reshape(Shape.of(y.shape().product(0, y.shape().rank() - 1), w.dim(0)));
    to.add(x, () -> g.matmul(w).reshape(x.shape()));
    if (to.recorded()) {
      to.add(w, () -> g.matmul(x.reshape(Shape.of(g.dim(0), w.dim(1))), true, false));
    } else {
      to.add(w, (gw, accumulate) -> weightGrad(gw, g.value(), accumulate));
    }
    if (bias != null) {
      to.add(bias, g); // the rows are summed where all broadcasting is undone
    }
  }

  /** gw = gyᵀ·x over the rows, or gw += that. */
  private void weightGrad(Tensor gw, Tensor gy, boolean accumulate) {
    GemmShape shape =
        new GemmShape(1, w.dim(0), w.dim(1), gy.dim(0), true, false, 0, 0, accumulate);
    gw.engine().backend().gemm(gw, gy, x.value(), shape);
  }

  private static Tensor rows(Tensor t) {
    return t.reshape(Shape.of(t.shape().product(0, t.shape().rank() - 1), t.dim(-1)));
  }
}

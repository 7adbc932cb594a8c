package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.BinaryOp;
import dev.ornstein.tensor.kernel.ReduceOp;
import dev.ornstein.tensor.op.Elementwise;
import dev.ornstein.tensor.op.Reduce;

/** y = max x along axes. Elements that are equal to the largest share its gradient equally. */
public final class Max extends Operation {
  private final Var x;
  private final int[] axes;

  private Max(Var x, int[] axes) {
    super(x);
    this.x = x;
    this.axes = axes;
  }

  /**
   * The largest elements along axes.
   *
   * @param keepDims whether they stay with extent 1
   */
  public static Var along(Var x, boolean keepDims, int... axes) {
    Var kept = new Max(x, axes.clone()).apply();
    return keepDims ? kept : kept.reshape(Axes.without(x.shape(), axes));
  }

  @Override
  protected Tensor forward() {
    Tensor y = Reduce.along(ReduceOp.MAX, x.value(), true, axes);
    save(x.value(), y);
    return y;
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, () -> gy.times(Var.constant(shares(y.value()))));
  }

  /** 1/k at each of the k largest, 0 elsewhere: constant wherever it has a derivative. */
  private Tensor shares(Tensor y) {
    Tensor largest = Elementwise.binary(BinaryOp.EQUAL, x.value(), y);
    return largest.divide(Reduce.toShape(largest, y.shape()));
  }
}

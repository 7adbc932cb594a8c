package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Reduce;

/**
 * The sum over axes, down to a shape that broadcasts to the input's. {@link Expand} in reverse:
 * each is the other's adjoint.
 */
public final class Sum extends Operation {
  private final Var x;
  private final Shape target;

  private Sum(Var x, Shape target) {
    super(x);
    this.x = x;
    this.target = target;
  }

  /** Sums x down to {@code target}, a shape that broadcasts to x's; x itself if it has it. */
  public static Var toShape(Var x, Shape target) {
    return x.shape().equals(target) ? x : new Sum(x, target).apply();
  }

  /**
   * Sums along axes.
   *
   * @param keepDims whether they stay with extent 1
   */
  public static Var along(Var x, boolean keepDims, int... axes) {
    Var kept = toShape(x, Axes.reduced(x.shape(), axes));
    return keepDims ? kept : kept.reshape(Axes.without(x.shape(), axes));
  }

  @Override
  protected Tensor forward() {
    return Reduce.toShape(x.value(), target);
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, () -> gy.expand(x.shape()));
  }
}

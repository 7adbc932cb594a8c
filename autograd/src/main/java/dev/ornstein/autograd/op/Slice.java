package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Rearrange;

/** Consecutive elements along an axis. {@link Pad} in reverse: each is the other's adjoint. */
public final class Slice extends Operation {
  private final Var x;
  private final int axis;
  private final int from;
  private final int to;

  private Slice(Var x, int axis, int from, int to) {
    super(x);
    this.x = x;
    this.axis = axis;
    this.from = from;
    this.to = to;
  }

  /** Elements {@code from} … {@code to}−1 along {@code axis}. */
  public static Var of(Var x, int axis, int from, int to) {
    return new Slice(x, axis, from, to).apply();
  }

  @Override
  protected Tensor forward() {
    return Rearrange.slice(x.value(), axis, from, to);
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints adjoints) {
    adjoints.add(x, () -> gy.pad(axis, from, x.dim(axis) - to));
  }
}

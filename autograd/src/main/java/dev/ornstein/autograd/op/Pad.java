package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Rearrange;

/** Zeros before and after along an axis. {@link Slice} in reverse: each is the other's adjoint. */
public final class Pad extends Operation {
  private final Var x;
  private final int axis;
  private final int before;
  private final int after;

  private Pad(Var x, int axis, int before, int after) {
    super(x);
    this.x = x;
    this.axis = axis;
    this.before = before;
    this.after = after;
  }

  /** x with zeros added along {@code axis}. */
  public static Var of(Var x, int axis, int before, int after) {
    return new Pad(x, axis, before, after).apply();
  }

  @Override
  protected Tensor forward() {
    return Rearrange.pad(x.value(), axis, before, after);
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, () -> gy.slice(axis, before, before + x.dim(axis)));
  }
}

package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Rearrange;

/**
 * Repeats x along axes of extent 1 or missing ones. {@link Sum} in reverse: each is the other's
 * adjoint.
 */
public final class Expand extends Operation {
  private final Var x;
  private final Shape target;

  private Expand(Var x, Shape target) {
    super(x);
    this.x = x;
    this.target = target;
  }

  /** x repeated to {@code target}; x itself if it has that shape. */
  public static Var of(Var x, Shape target) {
    return x.shape().equals(target) ? x : new Expand(x, target).apply();
  }

  @Override
  protected Tensor forward() {
    return Rearrange.expand(x.value(), target);
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, gy); // summed down where all broadcasting is undone
  }
}

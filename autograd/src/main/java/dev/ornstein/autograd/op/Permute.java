package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Rearrange;

/** Reorders axes. The adjoint is the inverse order. */
public final class Permute extends Operation {
  private final Var x;
  private final int[] order;

  private Permute(Var x, int[] order) {
    super(x);
    this.x = x;
    this.order = order;
  }

  /** Axis i of the result is axis {@code order[i]} of x. */
  public static Var of(Var x, int... order) {
    return new Permute(x, order.clone()).apply();
  }

  /** Swaps the last two axes. */
  public static Var transpose(Var x) {
    int rank = x.shape().rank();
    if (rank < 2) {
      throw new ShapeException("transpose: at least two axes are needed; got " + x.shape());
    }
    int[] order = new int[rank];
    for (int i = 0; i < rank; i++) {
      order[i] = i < rank - 2 ? i : 2 * rank - 3 - i;
    }
    return of(x, order);
  }

  @Override
  protected Tensor forward() {
    return Rearrange.permute(x.value(), order);
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    int[] inverse = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      inverse[x.shape().axis(order[i])] = i;
    }
    to.add(x, () -> gy.permute(inverse));
  }
}

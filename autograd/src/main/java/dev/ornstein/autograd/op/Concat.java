package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Rearrange;
import java.util.Arrays;

/** Tensors side by side along an axis; each one's gradient is its slice. */
public final class Concat extends Operation {
  private final Var[] parts;
  private final int axis;

  private Concat(int axis, Var[] parts) {
    super(parts);
    this.parts = parts;
    this.axis = axis;
  }

  /** Joins at least one part along {@code axis}. */
  public static Var of(int axis, Var... parts) {
    if (parts.length == 0) {
      throw new IllegalArgumentException("concat needs at least one part");
    }
    return new Concat(axis, parts.clone()).apply();
  }

  @Override
  protected Tensor forward() {
    return Rearrange.concat(Arrays.stream(parts).map(Var::value).toList(), axis);
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    int end = 0;
    for (Var part : parts) {
      int from = end;
      end += part.dim(axis);
      int until = end;
      to.add(part, () -> gy.slice(axis, from, until));
    }
  }
}

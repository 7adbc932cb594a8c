package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Rearrange;

/**
 * y[index[i], :] += rows[i, :] into zeros. {@link GatherRows} in reverse: each is the other's
 * adjoint.
 */
public final class ScatterRows extends Operation {
  private final Var rows;
  private final int[] index;
  private final int height;

  private ScatterRows(Var rows, int[] index, int height) {
    super(rows);
    this.rows = rows;
    this.index = index;
    this.height = height;
  }

  /** Adds rows (index.length, D) into zeros (height, D), in the order of the index. */
  public static Var of(Var rows, int[] index, int height) {
    return new ScatterRows(rows, index.clone(), height).apply();
  }

  @Override
  protected Tensor forward() {
    return Rearrange.scatterRows(rows.value(), index, height);
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(rows, () -> GatherRows.of(gy, index));
  }
}

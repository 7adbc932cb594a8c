package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Rearrange;

/** y[i, :] = table[index[i], :]. {@link ScatterRows} in reverse: each is the other's adjoint. */
public final class GatherRows extends Operation {
  private final Var table;
  private final int[] index;

  private GatherRows(Var table, int[] index) {
    super(table);
    this.table = table;
    this.index = index;
  }

  /** Rows of a table (R, D): (index.length, D). */
  public static Var of(Var table, int[] index) {
    return new GatherRows(table, index.clone()).apply();
  }

  @Override
  protected Tensor forward() {
    return Rearrange.gatherRows(table.value(), index);
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(table, () -> ScatterRows.of(gy, index, table.dim(0)));
  }
}

package dev.ornstein.tensor.kernel.scalar;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.LoopNest;

/** Copies without arithmetic, and their adjoint for rows. */
final class MoveKernels {
  /** Columns of a table that one chunk of a scatter takes. */
  private static final int SCATTER_COLUMNS = 64;

  private MoveKernels() {}

  /** out[outAt + Σ iₐ·outStrides[a]] = x[xAt + Σ iₐ·xStrides[a]] for all i below {@code dims}. */
  static void copyStrided(
      float[] out,
      int outAt,
      int[] outStrides,
      float[] x,
      int xAt,
      int[] xStrides,
      int[] dims,
      Parallel parallel) {
    LoopNest nest = LoopNest.collapse(dims, outStrides, xStrides);
    int inner = nest.inner();
    int outStep = nest.innerStride(0);
    int xStep = nest.innerStride(1);
    parallel.forChunks(
        inner == 0 ? 0 : nest.outer(),
        Grain.of(inner),
        (from, to) -> {
          for (int row = from; row < to; row++) {
            int o = outAt + nest.start(0, row);
            int i = xAt + nest.start(1, row);
            copyRow(out, o, outStep, x, i, xStep, inner);
          }
        });
  }

  private static void copyRow(
      float[] out, int outAt, int outStep, float[] x, int xAt, int xStep, int n) {
    if (outStep == 1 && xStep == 1) {
      System.arraycopy(x, xAt, out, outAt, n);
      return;
    }
    for (int i = 0; i < n; i++) {
      out[outAt + i * outStep] = x[xAt + i * xStep];
    }
  }

  /** out[i, :] = table[index[i], :], rows of {@code cols} elements. */
  static void gatherRows(
      float[] out,
      int outAt,
      float[] table,
      int tableAt,
      int[] index,
      int cols,
      Parallel parallel) {
    parallel.forChunks(
        index.length,
        Grain.of(cols),
        (from, to) -> {
          for (int i = from; i < to; i++) {
            System.arraycopy(table, tableAt + index[i] * cols, out, outAt + i * cols, cols);
          }
        });
  }

  /** out[index[i], :] += rows[i, :] in the order of i; a chunk owns some columns of all rows. */
  static void scatterAddRows(
      float[] out, int outAt, float[] rows, int rowsAt, int[] index, int cols, Parallel parallel) {
    parallel.forChunks(
        cols,
        SCATTER_COLUMNS,
        (from, to) -> {
          for (int i = 0; i < index.length; i++) {
            int o = outAt + index[i] * cols;
            int r = rowsAt + i * cols;
            for (int j = from; j < to; j++) {
              out[o + j] += rows[r + j];
            }
          }
        });
  }
}

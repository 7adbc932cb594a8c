package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.LoopNest;

/** Copies without arithmetic, and their adjoint for rows: {@code move.cl}. */
final class ClMove {
  private static final String FAMILY = "move";

  /** Rows and columns of a tile that is transposed, and work items for it. */
  private static final int TILE = 32;

  private static final int TILE_ITEMS = 256;

  /** A matrix with fewer rows or columns would leave most of its tiles empty. */
  private static final int LEAST_EXTENT = 16;

  private final ClDevice device;

  ClMove(ClDevice device) {
    this.device = device;
  }

  void copyStrided(
      Tensor out,
      int outStart,
      int[] outStrides,
      Tensor x,
      int xStart,
      int[] xStrides,
      int[] dims) {
    LoopNest nest = LoopNest.collapse(dims, outStrides, xStrides);
    int n = nest.outer() * nest.inner();
    if (n == 0) {
      return;
    }
    int outAt = out.offset() + outStart;
    int xAt = x.offset() + xStart;
    if (nest.outer() == 1 && nest.innerStride(0) == 1 && nest.innerStride(1) == 1) {
      ClMemory memory = device.memory();
      memory.copy(out.memory().bufferToWrite(false), outAt, x.memory().buffer(), xAt, n);
      return;
    }
    int axes = Math.max(1, nest.depth());
    int[] table = nest.table(axes);
    int across = matrixAxis(table, axes);
    if (across > 0) {
      transpose(out, outStart, x, xStart, table, axes, across);
      return;
    }
    Launch call = device.kernel(FAMILY, "copyStrided").update(out).read(x);
    call.put(outStart, xStart).put(device.numbers(table)).put(axes, n).over(n);
  }

  /**
   * The axis that together with the innermost one makes matrices that are transposed: its
   * neighbours lie side by side in x, and those of the innermost one in out.
   *
   * @return 0 when there is none, or it is not worth while
   */
  private int matrixAxis(int[] table, int axes) {
    boolean crossed = table[axes] == 1 && table[2 * axes] > 1;
    if (!crossed || table[0] < LEAST_EXTENT || device.info().largestGroup() < TILE_ITEMS) {
      return 0;
    }
    for (int axis = 1; axis < axes; axis++) {
      if (table[2 * axes + axis] == 1 && table[axis] >= LEAST_EXTENT) {
        return axis;
      }
    }
    return 0;
  }

  private void transpose(
      Tensor out, int outStart, Tensor x, int xStart, int[] table, int axes, int across) {
    int cols = table[0];
    int rows = table[across];
    int others = axes - 2;
    int[] matrices = new int[3 * others];
    int count = 1;
    int to = 0;
    for (int axis = 1; axis < axes; axis++) {
      if (axis != across) {
        count *= table[axis];
        for (int part = 0; part < 3; part++) {
          matrices[part * others + to] = table[part * axes + axis];
        }
        to++;
      }
    }
    int down = (rows - 1) / TILE + 1;
    int right = (cols - 1) / TILE + 1;
    Launch call = device.kernel(FAMILY, "transpose").update(out).read(x);
    call.put(outStart, xStart).put(device.numbers(matrices));
    call.put(others, rows, cols, table[axes + across], table[2 * axes], down, right);
    call.grid(new long[] {(long) count * down * right * TILE_ITEMS}, new long[] {TILE_ITEMS});
  }

  void gatherRows(Tensor out, Tensor table, int[] index) {
    Launch call = device.kernel(FAMILY, "gatherRows").write(out).read(table);
    call.put(device.numbers(index)).put(table.dim(1), out.size()).over(out.size());
  }

  void scatterAddRows(Tensor out, Tensor rows, int[] index) {
    int cols = out.dim(1);
    RowLists lists = RowLists.of(index, out.dim(0));
    int n = lists.rows() * cols;
    Launch call = device.kernel(FAMILY, "scatterAddRows").update(out).read(rows);
    call.put(device.numbers(lists.numbers())).put(lists.rows(), cols, n).over(n);
  }
}

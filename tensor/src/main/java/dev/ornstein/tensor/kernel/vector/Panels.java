package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static dev.ornstein.tensor.kernel.vector.MicroKernel.NR;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** The right-hand matrix of a product, packed into panels: what a tile reads stands in order. */
final class Panels {
  /** How many numbers are packed at a time: 256 MiB. */
  static final int MOST = 1 << 26;

  /** Panels that {@link #together} packs: a row of them is 1 KiB with vectors of 16. */
  static final int TOGETHER = 8;

  /** Rows of such panels that are packed at a time. */
  private static final int ROWS = 256;

  /** Likewise for tall panels, those of a {@link PackedTile}: four vectors wide, or three. */
  static final int TALL_TOGETHER = TOGETHER / 2;

  private static final int TALL_ROWS = 64;

  private Panels() {}

  /**
   * Packs {@code count} panels of op(B) (k×n), from panel {@code first} on, by all threads. They
   * stand k·{@link MicroKernel#NR} apart, the first one at {@link Scratch#START}.
   *
   * @param trans B is stored as n×k
   */
  static float[] all(
      float[] b, int b0, int n, int k, boolean trans, int first, int count, Parallel parallel) {
    int panelSize = k * NR;
    float[] packed = Scratch.get(Slot.SHARED, count * panelSize);
    int groups = trans ? 0 : Math.min(count, n / NR - first) / TOGETHER;
    int blocks = (k + ROWS - 1) / ROWS;
    parallel.forChunks(
        groups * blocks,
        1,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            int p = i / blocks * TOGETHER;
            int k0 = i % blocks * ROWS;
            int at = START + p * panelSize + k0 * NR;
            int b1 = b0 + k0 * n + (first + p) * NR;
            together(packed, at, NR, panelSize, 2 * panelSize, b, b1, n, Math.min(ROWS, k - k0));
          }
        });
    int left = groups * TOGETHER;
    parallel.forChunks(
        count - left,
        Math.max(1, 32_768 / panelSize),
        (from, to) -> {
          for (int p = left + from; p < left + to; p++) {
            pack(packed, START + p * panelSize, b, b0, n, k, (first + p) * NR, 0, k, trans);
          }
        });
    return packed;
  }

  /** How many blocks there are of tall panels: 64 rows of four panels each, 64 KiB or 24. */
  static int tallBlocks(int k, int count) {
    return (k + TALL_ROWS - 1) / TALL_ROWS * ((count + TALL_TOGETHER - 1) / TALL_TOGETHER);
  }

  /**
   * Packs block i of {@code count} tall panels of op(B) (k×n), from panel {@code first} on:
   * [panel][k][{@link PackedTile#COLUMNS}] from {@link Scratch#START} on; columns beyond n are
   * zero. It goes row by row of all its panels, so that the processor fetches ahead along them, if
   * they are whole.
   *
   * @param trans B is stored as n×k
   */
  static void tallBlock(
      float[] packed, float[] b, int b0, int n, int k, boolean trans, int first, int count, int i) {
    int width = PackedTile.COLUMNS;
    int size = k * width;
    int groups = (count + TALL_TOGETHER - 1) / TALL_TOGETHER;
    int from = i / groups * TALL_ROWS;
    int p = i % groups * TALL_TOGETHER;
    int panels = Math.min(TALL_TOGETHER, count - p);
    int at = START + p * size + from * width;
    int column = (first + p) * width;
    int rows = Math.min(TALL_ROWS, k - from);
    tallSlices(packed, at, size, panels, b, b0, n, k, column, from, rows, trans);
  }

  /**
   * Packs rows k0 … k0+depth−1 of op(B) (k×n), columns from j on, into {@code count} such panels,
   * {@code size} apart: two or four together, if they are whole.
   */
  static void tallSlices(
      float[] packed,
      int at,
      int size,
      int count,
      float[] b,
      int b0,
      int n,
      int k,
      int j,
      int k0,
      int depth,
      boolean trans) {
    int width = PackedTile.COLUMNS;
    boolean whole = !trans && j + count * width <= n;
    if (whole && count == TALL_TOGETHER && width == 4 * L) {
      together(packed, at, width, 2 * L, size, b, b0 + k0 * n + j, n, depth);
    } else if (whole && count == TALL_TOGETHER) {
      four(packed, at, size, b, b0 + k0 * n + j, n, depth);
    } else if (whole && count == 2 && width == 4 * L) {
      two(packed, at, size, b, b0 + k0 * n + j, n, depth);
    } else {
      for (int p = 0; p < count; p++) {
        pack(packed, at + p * size, width, b, b0, n, k, j + p * width, k0, depth, trans);
      }
    }
  }

  /**
   * Packs rows k0 … k0+depth−1 of op(B) (k×n), columns from j on, into a panel that is {@code
   * width} wide; columns beyond n are zero.
   *
   * @param trans B is stored as n×k
   */
  static void pack(
      float[] panel,
      int at,
      int width,
      float[] b,
      int b0,
      int n,
      int k,
      int j,
      int k0,
      int depth,
      boolean trans) {
    if (trans) {
      int columns = Math.min(width, n - j);
      LaneTurn.toVectors(panel, at, width, depth, 0, b, b0 + j * k + k0, k, columns, depth);
      return;
    }
    for (int i = 0; i < depth; i++) {
      row(panel, at + i * width, b, b0 + (k0 + i) * n + j, width, n - j);
    }
  }

  /** Likewise into a panel of the width that {@link MicroKernel#width} gives it. */
  static void pack(
      float[] panel,
      int at,
      float[] b,
      int b0,
      int n,
      int k,
      int j,
      int k0,
      int depth,
      boolean trans) {
    pack(panel, at, MicroKernel.width(n - j), b, b0, n, k, j, k0, depth, trans);
  }

  /** One row of a panel; columns beyond the matrix are zero. */
  static void row(float[] panel, int to, float[] b, int from, int width, int left) {
    if (left >= width) {
      for (int x = 0; x < width; x += L) {
        FloatVector.fromArray(S, b, from + x).intoArray(panel, to + x);
      }
      return;
    }
    System.arraycopy(b, from, panel, to, left);
    Arrays.fill(panel, to + left, to + width, 0f);
  }

  /**
   * Packs rows of b, {@code step} apart, into {@link #TOGETHER} whole panels of two vectors, or
   * half as many of four. All of a row is loaded before any of it is stored, by loads that no inner
   * loop keeps apart: so the most lines are on their way from main memory at once (23 GB/s on one
   * core; panel by panel, or with stores between the loads, 14).
   *
   * @param width columns of a panel
   * @param second where the next two vectors of a row go, from the first two on
   * @param third where the two after them go
   */
  static void together(
      float[] panel,
      int at,
      int width,
      int second,
      int third,
      float[] b,
      int b0,
      int step,
      int rows) {
    int to = at;
    int from = b0;
    for (int i = 0; i < rows; i++) {
      FloatVector x0 = FloatVector.fromArray(S, b, from);
      FloatVector x1 = FloatVector.fromArray(S, b, from + L);
      FloatVector x2 = FloatVector.fromArray(S, b, from + 2 * L);
      FloatVector x3 = FloatVector.fromArray(S, b, from + 3 * L);
      FloatVector x4 = FloatVector.fromArray(S, b, from + 4 * L);
      FloatVector x5 = FloatVector.fromArray(S, b, from + 5 * L);
      FloatVector x6 = FloatVector.fromArray(S, b, from + 6 * L);
      FloatVector x7 = FloatVector.fromArray(S, b, from + 7 * L);
      FloatVector x8 = FloatVector.fromArray(S, b, from + 8 * L);
      FloatVector x9 = FloatVector.fromArray(S, b, from + 9 * L);
      FloatVector x10 = FloatVector.fromArray(S, b, from + 10 * L);
      FloatVector x11 = FloatVector.fromArray(S, b, from + 11 * L);
      FloatVector x12 = FloatVector.fromArray(S, b, from + 12 * L);
      FloatVector x13 = FloatVector.fromArray(S, b, from + 13 * L);
      FloatVector x14 = FloatVector.fromArray(S, b, from + 14 * L);
      FloatVector x15 = FloatVector.fromArray(S, b, from + 15 * L);
      x0.intoArray(panel, to);
      x1.intoArray(panel, to + L);
      x2.intoArray(panel, to + second);
      x3.intoArray(panel, to + second + L);
      x4.intoArray(panel, to + third);
      x5.intoArray(panel, to + third + L);
      x6.intoArray(panel, to + third + second);
      x7.intoArray(panel, to + third + second + L);
      x8.intoArray(panel, to + 2 * third);
      x9.intoArray(panel, to + 2 * third + L);
      x10.intoArray(panel, to + 2 * third + second);
      x11.intoArray(panel, to + 2 * third + second + L);
      x12.intoArray(panel, to + 3 * third);
      x13.intoArray(panel, to + 3 * third + L);
      x14.intoArray(panel, to + 3 * third + second);
      x15.intoArray(panel, to + 3 * third + second + L);
      to += width;
      from += step;
    }
  }

  /**
   * Packs rows of b, {@code step} apart, into two whole panels of four vectors, the second one
   * {@code second} after the first, in the manner of {@link #together}. (An inner loop over the two
   * takes 1.08 of the time of products of 200 rows on JDK 17.)
   */
  private static void two(
      float[] panel, int at, int second, float[] b, int b0, int step, int rows) {
    int to = at;
    int from = b0;
    for (int i = 0; i < rows; i++) {
      FloatVector x0 = FloatVector.fromArray(S, b, from);
      FloatVector x1 = FloatVector.fromArray(S, b, from + L);
      FloatVector x2 = FloatVector.fromArray(S, b, from + 2 * L);
      FloatVector x3 = FloatVector.fromArray(S, b, from + 3 * L);
      FloatVector x4 = FloatVector.fromArray(S, b, from + 4 * L);
      FloatVector x5 = FloatVector.fromArray(S, b, from + 5 * L);
      FloatVector x6 = FloatVector.fromArray(S, b, from + 6 * L);
      FloatVector x7 = FloatVector.fromArray(S, b, from + 7 * L);
      x0.intoArray(panel, to);
      x1.intoArray(panel, to + L);
      x2.intoArray(panel, to + 2 * L);
      x3.intoArray(panel, to + 3 * L);
      x4.intoArray(panel, to + second);
      x5.intoArray(panel, to + second + L);
      x6.intoArray(panel, to + second + 2 * L);
      x7.intoArray(panel, to + second + 3 * L);
      to += 4 * L;
      from += step;
    }
  }

  /**
   * Packs rows of b, {@code step} apart, into four whole panels of three vectors, {@code size}
   * apart, in the manner of {@link #together}.
   */
  private static void four(float[] panel, int at, int size, float[] b, int b0, int step, int rows) {
    int to = at;
    int from = b0;
    for (int i = 0; i < rows; i++) {
      FloatVector x0 = FloatVector.fromArray(S, b, from);
      FloatVector x1 = FloatVector.fromArray(S, b, from + L);
      FloatVector x2 = FloatVector.fromArray(S, b, from + 2 * L);
      FloatVector x3 = FloatVector.fromArray(S, b, from + 3 * L);
      FloatVector x4 = FloatVector.fromArray(S, b, from + 4 * L);
      FloatVector x5 = FloatVector.fromArray(S, b, from + 5 * L);
      FloatVector x6 = FloatVector.fromArray(S, b, from + 6 * L);
      FloatVector x7 = FloatVector.fromArray(S, b, from + 7 * L);
      FloatVector x8 = FloatVector.fromArray(S, b, from + 8 * L);
      FloatVector x9 = FloatVector.fromArray(S, b, from + 9 * L);
      FloatVector x10 = FloatVector.fromArray(S, b, from + 10 * L);
      FloatVector x11 = FloatVector.fromArray(S, b, from + 11 * L);
      x0.intoArray(panel, to);
      x1.intoArray(panel, to + L);
      x2.intoArray(panel, to + 2 * L);
      x3.intoArray(panel, to + size);
      x4.intoArray(panel, to + size + L);
      x5.intoArray(panel, to + size + 2 * L);
      x6.intoArray(panel, to + 2 * size);
      x7.intoArray(panel, to + 2 * size + L);
      x8.intoArray(panel, to + 2 * size + 2 * L);
      x9.intoArray(panel, to + 3 * size);
      x10.intoArray(panel, to + 3 * size + L);
      x11.intoArray(panel, to + 3 * size + 2 * L);
      to += 3 * L;
      from += step;
    }
  }
}

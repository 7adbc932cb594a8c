package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;
import static dev.ornstein.tensor.kernel.vector.TallTile.COLUMNS;
import static dev.ornstein.tensor.kernel.vector.TallTile.ROWS;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.GemmShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;

/**
 * C = op(A)·B for up to 64 rows and a large B, such as a linear layer's input gradient gy·W:
 * computed as Cᵀ = Bᵀ·op(A)ᵀ, so that B is the left-hand matrix, read where it lies, and only the
 * small one is packed. To pack B would take a quarter of the time: each of its numbers meets no
 * more than 64 others.
 *
 * <p>A block of B, some rows of a task's columns, is fetched into the second-level cache before its
 * products, whose chains of multiply–adds go on from block to block. Tiles would wait for each
 * line: the processor looks ahead a few steps of k only, but a loop that does nothing else has as
 * many lines on their way as it can have.
 */
final class FewRowsGemm {
  /** Numbers of a block of B, 265 KiB; narrow ones have more rows. */
  private static final int BLOCK = 68_000;

  /** Rows of a block at least, and in steps of which. */
  private static final int ROWS_AT_LEAST = 64;

  /** Tiles of columns of a task. */
  private static final int TILES = 128;

  /** Rows of A that are worth the 64 rows of a tile. */
  private static final int LEAST = 49;

  /** Columns and rows of B from which on it is large. */
  private static final int LARGE = 256;

  /** Rows of op(A)ᵀ that a task packs. */
  private static final int PACKED = 256;

  private final float[] c;
  private final int c0;
  private final float[] b;
  private final int b0;
  private final float[] packed;
  private final GemmShape s;

  private FewRowsGemm(float[] c, int c0, float[] b, int b0, float[] packed, GemmShape s) {
    this.c = c;
    this.c0 = c0;
    this.b = b;
    this.b0 = b0;
    this.packed = packed;
    this.s = s;
  }

  /** Whether a product is of this kind, and the processor has the registers. */
  static boolean fit(GemmShape s) {
    return L == 16
        && !s.transB()
        && !s.accumulate()
        && s.m() >= LEAST
        && s.m() <= ROWS
        && s.n() >= LARGE
        && s.k() >= LARGE;
  }

  /** C = op(A)·B, not a batch. */
  static void run(
      float[] c, int c0, float[] a, int a0, float[] b, int b0, GemmShape s, Parallel parallel) {
    float[] packed = panel(a, a0, s, parallel);
    FewRowsGemm product = new FewRowsGemm(c, c0, b, b0, packed, s);
    int tiles = (s.n() + COLUMNS - 1) / COLUMNS;
    parallel.forRounds(tiles, TILES, 1, product::columns);
  }

  /** op(A)ᵀ with its rows filled up to {@link TallTile#ROWS}, packed by all threads. */
  private static float[] panel(float[] a, int a0, GemmShape s, Parallel parallel) {
    float[] packed = Scratch.get(Slot.SHARED, s.k() * ROWS);
    parallel.forChunks(
        s.k(),
        PACKED,
        (from, to) -> {
          int at = START + from * ROWS;
          if (!s.transA()) {
            int depth = to - from;
            LaneTurn.toVectors(packed, at, ROWS, depth, 0, a, a0 + from, s.k(), s.m(), depth);
            return;
          }
          for (int i = from; i < to; i++) {
            Panels.row(packed, START + i * ROWS, a, a0 + i * s.m(), ROWS, s.m());
          }
        });
    return packed;
  }

  /** Tiles from … to−1; the last one of all ends with B, and begins within the one before. */
  private void columns(int from, int to) {
    int n = s.n();
    float[] turned = Scratch.get(Slot.OUT, TILES * COLUMNS * ROWS);
    Arrays.fill(turned, START, START + (to - from) * COLUMNS * ROWS, 0f);
    int first = from * COLUMNS;
    int last = Math.min(n, to * COLUMNS);
    int most = Math.max(1, BLOCK / (last - first) / ROWS_AT_LEAST) * ROWS_AT_LEAST;
    for (int k = 0; k < s.k(); k += most) {
      int rows = Math.min(most, s.k() - k);
      int at = b0 + k * n;
      Scratch.ints(1)[START] = Prefetch.rows(b, at + first, n, rows, last - first);
      int panel = START + k * ROWS;
      for (int t = from; t < to; t++) {
        int out = START + (t - from) * COLUMNS * ROWS;
        int column = at + Math.min(t * COLUMNS, n - COLUMNS);
        TallTile.add(turned, out, b, column, n, packed, panel, rows);
      }
    }
    int whole = (last - first) / COLUMNS * COLUMNS;
    drain(first, turned, 0, whole);
    if (first + whole < last) {
      drain(n - COLUMNS, turned, whole, COLUMNS);
    }
  }

  /** Turns {@code count} columns that stand in work space, and writes them to C. */
  private void drain(int column, float[] turned, int at, int count) {
    int from = START + at * ROWS;
    LaneTurn.toPlanes(c, c0 + column, s.n(), s.m(), turned, from, ROWS, count, 0, count);
  }
}

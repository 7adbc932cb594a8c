package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.PackedTile.COLUMNS;
import static dev.ornstein.tensor.kernel.vector.PackedTile.ROWS;
import static dev.ornstein.tensor.kernel.vector.PackedTile.STEP;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.GemmShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;

/**
 * Products of some dozens of rows and more, for processors with 32 registers: both matrices are
 * packed, B once by all threads, A by each task, and meet in {@link PackedTile}s. A slice of a
 * panel of B stays in the first-level cache while all rows of the task pass by, from the second.
 *
 * <p>Long sums wait in work space, tile by tile, and each is one chain of multiply–adds over all of
 * k. What one slice holds is stored to C at once, along its rows, so that lines of it are fetched
 * ahead: to write C takes as long as such sums do.
 */
final class PackedGemm {
  /** Rows that are packed together: those of two tiles. */
  private static final int PAIR = 2 * ROWS;

  /** Length of a slice: of a panel it takes 32 KiB. */
  private static final int KC = 128;

  /** Pairs of tiles to a task: A takes 168 KiB, and 21 pairs meet a slice of B for each fetch. */
  private static final int PAIRS = 21;

  /** Panels to a task: with all rows, sums take 504 KiB. */
  private static final int PANELS = 8;

  /** Panels to a task if sums need not wait. */
  private static final int PANELS_AT_ONCE = 16;

  /** Rows, length of sums and multiply–adds from which on this is the fastest way. */
  private static final int LEAST_ROWS = 60;

  private static final int LEAST_DEPTH = 16;

  private static final long LEAST = 2_000_000;

  private static final int TILE = ROWS * COLUMNS;

  private final float[] c;
  private final int c0;
  private final float[] a;
  private final int a0;
  private final float[] packed;
  private final GemmShape s;
  private final int first;
  private final int count;
  private final boolean atOnce;

  private PackedGemm(
      float[] c, int c0, float[] a, int a0, float[] packed, GemmShape s, int first, int count) {
    this.c = c;
    this.c0 = c0;
    this.a = a;
    this.a0 = a0;
    this.packed = packed;
    this.s = s;
    this.first = first;
    this.count = count;
    this.atOnce = s.k() <= KC && !s.accumulate();
  }

  /**
   * Whether a product is of this kind, with panels that are full to three quarters, enough of them
   * to be worth that rows of A are turned into columns, and the processor has the registers.
   */
  static boolean fit(GemmShape s) {
    return L == 16
        && s.m() >= LEAST_ROWS
        && s.k() >= LEAST_DEPTH
        && (long) s.m() * s.n() * s.k() >= LEAST
        && (s.transA() || panels(s) > 1)
        && 4 * s.n() >= 3 * COLUMNS * panels(s);
  }

  private static int panels(GemmShape s) {
    return (s.n() + COLUMNS - 1) / COLUMNS;
  }

  /** C (+)= op(A)·op(B), not a batch. */
  static void run(
      float[] c, int c0, float[] a, int a0, float[] b, int b0, GemmShape s, Parallel parallel) {
    int most = Math.max(1, Panels.MOST / (s.k() * COLUMNS));
    for (int p = 0; p < panels(s); p += most) {
      int count = Math.min(most, panels(s) - p);
      float[] packed = Panels.tall(b, b0, s.n(), s.k(), s.transB(), p, count, parallel);
      new PackedGemm(c, c0, a, a0, packed, s, p, count).shared(parallel);
    }
  }

  /** A task takes some pairs of tiles of rows and a group of panels. */
  private void shared(Parallel parallel) {
    int pairs = (s.m() + PAIR - 1) / PAIR;
    int panels = Math.min(count, atOnce ? PANELS_AT_ONCE : PANELS);
    int groups = (count + panels - 1) / panels;
    int worth = (int) Math.max(1, VectorGemm.TASK / ((long) PAIR * COLUMNS * panels * s.k()));
    parallel.forRounds(
        pairs * groups,
        Math.max(PAIRS, worth),
        worth,
        (from, to) -> {
          int end;
          for (int i = from; i < to; i = end) {
            int group = i / pairs;
            end = Math.min(to, (group + 1) * pairs);
            int last = Math.min(s.m(), (end - group * pairs) * PAIR);
            int p = group * panels;
            rows((i - group * pairs) * PAIR, last, p, Math.min(count, p + panels));
          }
        });
  }

  /** Rows from … to−1 of panels p … last−1. */
  private void rows(int from, int to, int p, int last) {
    int tiles = (to - from + ROWS - 1) / ROWS;
    float[] left = Scratch.get(Slot.ROWS, (tiles + 1) / 2 * STEP * KC);
    if (atOnce) {
      pack(left, from, to, 0, s.k());
      for (int t = 0; t < tiles; t += 2) {
        for (int q = p; q < last; q++) {
          store(left, from, t, to, q);
          if (t + 1 < tiles) {
            store(left, from, t + 1, to, q);
          }
        }
      }
      return;
    }
    int size = tiles * TILE;
    float[] sums = Scratch.get(Slot.OUT, (last - p) * size);
    Arrays.fill(sums, START, START + (last - p) * size, 0f);
    for (int k = 0; k < s.k(); k += KC) {
      int depth = Math.min(KC, s.k() - k);
      pack(left, from, to, k, depth);
      for (int q = p; q < last; q++) {
        int slice = START + (q * s.k() + k) * COLUMNS;
        for (int t = 0; t < tiles; t++) {
          int sum = START + (q - p) * size + t * TILE;
          PackedTile.add(sums, sum, left, inLeft(t, depth), packed, slice, depth);
        }
      }
    }
    for (int i = from; i < to; i++) {
      for (int q = p; q < last; q++) {
        drain(i, q, sums, START + (q - p) * size + (i - from) * COLUMNS);
      }
    }
  }

  /** Where the rows of a tile begin among the packed ones. */
  private static int inLeft(int tile, int depth) {
    return START + tile / 2 * STEP * depth + tile % 2 * ROWS;
  }

  /**
   * Rows from … to−1 of op(A), k … k+depth−1: [pair of tiles][k][{@link PackedTile#STEP}]. Of each
   * 16 rows, what the two tiles do not use is there for whole vectors' sake.
   */
  private void pack(float[] left, int from, int to, int k, int depth) {
    for (int r = from; r < to; r += PAIR) {
      int at = inLeft((r - from) / ROWS, depth);
      int rows = Math.min(STEP, s.m() - r);
      if (s.transA()) {
        for (int i = 0; i < depth; i++) {
          Panels.row(left, at + i * STEP, a, a0 + (k + i) * s.m() + r, STEP, rows);
        }
      } else {
        LaneTurn.toVectors(left, at, STEP, depth, 0, a, a0 + r * s.k() + k, s.k(), rows, depth);
      }
    }
  }

  /** A tile whose sums are short: to C itself if it is whole. */
  private void store(float[] left, int from, int tile, int to, int q) {
    int row = from + tile * ROWS;
    int column = (first + q) * COLUMNS;
    int at = inLeft(tile, s.k());
    int slice = START + q * s.k() * COLUMNS;
    if (to - row >= ROWS && s.n() - column >= COLUMNS) {
      PackedTile.store(c, c0 + row * s.n() + column, s.n(), left, at, packed, slice, s.k());
      return;
    }
    float[] sums = Scratch.get(Slot.OUT, TILE);
    PackedTile.store(sums, START, COLUMNS, left, at, packed, slice, s.k());
    for (int i = row; i < Math.min(to, row + ROWS); i++) {
      drain(i, q, sums, START + (i - row) * COLUMNS);
    }
  }

  /** Writes a row of a panel to C, or adds it. */
  private void drain(int row, int q, float[] sums, int at) {
    int column = (first + q) * COLUMNS;
    int columns = Math.min(COLUMNS, s.n() - column);
    int to = c0 + row * s.n() + column;
    if (s.accumulate()) {
      VectorElementwise.axpy(c, to, 1f, sums, at, columns);
    } else {
      System.arraycopy(sums, at, c, to, columns);
    }
  }
}

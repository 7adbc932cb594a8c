package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.AVX;
import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.REGISTERS;
import static dev.ornstein.tensor.kernel.vector.PackedTile.COLUMNS;
import static dev.ornstein.tensor.kernel.vector.PackedTile.ROWS;
import static dev.ornstein.tensor.kernel.vector.PackedTile.STEP;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.GemmShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;

/**
 * Products of some dozens of rows and more, for vectors of AVX-512 and AVX2: both matrices are
 * packed and meet in {@link PackedTile}s. A slice of a panel of B stays in the first-level cache
 * while all rows of a task pass by, from the second. The first of them wait for it, so that a task
 * takes many rows and few panels, and packs the slice itself, just before; A is packed by all
 * threads beforehand. Where a core multiplies slowly enough for panels from the second-level cache,
 * long slices are faster, whose sums are visited less often.
 *
 * <p>Long sums wait in work space, tile by tile, and each is one chain of multiply–adds over all of
 * k; the last slice's go to C. What one slice holds is stored to C at once, along its rows, so that
 * lines of it are fetched ahead: to write C takes as long as such sums do.
 */
final class PackedGemm {
  /** Rows that are packed together: those of two tiles. */
  private static final int PAIR = 2 * ROWS;

  /** Length of a slice: of a panel it takes 32 KiB, or 18 of a first-level cache of 32. */
  private static final int SLICE = REGISTERS == 32 ? 128 : 192;

  /** Length of a long one: 128 KiB. */
  private static final int LONG_SLICE = 512;

  /** Pairs of tiles to a task, 1032 rows: of A, a slice of them takes 516 KiB, or 774. */
  private static final int PAIRS = REGISTERS == 32 ? 86 : 129;

  /** Pairs of tiles times panels to a task: their sums take 576 KiB, or 387. */
  private static final int SUMS = REGISTERS == 32 ? 192 : 516;

  /** Panels to a task where rows are few, or sums need not wait: of C, 64 rows take 256 KiB. */
  private static final int PANELS = 16;

  /** Pairs of tiles to a task if sums need not wait. */
  private static final int PAIRS_AT_ONCE = 24;

  /** How many numbers of A are packed at a time, some of them twice: 128 MiB. */
  private static final int MOST = 1 << 25;

  /** Slices of a pair that are packed one after another: the processor fetches ahead along them. */
  private static final int RUN = 8;

  /** Rows, length of sums and multiply–adds from which on this is the fastest way. */
  private static final int LEAST_ROWS = 60;

  private static final int LEAST_DEPTH = 16;

  private static final long LEAST = 2_000_000;

  /** Panels whose slices are packed together. */
  private static final int TOGETHER = REGISTERS == 32 ? 2 : Panels.TALL_TOGETHER;

  private static final int TILE = ROWS * COLUMNS;

  /** Numbers between the slices of two pairs: all steps of a pair are stored as whole vectors. */
  private static final int GAP = L;

  private final float[] c;
  private final int c0;
  private final float[] a;
  private final int a0;
  private final float[] b;
  private final int b0;
  private final GemmShape s;

  /** Length of a slice, the last one's excepted. */
  private final int slice;

  /** Panels of B: the first one, and how many; packed, if sums need not wait. */
  private final int first;

  private final int count;
  private final float[] right;

  /** Pairs of tiles of rows: the first one, and how many. */
  private final int firstPair;

  private final int pairs;
  private final float[] left;

  /** Whether all sums are one slice long, and go to C at once. */
  private final boolean atOnce;

  /** Panels of a task, the last one's excepted. */
  private final int width;

  /** Into how many parts the rows are cut. */
  private final int parts;

  private PackedGemm(
      float[] c,
      int c0,
      float[] a,
      int a0,
      float[] b,
      int b0,
      GemmShape s,
      int slice,
      int first,
      int count,
      int firstPair,
      int pairs,
      int threads) {
    this.c = c;
    this.c0 = c0;
    this.a = a;
    this.a0 = a0;
    this.b = b;
    this.b0 = b0;
    this.s = s;
    this.slice = slice;
    this.first = first;
    this.count = count;
    this.firstPair = firstPair;
    this.pairs = pairs;
    this.left = Scratch.get(Slot.LEFT, pairs * (s.k() * STEP + ceil(s.k(), slice) * GAP));
    this.atOnce = s.k() <= slice && !s.accumulate();
    this.right = atOnce ? Scratch.get(Slot.SHARED, count * s.k() * COLUMNS) : null;
    int most = atOnce ? PANELS : Math.min(SUMS / ceil(pairs, ceil(pairs, PAIRS)), PANELS);
    this.width =
        atOnce ? Math.min(count, most) : ceil(count, ceil(count, most * threads) * threads);
    int groups = ceil(count, width);
    int worth = (int) Math.max(1, VectorGemm.TASK / ((long) PAIR * COLUMNS * width * s.k()));
    int rows = Math.max(atOnce ? PAIRS_AT_ONCE : PAIRS, worth);
    int rounds = ceil(ceil(pairs, rows) * groups, threads);
    this.parts = Math.min(ceil(pairs, worth), ceil(rounds * threads, groups));
  }

  /**
   * Whether a product is of this kind, with panels that are full to three quarters, enough of them
   * to be worth that rows of A are turned into columns, and vectors are those that it is for.
   */
  static boolean fit(GemmShape s) {
    return AVX
        && s.m() >= LEAST_ROWS
        && s.k() >= LEAST_DEPTH
        && (long) s.m() * s.n() * s.k() >= LEAST
        && (s.transA() || panels(s) > 1)
        && 4 * s.n() >= 3 * COLUMNS * panels(s);
  }

  private static int panels(GemmShape s) {
    return ceil(s.n(), COLUMNS);
  }

  private static int ceil(int n, int d) {
    return (n + d - 1) / d;
  }

  /**
   * Whether, for a product that fits, there is a choice of {@link #run} and {@link #inLongSlices}.
   */
  static boolean hasLongSlices(GemmShape s) {
    return REGISTERS == 32 && s.k() > SLICE;
  }

  /** C (+)= op(A)·op(B), not a batch. */
  static void run(
      float[] c, int c0, float[] a, int a0, float[] b, int b0, GemmShape s, Parallel parallel) {
    run(c, c0, a, a0, b, b0, s, SLICE, parallel);
  }

  /** The same, with the same bits. */
  static void inLongSlices(
      float[] c, int c0, float[] a, int a0, float[] b, int b0, GemmShape s, Parallel parallel) {
    run(c, c0, a, a0, b, b0, s, LONG_SLICE, parallel);
  }

  private static void run(
      float[] c,
      int c0,
      float[] a,
      int a0,
      float[] b,
      int b0,
      GemmShape s,
      int slice,
      Parallel parallel) {
    int panels = panels(s);
    int pairs = ceil(s.m(), PAIR);
    int most = Math.max(1, Panels.MOST / (s.k() * COLUMNS));
    int mostPairs = Math.max(1, MOST / (s.k() * STEP));
    for (int p = 0; p < panels; p += most) {
      int count = Math.min(most, panels - p);
      for (int r = 0; r < pairs; r += mostPairs) {
        int rows = Math.min(mostPairs, pairs - r);
        PackedGemm part =
            new PackedGemm(c, c0, a, a0, b, b0, s, slice, p, count, r, rows, parallel.threads());
        part.pack(r == 0, parallel);
        part.multiply(parallel);
      }
    }
  }

  /**
   * Packs the rows, and if sums need not wait the panels, with the first rows, in any order. What
   * one task alone uses it packs itself.
   */
  private void pack(boolean panels, Parallel parallel) {
    int blocks = panels && atOnce ? Panels.tallBlocks(s.k(), count) : 0;
    int run = s.transA() ? slice : RUN * slice;
    int runs = ceil(s.k(), run);
    int together = Math.max(1, RUN / ceil(Math.min(run, s.k()), slice));
    int groups = isRowsOwn() ? 0 : ceil(pairs, together);
    parallel.forChunks(
        blocks + groups * runs,
        1,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            if (i < blocks) {
              Panels.tallBlock(right, b, b0, s.n(), s.k(), s.transB(), first, count, i);
            } else {
              int pair = (i - blocks) / runs * together;
              int k = (i - blocks) % runs * run;
              pack(pair, Math.min(pairs, pair + together), k, Math.min(s.k(), k + run));
            }
          }
        });
  }

  /** Whether each row is one task's. */
  private boolean isRowsOwn() {
    return width >= count;
  }

  /** Length of the slice that begins at k. */
  private int depth(int k) {
    return Math.min(slice, s.k() - k);
  }

  /**
   * Pairs from … to−1 of rows of op(A), the slices from k to end: [slice][pair][k][{@link
   * PackedTile#STEP}]. Each step is stored as a whole vector, and the next one covers what is no
   * row of this pair.
   */
  private void pack(int from, int to, int k, int end) {
    for (int p = from; p < to; p++) {
      int r = (firstPair + p) * PAIR;
      int rows = Math.min(L, s.m() - r);
      for (int i = k; i < end; i += slice) {
        int at = inLeft(2 * p, i);
        int depth = depth(i);
        if (s.transA()) {
          for (int j = 0; j < depth; j++) {
            Panels.row(left, at + j * STEP, a, a0 + (i + j) * s.m() + r, L, rows);
          }
        } else {
          LaneTurn.toVectors(left, at, STEP, depth, 0, a, a0 + r * s.k() + i, s.k(), rows, depth);
        }
      }
    }
  }

  /** Where a slice of a tile's rows begins. */
  private int inLeft(int tile, int k) {
    return START
        + pairs * (k * STEP + k / slice * GAP)
        + tile / 2 * (depth(k) * STEP + GAP)
        + tile % 2 * ROWS;
  }

  /** A task takes some pairs of tiles of rows and a group of panels; all have about as much. */
  private void multiply(Parallel parallel) {
    parallel.forChunks(
        ceil(count, width) * parts,
        1,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            int p = i / parts * width;
            int last = Math.min(count, p + width);
            int tile = 2 * (i % parts * pairs / parts);
            int end = Math.min(2 * ((i % parts + 1) * pairs / parts), ceil(rows(), ROWS));
            if (atOnce) {
              atOnce(tile, end, p, last);
            } else {
              slices(tile, end, p, last);
            }
          }
        });
  }

  /** How many rows of C this is. */
  private int rows() {
    return Math.min(pairs * PAIR, s.m() - firstPair * PAIR);
  }

  /** Tiles from … to−1 of panels p … last−1, whose sums are one slice long. */
  private void atOnce(int from, int to, int p, int last) {
    for (int t = from; t < to; t += 2) {
      if (isRowsOwn()) {
        pack(t / 2, t / 2 + 1, 0, s.k());
      }
      for (int q = p; q < last; q++) {
        store(t, q);
        if (t + 1 < to) {
          store(t + 1, q);
        }
      }
    }
  }

  /** A tile whose sums are short: to C itself if it is whole. */
  private void store(int tile, int q) {
    int at = inLeft(tile, 0);
    int panel = START + q * s.k() * COLUMNS;
    if (isWhole(tile, q)) {
      PackedTile.store(c, inC(tile, q), s.n(), left, at, right, panel, s.k());
      return;
    }
    float[] sums = Scratch.get(Slot.OUT, TILE);
    PackedTile.store(sums, START, COLUMNS, left, at, right, panel, s.k());
    drain(tile, q, sums, START);
  }

  /** Tiles from … to−1 of panels p … last−1, slice by slice. */
  private void slices(int from, int to, int p, int last) {
    int size = (to - from) * TILE;
    float[] sums = Scratch.get(Slot.OUT, (last - p) * size);
    int panelSize = slice * COLUMNS;
    float[] panel = Scratch.get(Slot.PANEL, TOGETHER * panelSize);
    for (int k = 0; k < s.k(); k += slice) {
      int depth = depth(k);
      if (isRowsOwn()) {
        pack(from / 2, (to + 1) / 2, k, k + depth);
      }
      boolean ends = k + depth == s.k() && !s.accumulate();
      for (int q = p; q < last; q++) {
        int right0 = START + (q - p) % TOGETHER * panelSize;
        if (right0 == START) {
          int some = Math.min(TOGETHER, last - q);
          int column = (first + q) * COLUMNS;
          Panels.tallSlices(
              panel, START, panelSize, some, b, b0, s.n(), s.k(), column, k, depth, s.transB());
        }
        for (int t = from; t < to; t++) {
          int sum = START + (q - p) * size + (t - from) * TILE;
          int at = inLeft(t, k);
          if (k == 0) {
            PackedTile.store(sums, sum, COLUMNS, left, at, panel, right0, depth);
          } else if (ends && isWhole(t, q)) {
            int to0 = inC(t, q);
            PackedTile.add(c, to0, s.n(), sums, sum, left, at, panel, right0, depth);
          } else {
            PackedTile.add(sums, sum, COLUMNS, sums, sum, left, at, panel, right0, depth);
          }
        }
      }
    }
    for (int t = from; t < to; t++) {
      for (int q = p; q < last; q++) {
        if (s.accumulate() || !isWhole(t, q)) {
          drain(t, q, sums, START + (q - p) * size + (t - from) * TILE);
        }
      }
    }
  }

  /** Whether all of a tile is part of C. */
  private boolean isWhole(int tile, int q) {
    return rows() - tile * ROWS >= ROWS && s.n() - (first + q) * COLUMNS >= COLUMNS;
  }

  /** Where a tile begins in C. */
  private int inC(int tile, int q) {
    return c0 + (firstPair * PAIR + tile * ROWS) * s.n() + (first + q) * COLUMNS;
  }

  /** Writes what there is of a tile to C, or adds it. */
  private void drain(int tile, int q, float[] sums, int at) {
    int columns = Math.min(COLUMNS, s.n() - (first + q) * COLUMNS);
    int rows = Math.min(ROWS, rows() - tile * ROWS);
    VectorGemm.drain(c, inC(tile, q), s.n(), sums, at, COLUMNS, rows, columns, s.accumulate());
  }
}

package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.HeldTile.COLUMNS;
import static dev.ornstein.tensor.kernel.vector.HeldTile.DEPTH;
import static dev.ornstein.tensor.kernel.vector.HeldTile.HELD;
import static dev.ornstein.tensor.kernel.vector.HeldTile.LINE;
import static dev.ornstein.tensor.kernel.vector.HeldTile.TOGETHER;
import static dev.ornstein.tensor.kernel.vector.Lanes.AVX;
import static dev.ornstein.tensor.kernel.vector.Lanes.REGISTERS;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.GemmShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;

/**
 * C = op(A)·B for some dozens of rows and a large B, such as a linear layer's input gradient gy·W.
 * To pack B would take a quarter of the time: each of its numbers meets so few others. So B is read
 * once, where it lies, and along its rows, where the processor fetches ahead: a piece of it stays
 * in registers ({@link HeldTile}) and all rows of a task's part of C pass by, which is summed in
 * the second-level cache.
 */
final class HeldGemm {
  /** Rows up to which this is the fastest way, if B is large, and if it is not. */
  private static final int ROWS = 256;

  private static final int ROWS_OF_SMALL = 64;

  /** Columns and rows of B from which on it is large, and is worth this at all. */
  private static final int LARGE = 256;

  private static final int SMALL = 64;

  /**
   * Numbers of B from which on it is read from so far away, with 16 registers, that this is faster
   * than to pack it: 2 MiB.
   */
  private static final int FAR = REGISTERS == 32 ? 0 : 1 << 19;

  /** Blocks of columns of op(A) that are worth a thread's while to pack. */
  private static final int BLOCKS = 16;

  /** A task's part of C at most: 512 KiB, half of the second-level cache. */
  private static final int PART = 1 << 17;

  /** Columns of it at most: of 64 rows they take all of that, or half as much. */
  private static final int MOST = REGISTERS == 32 ? 2048 : 1024;

  private final float[] c;
  private final int c0;
  private final float[] b;
  private final int b0;
  private final float[] packed;
  private final GemmShape s;

  private HeldGemm(float[] c, int c0, float[] b, int b0, float[] packed, GemmShape s) {
    this.c = c;
    this.c0 = c0;
    this.b = b;
    this.b0 = b0;
    this.packed = packed;
    this.s = s;
  }

  /** Whether a product is of this kind, and vectors are those that it is for. */
  static boolean fit(GemmShape s) {
    int least = s.m() <= ROWS_OF_SMALL ? SMALL : LARGE;
    return AVX
        && !s.transB()
        && s.m() <= ROWS
        && s.n() >= least
        && s.k() >= least
        && (long) s.n() * s.k() >= FAR;
  }

  /** C (+)= op(A)·B, not a batch. */
  static void run(
      float[] c, int c0, float[] a, int a0, float[] b, int b0, GemmShape s, Parallel parallel) {
    HeldGemm product = new HeldGemm(c, c0, b, b0, pack(a, a0, s, parallel), s);
    int tiles = (s.n() + COLUMNS - 1) / COLUMNS;
    int most = Math.min(MOST, PART / s.m()) / COLUMNS;
    parallel.forRounds(tiles, most, 1, product::columns);
  }

  /** op(A), {@link HeldTile#DEPTH} columns together: [k / DEPTH][m][LINE], by all threads. */
  private static float[] pack(float[] a, int a0, GemmShape s, Parallel parallel) {
    int m = s.m();
    int k = s.k();
    int blocks = (k + DEPTH - 1) / DEPTH;
    float[] packed = Scratch.get(Slot.SHARED, blocks * m * LINE);
    parallel.forChunks(
        blocks,
        BLOCKS,
        (from, to) -> {
          for (int block = from; block < to; block++) {
            int first = block * DEPTH;
            int at = START + block * m * LINE;
            int real = Math.min(DEPTH, k - first);
            if (s.transA()) {
              LaneTurn.toVectors(packed, at, LINE, m, 0, a, a0 + first * m, m, real, m);
              continue;
            }
            for (int i = 0; i < m; i++) {
              Panels.row(packed, at + i * LINE, a, a0 + i * k + first, LINE, k - first);
            }
          }
        });
    return packed;
  }

  /**
   * Tiles from … to−1; the last one of all ends with B, and begins within the one before. In work
   * space the sums come first, and then as many columns of op(A) as are packed together.
   */
  private void columns(int from, int to) {
    int m = s.m();
    int n = s.n();
    int rows = (m + TOGETHER - 1) / TOGETHER * TOGETHER;
    int tile = rows * COLUMNS;
    int left = START + (to - from) * tile;
    float[] near = Scratch.get(Slot.OUT, (to - from) * tile + rows * LINE);
    Arrays.fill(near, START, left, 0f);
    Arrays.fill(near, left + m * LINE, left + rows * LINE, 0f);
    int whole = Math.min(to, n / COLUMNS) - from;
    for (int k = 0; k < s.k(); k += HELD) {
      if (k % DEPTH == 0) {
        System.arraycopy(packed, START + k / DEPTH * m * LINE, near, left, m * LINE);
      }
      int right = b0 + k * n;
      add(near, START, rows, left + k % DEPTH, right + from * COLUMNS, whole, s.k() - k);
      if (from + whole < to) {
        add(near, START + whole * tile, rows, left + k % DEPTH, right + n - COLUMNS, 1, s.k() - k);
      }
    }
    for (int t = 0; t < whole; t++) {
      drain((from + t) * COLUMNS, near, START + t * tile, COLUMNS);
    }
    if (from + whole < to) {
      int rest = n % COLUMNS;
      drain(n - rest, near, START + whole * tile + COLUMNS - rest, rest);
    }
  }

  /**
   * Adds the products of up to {@link HeldTile#HELD} rows of B, of which {@code depth} are left.
   */
  private void add(float[] near, int sums, int rows, int left, int right, int tiles, int depth) {
    int n = s.n();
    if (depth >= HELD) {
      HeldTile.add(near, sums, rows, left, b, right, n, tiles);
      return;
    }
    for (int k = 0; k < depth; k++) {
      for (int t = 0; t < tiles; t++) {
        int at = t * COLUMNS;
        HeldTile.addRow(near, sums + t * rows * COLUMNS, rows, left + k, b, right + k * n + at);
      }
    }
  }

  /** Writes {@code count} columns of a tile that stands in work space to C, or adds them. */
  private void drain(int column, float[] sums, int at, int count) {
    boolean add = s.accumulate();
    VectorGemm.drain(c, c0 + column, s.n(), sums, at, COLUMNS, s.m(), count, add);
  }
}

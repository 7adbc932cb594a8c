package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.AVX;
import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.REGISTERS;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.GemmShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;

/**
 * C = op(A)·Bᵀ for some dozens of rows, or a few times as many, and a large B, such as a linear
 * layer's x·Wᵀ: computed as Cᵀ = B·op(A)ᵀ, so that B is the left-hand matrix, read where it lies,
 * along its rows, where the processor fetches ahead; only the small one is packed.
 *
 * <p>Block by block of k, a group of rows of B meets all panels of op(A)ᵀ before the next one does.
 * A block of all panels stays in the second-level cache. Where a group is several tiles, a part of
 * a panel at a time stays in the first one, and rows of B meet all panels part by part, so that
 * there is time to fetch them ahead.
 */
final class FewRowsGemm {
  /** Rows of B that meet a panel together: of a {@link TallTile}, or of some {@link LeanTile}s. */
  private static final int GROUP = REGISTERS == 32 ? TallTile.COLUMNS : LeanTile.TOGETHER;

  /** Columns of op(A)ᵀ in a panel. */
  private static final int WIDE = REGISTERS == 32 ? TallTile.ROWS : LeanTile.COLUMNS;

  /** Columns of a panel at the end, of which there are up to two, with 16 registers. */
  private static final int NARROW = MicroKernel.NR;

  /** Sums of a task: for each one op(A)ᵀ comes from the third-level cache anew. */
  private static final int SUMS = REGISTERS == 32 ? 49_152 : 24_576;

  /** Numbers of op(A)ᵀ in a block of k: 256 KiB, which stay in the second-level cache. */
  private static final int BLOCK = 1 << 16;

  /** Length of the parts of a block: all of it, or 16 to 24 KiB of a panel. */
  private static final int KC = REGISTERS == 32 ? BLOCK : 256;

  /** Rows of op(A) that are packed at a time. */
  private static final int PACKED = 64;

  /** Rows of op(A) at most. */
  private static final int MOST = 256;

  /** Columns and rows of B from which on it is large, and how many numbers it has at least. */
  private static final int LARGE = REGISTERS == 32 ? 256 : 64;

  private static final int LEAST = 1 << 15;

  private final float[] c;
  private final int c0;
  private final float[] b;
  private final int b0;
  private final GemmShape s;

  /** Panels of {@link #WIDE} columns, which come first, and all; and the columns of all. */
  private final int wide;

  private final int panels;

  private final int columns;
  private final float[] packed;

  private FewRowsGemm(float[] c, int c0, float[] b, int b0, GemmShape s) {
    this.c = c;
    this.c0 = c0;
    this.b = b;
    this.b0 = b0;
    this.s = s;
    this.wide = wide(s.m());
    this.panels = wide + narrow(s.m());
    this.columns = columns(s.m());
    this.packed = Scratch.get(Slot.SHARED, columns * s.k());
  }

  /** Panels of {@link #NARROW} columns for m: as many as leave whole panels of {@link #WIDE}. */
  private static int narrow(int m) {
    return REGISTERS == 32 ? 0 : (3 - (m + L - 1) / L % 3) % 3;
  }

  /** Panels of {@link #WIDE} columns. */
  private static int wide(int m) {
    return (Math.max(0, m - narrow(m) * NARROW) + WIDE - 1) / WIDE;
  }

  private static int columns(int m) {
    return wide(m) * WIDE + narrow(m) * NARROW;
  }

  /**
   * Whether a product is of this kind, with panels that are full to three quarters, and vectors are
   * those that it is for.
   */
  static boolean fit(GemmShape s) {
    return AVX
        && s.transB()
        && !s.accumulate()
        && s.m() <= Math.min(MOST, s.n())
        && 4 * s.m() >= 3 * columns(s.m())
        && s.n() >= LARGE
        && s.k() >= LARGE
        && (long) s.n() * s.k() >= LEAST;
  }

  /** C = op(A)·Bᵀ, not a batch. */
  static void run(
      float[] c, int c0, float[] a, int a0, float[] b, int b0, GemmShape s, Parallel parallel) {
    FewRowsGemm product = new FewRowsGemm(c, c0, b, b0, s);
    product.pack(a, a0, parallel);
    int groups = (s.n() + GROUP - 1) / GROUP;
    parallel.forRounds(groups, SUMS / (GROUP * product.columns), 1, product::groups);
  }

  /** Packs op(A)ᵀ, by all threads: [panel][k][column]. */
  private void pack(float[] a, int a0, Parallel parallel) {
    int m = s.m();
    int k = s.k();
    // Columns of op(A)ᵀ are rows of op(A).
    parallel.forChunks(
        (k + PACKED - 1) / PACKED * panels,
        1,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            int p = i % panels;
            int k0 = i / panels * PACKED;
            int at = START + first(p) * k + k0 * width(p);
            int depth = Math.min(PACKED, k - k0);
            Panels.pack(packed, at, width(p), a, a0, m, k, first(p), k0, depth, !s.transA());
          }
        });
  }

  /** Columns of panel p. */
  private int width(int p) {
    return p < wide ? WIDE : NARROW;
  }

  /** The first column of panel p, a row of op(A). */
  private int first(int p) {
    return p < wide ? p * WIDE : wide * WIDE + (p - wide) * NARROW;
  }

  /** Groups from … to−1; the last one of all ends with B, and begins within the one before. */
  private void groups(int from, int to) {
    int n = s.n();
    int k = s.k();
    int rows = (to - from) * GROUP;
    float[] turned = Scratch.get(Slot.OUT, rows * columns);
    int block = BLOCK / columns;
    for (int i = 0; i < k; i += block) {
      int end = Math.min(k, i + block);
      for (int t = from; t < to; t++) {
        int row = b0 + Math.min(t * GROUP, n - GROUP) * k;
        for (int j = i; j < end; j += KC) {
          for (int p = 0; p < panels; p++) {
            int out = START + first(p) * rows + (t - from) * GROUP * width(p);
            int panel = START + first(p) * k + j * width(p);
            group(turned, out, row + j, panel, width(p), Math.min(KC, end - j), j > 0);
          }
        }
      }
    }
    int first = from * GROUP;
    int whole = Math.min(n, to * GROUP) / GROUP * GROUP - first;
    for (int p = 0; p < panels; p++) {
      int at = START + first(p) * rows;
      drain(p, first, turned, at, whole);
      if (first + whole < Math.min(n, to * GROUP)) {
        drain(p, n - GROUP, turned, at + whole * width(p), GROUP);
      }
    }
  }

  /** A group of rows of B times a part of a panel. */
  private void group(
      float[] sums, int out, int row, int panel, int width, int length, boolean add) {
    if (REGISTERS < 32) {
      LeanTile.group(b, row, s.k(), packed, panel, width, length, sums, out, add);
    } else if (add) {
      TallTile.add(sums, out, b, row, s.k(), packed, panel, length);
    } else {
      TallTile.store(sums, out, b, row, s.k(), packed, panel, length);
    }
  }

  /** Turns {@code count} columns of a panel that stand in work space, and writes them to C. */
  private void drain(int p, int column, float[] turned, int from, int count) {
    int width = width(p);
    int rows = Math.min(width, s.m() - first(p));
    int to = c0 + first(p) * s.n() + column;
    LaneTurn.toPlanes(c, to, s.n(), rows, turned, from, width, count, 0, count);
  }
}

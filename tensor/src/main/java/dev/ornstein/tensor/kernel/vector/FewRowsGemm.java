package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;
import static dev.ornstein.tensor.kernel.vector.TallTile.COLUMNS;
import static dev.ornstein.tensor.kernel.vector.TallTile.ROWS;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.GemmShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;

/**
 * C = op(A)·Bᵀ for about 64 rows, or a few times as many, and a large B, such as a linear layer's
 * x·Wᵀ: computed as Cᵀ = B·op(A)ᵀ, so that B is the left-hand matrix, read where it lies, along its
 * rows, where the processor fetches ahead; only the small one is packed.
 */
final class FewRowsGemm {
  /**
   * Tiles of a task, each of six columns of C, with one panel: for each task op(A)ᵀ comes from the
   * third-level cache anew.
   */
  private static final int TILES = 128;

  /** Length of a block of k: of op(A)ᵀ it takes 256 KiB, which stay in the second-level cache. */
  private static final int KC = 1024;

  /** Panels of op(A)ᵀ at most. */
  private static final int PANELS = 4;

  /** Columns and rows of B from which on it is large. */
  private static final int LARGE = 256;

  private final float[] c;
  private final int c0;
  private final float[] b;
  private final int b0;
  private final float[] packed;
  private final GemmShape s;
  private final int panels;

  private FewRowsGemm(float[] c, int c0, float[] b, int b0, float[] packed, GemmShape s) {
    this.c = c;
    this.c0 = c0;
    this.b = b;
    this.b0 = b0;
    this.packed = packed;
    this.s = s;
    this.panels = panels(s);
  }

  /** Panels of {@link TallTile#ROWS} rows of op(A), the last one filled up. */
  private static int panels(GemmShape s) {
    return (s.m() + ROWS - 1) / ROWS;
  }

  /**
   * Whether a product is of this kind, with panels that are full to three quarters, and the
   * processor has the registers.
   */
  static boolean fit(GemmShape s) {
    return L == 16
        && s.transB()
        && !s.accumulate()
        && panels(s) <= PANELS
        && 4 * s.m() >= 3 * ROWS * panels(s)
        && s.n() >= LARGE
        && s.k() >= LARGE;
  }

  /** C = op(A)·Bᵀ, not a batch. */
  static void run(
      float[] c, int c0, float[] a, int a0, float[] b, int b0, GemmShape s, Parallel parallel) {
    // Columns of op(A)ᵀ are rows of op(A).
    float[] packed = Panels.tall(a, a0, s.m(), s.k(), !s.transA(), 0, panels(s), parallel);
    FewRowsGemm product = new FewRowsGemm(c, c0, b, b0, packed, s);
    int tiles = (s.n() + COLUMNS - 1) / COLUMNS;
    parallel.forRounds(tiles, TILES / product.panels, 1, product::tiles);
  }

  /** Tiles from … to−1; the last one of all ends with B, and begins within the one before. */
  private void tiles(int from, int to) {
    int n = s.n();
    int k = s.k();
    int size = COLUMNS * ROWS;
    int panelSize = (to - from) * size;
    float[] turned = Scratch.get(Slot.OUT, panels * panelSize);
    int depth = KC / panels;
    for (int i = 0; i < k; i += depth) {
      for (int t = from; t < to; t++) {
        int row = b0 + Math.min(t * COLUMNS, n - COLUMNS) * k + i;
        for (int p = 0; p < panels; p++) {
          int out = START + p * panelSize + (t - from) * size;
          int panel = START + (p * k + i) * ROWS;
          int length = Math.min(depth, k - i);
          if (i == 0) {
            TallTile.store(turned, out, b, row, k, packed, panel, length);
          } else {
            TallTile.add(turned, out, b, row, k, packed, panel, length);
          }
        }
      }
    }
    int first = from * COLUMNS;
    int whole = Math.min(n, to * COLUMNS) / COLUMNS * COLUMNS - first;
    for (int p = 0; p < panels; p++) {
      int at = START + p * panelSize;
      drain(p, first, turned, at, whole);
      if (first + whole < Math.min(n, to * COLUMNS)) {
        drain(p, n - COLUMNS, turned, at + whole * ROWS, COLUMNS);
      }
    }
  }

  /** Turns {@code count} columns of a panel that stand in work space, and writes them to C. */
  private void drain(int p, int column, float[] turned, int from, int count) {
    int rows = Math.min(ROWS, s.m() - p * ROWS);
    int to = c0 + p * ROWS * s.n() + column;
    LaneTurn.toPlanes(c, to, s.n(), rows, turned, from, ROWS, count, 0, count);
  }
}

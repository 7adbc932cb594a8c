package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.REGISTERS;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import jdk.incubator.vector.FloatVector;

/**
 * The inner loops of every matrix product and convolution: rows of A times a panel of B, by {@link
 * WideTile}s, {@link LeanTile}s and {@link NarrowTile}s. A panel is {@link #NR} columns wide, two
 * vectors; the last panel of a matrix may be {@link Lanes#L} columns wide, one vector. A is read
 * where it lies: its rows may begin anywhere, so a row can be a row of weights, or a shifted image.
 *
 * <p>Each sum is one ordered chain of fused multiply–adds, whatever tile it is in.
 */
final class MicroKernel {
  /** Rows of most tiles of a wide panel: blocks of rows are best a multiple of this. */
  static final int MR = 6;

  /** Columns of a wide panel. */
  static final int NR = 2 * L;

  /** Rows of a tile of a narrow panel. */
  private static final int NARROW_ROWS = 8;

  private MicroKernel() {}

  /** Columns of n, filled up to whole vectors: a row of all panels. */
  static int padded(int n) {
    return (n + L - 1) / L * L;
  }

  /** How many panels n columns take. */
  static int panels(int n) {
    return (n + NR - 1) / NR;
  }

  /**
   * The width of a panel: {@link #NR}, or {@link Lanes#L} when one vector holds what is left.
   *
   * @param left columns from the panel's first one to the last of the matrix
   */
  static int width(int left) {
    return left <= L ? L : NR;
  }

  /** Where number (i, j) of a matrix of k rows and n columns stands in its packed panels. */
  static int inPanel(int i, int j, int k, int n) {
    int first = j / NR * NR;
    return first * k + i * width(n - first) + j - first;
  }

  /**
   * c[i, j] (+)= Σ_k a[a0 + i·rowStep + k·step] · b[b0 + k·bStep + j] for any number of evenly
   * spaced rows and j &lt; width.
   *
   * @param c output, row i begins at c0 + i·ldc
   * @param step distance between successive k in A: the fastest is 1, or anything with rowStep 1
   * @param width {@link #NR} or {@link Lanes#L}
   * @param bStep distance between successive k in B: the width for a packed panel
   * @param k length of the sums
   * @param accumulate add to c
   */
  static void rows(
      float[] c,
      int c0,
      int ldc,
      float[] a,
      int a0,
      int rowStep,
      int step,
      float[] b,
      int b0,
      int width,
      int bStep,
      int k,
      int rows,
      boolean accumulate) {
    boolean packed = step == 1 && bStep == width;
    if (width == L && packed && !accumulate && NarrowTile.holds(k)) {
      NarrowTile.heldRows(c, c0, ldc, a, a0, rowStep, b, b0, k, rows);
      return;
    }
    float[] out = accumulate ? Scratch.get(Slot.LATER, NARROW_ROWS * NR) : c;
    int ldo = accumulate ? width : ldc;
    int done;
    for (int i = 0; i < rows; i += done) {
      int left = rows - i;
      int to = accumulate ? START : c0 + i * ldc;
      int a1 = a0 + i * rowStep;
      if (width == NR && REGISTERS < 32 && isForSix(left)) {
        six(out, to, ldo, a, a1, rowStep, step, b, b0, bStep, k);
        done = 6;
      } else if (width == NR && packed && isForSix(left)) {
        WideTile.sixRows(out, to, ldo, a, a1, rowStep, b, b0, k);
        done = 6;
      } else if (width == NR && packed && left >= 4) {
        WideTile.fourRows(out, to, ldo, a, a1, rowStep, b, b0, k);
        done = 4;
      } else if (width == NR && rowStep == 1 && isForSix(left)) {
        WideTile.sixColumns(out, to, ldo, a, a1, step, b, b0, bStep, k);
        done = 6;
      } else if (width == NR && rowStep == 1 && left >= 4) {
        WideTile.fourColumns(out, to, ldo, a, a1, step, b, b0, bStep, k);
        done = 4;
      } else if (width == NR && step == 1 && left >= 6) {
        WideTile.sixRowsSpread(out, to, ldo, a, a1, rowStep, b, b0, bStep, k);
        done = 6;
      } else if (width == L && packed && left >= 8) {
        NarrowTile.eightRows(out, to, ldo, a, a1, rowStep, b, b0, k);
        done = 8;
      } else if (width == L && rowStep == 1 && left >= 8) {
        NarrowTile.eightColumns(out, to, ldo, a, a1, step, b, b0, bStep, k);
        done = 8;
      } else {
        done = Math.min(4, left);
        int a2 = done > 1 ? a1 + rowStep : a1;
        int a3 = done > 2 ? a2 + rowStep : a2;
        int a4 = done > 3 ? a3 + rowStep : a3;
        four(out, to, ldo, a, a1, a2, a3, a4, step, b, b0, width, bStep, k, done);
      }
      if (accumulate) {
        add(c, c0 + i * ldc, ldc, out, done, width);
      }
    }
  }

  /** Six rows, for processors with 16 registers. */
  private static void six(
      float[] c,
      int c0,
      int ldc,
      float[] a,
      int a0,
      int rowStep,
      int step,
      float[] b,
      int b0,
      int bStep,
      int k) {
    if (bStep == NR) {
      LeanTile.six(a, a0, rowStep, step, b, b0, k, c, c0, ldc, TallTile.ZEROS, START);
    } else {
      LeanTile.sixSpread(a, a0, rowStep, step, b, b0, bStep, k, c, c0, ldc);
    }
  }

  /**
   * c += a tile, which begins at {@link Scratch#START}. (Were it a case within the tiles, JDK 17
   * would come to its limit of nodes and put vectors on the heap; the visit to the first-level
   * cache costs 14 cycles of 6k.)
   */
  private static void add(float[] c, int c0, int ldc, float[] tile, int rows, int width) {
    for (int j = 0; j < width; j += L) {
      for (int i = 0; i < rows; i++) {
        FloatVector more = FloatVector.fromArray(S, tile, START + i * width + j);
        int to = c0 + i * ldc + j;
        FloatVector.fromArray(S, c, to).add(more).intoArray(c, to);
      }
    }
  }

  /** Whether a tile of six rows is next: seven and eight are two tiles of four. */
  private static boolean isForSix(int left) {
    return left >= 6 && left != 7 && left != 8;
  }

  /** Up to four rows; unused ones repeat a valid one. */
  private static void four(
      float[] c,
      int c0,
      int ldc,
      float[] a,
      int a0,
      int a1,
      int a2,
      int a3,
      int step,
      float[] b,
      int b0,
      int width,
      int bStep,
      int k,
      int rows) {
    if (width == NR) {
      WideTile.fourAny(c, c0, ldc, a, a0, a1, a2, a3, step, b, b0, bStep, k, rows);
    } else {
      NarrowTile.fourAny(c, c0, ldc, a, a0, a1, a2, a3, step, b, b0, bStep, k, rows);
    }
  }

  /**
   * c (+)= a·b for a matrix b of rows of n, a multiple of the lanes, panel by panel; parameters as
   * in {@link #rows}.
   */
  static void product(
      float[] c,
      int c0,
      int ldc,
      float[] a,
      int a0,
      int rowStep,
      int step,
      int rows,
      float[] b,
      int b0,
      int n,
      int k,
      boolean accumulate) {
    int width;
    for (int j = 0; j < n; j += width) {
      width = width(n - j);
      rows(c, c0 + j, ldc, a, a0, rowStep, step, b, b0 + j, width, n, k, rows, accumulate);
    }
  }

  /**
   * c (+)= aᵀ·b for matrices of many rows, in blocks of them as in {@link VectorGemm}.
   *
   * @param step distance between the rows of a, of which {@code rows} columns count
   * @param n columns of b and c, a multiple of the lanes
   * @param k rows of a and b
   */
  static void productOfColumns(
      float[] c,
      int c0,
      float[] a,
      int a0,
      int step,
      int rows,
      float[] b,
      int b0,
      int n,
      int k,
      boolean accumulate) {
    int tall = 0;
    if (L == 16 && rows >= TallColumns.ROWS) {
      tall = n - n % TallColumns.COLUMNS;
      for (int j = 0; j < tall; j += TallColumns.COLUMNS) {
        tallProduct(c, c0 + j, n, a, a0, step, rows, b, b0 + j, n, k, accumulate);
      }
    }
    narrowProduct(c, c0 + tall, n, a, a0, step, rows, b, b0 + tall, n, n - tall, k, accumulate);
  }

  /** The same for n columns of b, whose rows are bStep apart, panel by panel. */
  private static void narrowProduct(
      float[] c,
      int c0,
      int ldc,
      float[] a,
      int a0,
      int step,
      int rows,
      float[] b,
      int b0,
      int bStep,
      int n,
      int k,
      boolean accumulate) {
    for (int i = 0; n > 0 && i < k; i += VectorGemm.KC) {
      int depth = Math.min(VectorGemm.KC, k - i);
      int a1 = a0 + i * step;
      int b1 = b0 + i * bStep;
      boolean add = accumulate || i > 0;
      int width;
      for (int j = 0; j < n; j += width) {
        width = width(n - j);
        rows(c, c0 + j, ldc, a, a1, 1, step, b, b1 + j, width, bStep, depth, rows, add);
      }
    }
  }

  /** The same for {@link TallColumns#COLUMNS} columns of b. */
  private static void tallProduct(
      float[] c,
      int c0,
      int ldc,
      float[] a,
      int a0,
      int step,
      int rows,
      float[] b,
      int b0,
      int bStep,
      int k,
      boolean accumulate) {
    int whole = rows - rows % TallColumns.ROWS;
    for (int i = 0; i < whole; i += TallColumns.ROWS) {
      if (accumulate) {
        TallColumns.add(c, c0 + i * ldc, ldc, a, a0 + i, step, b, b0, bStep, k);
      } else {
        TallColumns.store(c, c0 + i * ldc, ldc, a, a0 + i, step, b, b0, bStep, k);
      }
    }
    int c1 = c0 + whole * ldc;
    int left = rows - whole;
    int n = TallColumns.COLUMNS;
    narrowProduct(c, c1, ldc, a, a0 + whole, step, left, b, b0, bStep, n, k, accumulate);
  }

  /**
   * {@link #rows} for rows that begin at {@code offsets[i] + a0}, i &lt; rows, whose successive k
   * are neighbours, and a packed panel.
   */
  static void scattered(
      float[] c,
      int c0,
      int ldc,
      float[] a,
      int a0,
      int[] offsets,
      int rows,
      float[] b,
      int b0,
      int width,
      int k,
      boolean accumulate) {
    float[] out = accumulate ? Scratch.get(Slot.LATER, NARROW_ROWS * NR) : c;
    int ldo = accumulate ? width : ldc;
    int last = rows - 1;
    int done;
    for (int i = 0; i < rows; i += done) {
      int left = rows - i;
      int to = accumulate ? START : c0 + i * ldc;
      int a1 = a0 + offsets[i];
      int a2 = a0 + offsets[Math.min(i + 1, last)];
      int a3 = a0 + offsets[Math.min(i + 2, last)];
      int a4 = a0 + offsets[Math.min(i + 3, last)];
      int a5 = a0 + offsets[Math.min(i + 4, last)];
      int a6 = a0 + offsets[Math.min(i + 5, last)];
      if (width == NR && REGISTERS == 32 && isForSix(left)) {
        ScatteredTile.six(out, to, ldo, a, a1, a2, a3, a4, a5, a6, b, b0, k);
        done = 6;
      } else if (width == NR && left >= 4) {
        ScatteredTile.four(out, to, ldo, a, a1, a2, a3, a4, b, b0, k);
        done = 4;
      } else if (width == L && left >= 8) {
        int a7 = a0 + offsets[i + 6];
        int a8 = a0 + offsets[i + 7];
        ScatteredTile.eightNarrow(out, to, ldo, a, a1, a2, a3, a4, a5, a6, a7, a8, b, b0, k);
        done = 8;
      } else {
        done = Math.min(4, left);
        four(out, to, ldo, a, a1, a2, a3, a4, 1, b, b0, width, width, k, done);
      }
      if (accumulate) {
        add(c, c0 + i * ldc, ldc, out, done, width);
      }
    }
  }
}

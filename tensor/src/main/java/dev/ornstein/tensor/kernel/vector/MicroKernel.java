package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;

import jdk.incubator.vector.FloatVector;

/**
 * The inner loops of every matrix product and convolution: a few rows of A times a panel of B, in
 * eight accumulators. A panel is {@link #NR} columns wide, two vectors, and meets four rows; the
 * last panel of a matrix may be {@link Lanes#L} columns wide, one vector, and meets eight.
 *
 * <p>Eight accumulators hide the latency of a fused multiply–add (4 cycles, two per cycle); twelve
 * would leave room for none of the operands in the 16 registers of AVX2 as C2 allocates them, and
 * spill. Per step of k the loop loads the panel's vectors, broadcasts a number of each row of A and
 * does eight multiply–adds. A is read where it lies: its rows may begin anywhere, so a row can be a
 * row of weights, or a shifted image.
 */
final class MicroKernel {
  /** Rows of a tile of a wide panel. */
  static final int MR = 4;

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

  /**
   * c[i, j] (+)= Σ_k a[a0 + i·rowStep + k·step] · b[b0 + k·bStep + j] for any number of evenly
   * spaced rows and j &lt; width.
   *
   * @param c output, row i begins at c0 + i·ldc
   * @param step distance between successive k in A
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
    int tile = width == NR ? MR : NARROW_ROWS;
    for (int i = 0; i < rows; i += tile) {
      int r = Math.min(tile, rows - i);
      int last = r - 1;
      int a1 = a0 + i * rowStep;
      int a2 = a1 + Math.min(1, last) * rowStep;
      int a3 = a1 + Math.min(2, last) * rowStep;
      int a4 = a1 + Math.min(3, last) * rowStep;
      int to = c0 + i * ldc;
      if (width == NR) {
        wide(c, to, ldc, a, a1, a2, a3, a4, step, b, b0, bStep, k, r, accumulate);
      } else if (r > MR) {
        int a5 = a4 + rowStep;
        int a6 = a1 + Math.min(5, last) * rowStep;
        int a7 = a1 + Math.min(6, last) * rowStep;
        int a8 = a1 + last * rowStep;
        narrow(c, to, ldc, a, a1, a2, a3, a4, a5, a6, a7, a8, step, b, b0, bStep, k, r, accumulate);
      } else {
        small(c, to, ldc, a, a1, a2, a3, a4, step, b, b0, bStep, k, r, accumulate);
      }
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
   * {@link #rows} for rows that begin at {@code offsets[i] + a0}, i &lt; rows, whose successive k
   * are neighbours.
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
      int bStep,
      int k,
      boolean accumulate) {
    int tile = width == NR ? MR : NARROW_ROWS;
    for (int i = 0; i < rows; i += tile) {
      int r = Math.min(tile, rows - i);
      int last = i + r - 1;
      int a1 = a0 + offsets[i];
      int a2 = a0 + offsets[Math.min(i + 1, last)];
      int a3 = a0 + offsets[Math.min(i + 2, last)];
      int a4 = a0 + offsets[Math.min(i + 3, last)];
      int to = c0 + i * ldc;
      if (width == NR) {
        wide(c, to, ldc, a, a1, a2, a3, a4, 1, b, b0, bStep, k, r, accumulate);
      } else if (r > MR) {
        int a5 = a0 + offsets[i + 4];
        int a6 = a0 + offsets[Math.min(i + 5, last)];
        int a7 = a0 + offsets[Math.min(i + 6, last)];
        int a8 = a0 + offsets[last];
        narrow(c, to, ldc, a, a1, a2, a3, a4, a5, a6, a7, a8, 1, b, b0, bStep, k, r, accumulate);
      } else {
        small(c, to, ldc, a, a1, a2, a3, a4, 1, b, b0, bStep, k, r, accumulate);
      }
    }
  }

  /** Four rows, two vectors; of the rows, unused ones repeat a valid one. */
  private static void wide(
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
      int bStep,
      int k,
      int rows,
      boolean accumulate) {
    FloatVector c00 = FloatVector.zero(S);
    FloatVector c01 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    int ia = 0;
    int ib = b0;
    for (int i = 0; i < k; i++) {
      FloatVector x = FloatVector.fromArray(S, b, ib);
      FloatVector y = FloatVector.fromArray(S, b, ib + L);
      FloatVector w0 = FloatVector.broadcast(S, a[a0 + ia]);
      c00 = w0.fma(x, c00);
      c01 = w0.fma(y, c01);
      FloatVector w1 = FloatVector.broadcast(S, a[a1 + ia]);
      c10 = w1.fma(x, c10);
      c11 = w1.fma(y, c11);
      FloatVector w2 = FloatVector.broadcast(S, a[a2 + ia]);
      c20 = w2.fma(x, c20);
      c21 = w2.fma(y, c21);
      FloatVector w3 = FloatVector.broadcast(S, a[a3 + ia]);
      c30 = w3.fma(x, c30);
      c31 = w3.fma(y, c31);
      ia += step;
      ib += bStep;
    }
    store(c, c0, c00, accumulate);
    store(c, c0 + L, c01, accumulate);
    if (rows > 1) {
      store(c, c0 + ldc, c10, accumulate);
      store(c, c0 + ldc + L, c11, accumulate);
    }
    if (rows > 2) {
      store(c, c0 + 2 * ldc, c20, accumulate);
      store(c, c0 + 2 * ldc + L, c21, accumulate);
    }
    if (rows > 3) {
      store(c, c0 + 3 * ldc, c30, accumulate);
      store(c, c0 + 3 * ldc + L, c31, accumulate);
    }
  }

  /** Five to eight rows, one vector. */
  private static void narrow(
      float[] c,
      int c0,
      int ldc,
      float[] a,
      int a0,
      int a1,
      int a2,
      int a3,
      int a4,
      int a5,
      int a6,
      int a7,
      int step,
      float[] b,
      int b0,
      int bStep,
      int k,
      int rows,
      boolean accumulate) {
    FloatVector s0 = FloatVector.zero(S);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    FloatVector s4 = s0;
    FloatVector s5 = s0;
    FloatVector s6 = s0;
    FloatVector s7 = s0;
    int ia = 0;
    int ib = b0;
    for (int i = 0; i < k; i++) {
      FloatVector x = FloatVector.fromArray(S, b, ib);
      s0 = FloatVector.broadcast(S, a[a0 + ia]).fma(x, s0);
      s1 = FloatVector.broadcast(S, a[a1 + ia]).fma(x, s1);
      s2 = FloatVector.broadcast(S, a[a2 + ia]).fma(x, s2);
      s3 = FloatVector.broadcast(S, a[a3 + ia]).fma(x, s3);
      s4 = FloatVector.broadcast(S, a[a4 + ia]).fma(x, s4);
      s5 = FloatVector.broadcast(S, a[a5 + ia]).fma(x, s5);
      s6 = FloatVector.broadcast(S, a[a6 + ia]).fma(x, s6);
      s7 = FloatVector.broadcast(S, a[a7 + ia]).fma(x, s7);
      ia += step;
      ib += bStep;
    }
    store(c, c0, s0, accumulate);
    store(c, c0 + ldc, s1, accumulate);
    store(c, c0 + 2 * ldc, s2, accumulate);
    store(c, c0 + 3 * ldc, s3, accumulate);
    store(c, c0 + 4 * ldc, s4, accumulate);
    if (rows > 5) {
      store(c, c0 + 5 * ldc, s5, accumulate);
    }
    if (rows > 6) {
      store(c, c0 + 6 * ldc, s6, accumulate);
    }
    if (rows > 7) {
      store(c, c0 + 7 * ldc, s7, accumulate);
    }
  }

  /** Up to four rows, one vector: what is left over by {@link #narrow}. */
  private static void small(
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
      int bStep,
      int k,
      int rows,
      boolean accumulate) {
    FloatVector s0 = FloatVector.zero(S);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int ia = 0;
    int ib = b0;
    for (int i = 0; i < k; i++) {
      FloatVector x = FloatVector.fromArray(S, b, ib);
      s0 = FloatVector.broadcast(S, a[a0 + ia]).fma(x, s0);
      s1 = FloatVector.broadcast(S, a[a1 + ia]).fma(x, s1);
      s2 = FloatVector.broadcast(S, a[a2 + ia]).fma(x, s2);
      s3 = FloatVector.broadcast(S, a[a3 + ia]).fma(x, s3);
      ia += step;
      ib += bStep;
    }
    store(c, c0, s0, accumulate);
    if (rows > 1) {
      store(c, c0 + ldc, s1, accumulate);
    }
    if (rows > 2) {
      store(c, c0 + 2 * ldc, s2, accumulate);
    }
    if (rows > 3) {
      store(c, c0 + 3 * ldc, s3, accumulate);
    }
  }

  private static void store(float[] c, int at, FloatVector x, boolean accumulate) {
    if (accumulate) {
      x = x.add(FloatVector.fromArray(S, c, at));
    }
    x.intoArray(c, at);
  }
}

package dev.ornstein.tensor.kernel.scalar;

import java.util.Arrays;

/**
 * C ← C + A·B as updates of whole rows, the loop order i–k–j: a row of C gains multiples of rows of
 * B. B is not an array but a supplier of pieces of rows, so that convolutions can present their
 * patches as a matrix that never exists.
 *
 * <p>Why rows have arrays of their own: HotSpot vectorises a loop over several arrays only when it
 * reads all of them at the same index (else they might overlap). Rows of B are therefore copied,
 * {@value #K_BLOCK} at a time, into arrays that start at index 0. The copy is used by every row of
 * C.
 *
 * <p>Sums are plain float additions, k ascending, four products at a time.
 */
final class MatrixProduct {
  /** Columns of C that are worked on together. */
  static final int N_BLOCK = 256;

  /**
   * Rows of B that are copied at a time: with {@link #N_BLOCK} columns they fit a level-2 cache.
   */
  private static final int K_BLOCK = 64;

  /**
   * Products added in one pass over a row of C: fewer passes, fewer loads and stores of C. With
   * eight, a JDK 17 no longer vectorises the loop reliably.
   */
  private static final int UNROLL = 4;

  /** The matrix B. */
  @FunctionalInterface
  interface Rows {
    /** Writes B[k, from … to−1] to {@code into[0 …]}. */
    void copy(int k, int from, int to, float[] into);
  }

  private final float[][] panel;
  private final float[] row;
  private final float[] factors = new float[UNROLL];

  /** Working memory for products with at most {@code k} terms and {@code n} columns. */
  MatrixProduct(int k, int n) {
    int depth = Math.min(k, K_BLOCK) + UNROLL - 1;
    int width = Math.min(n, N_BLOCK);
    panel = new float[depth / UNROLL * UNROLL][width];
    row = new float[width];
  }

  /**
   * C[i, from + j] += Σₖ A[i, k]·B[k, from + j] for i &lt; m and j &lt; to − from.
   *
   * @param c array of C, {@code cAt} the position of C[0, 0], {@code cRow} elements between rows
   * @param a array of A, {@code aAt} the position of A[0, 0], {@code aRow} and {@code aCol}
   *     elements between neighbours in a column and in a row
   * @param to at most {@link #N_BLOCK} columns after {@code from}
   */
  void accumulate(
      float[] c,
      int cAt,
      int cRow,
      float[] a,
      int aAt,
      int aRow,
      int aCol,
      Rows b,
      int m,
      int k,
      int from,
      int to) {
    int width = to - from;
    for (int k0 = 0; k0 < k; k0 += K_BLOCK) {
      int depth = Math.min(K_BLOCK, k - k0);
      for (int kk = 0; kk < depth; kk++) {
        b.copy(k0 + kk, from, to, panel[kk]);
      }
      // A last incomplete group is filled up with rows of zeros: 0·0 adds nothing.
      for (int kk = depth; kk % UNROLL != 0; kk++) {
        Arrays.fill(panel[kk], 0, width, 0f);
      }
      for (int i = 0; i < m; i++) {
        int cAtRow = cAt + i * cRow + from;
        System.arraycopy(c, cAtRow, row, 0, width);
        int aAtRow = aAt + i * aRow + k0 * aCol;
        for (int kk = 0; kk < depth; kk += UNROLL) {
          for (int u = 0; u < UNROLL; u++) {
            factors[u] = kk + u < depth ? a[aAtRow + (kk + u) * aCol] : 0f;
          }
          addRows(row, factors, panel, kk, width);
        }
        System.arraycopy(row, 0, c, cAtRow, width);
      }
    }
  }

  /** acc[j] += Σᵤ f[u]·rows[at + u][j]. */
  private static void addRows(float[] acc, float[] f, float[][] rows, int at, int n) {
    float f0 = f[0];
    float f1 = f[1];
    float f2 = f[2];
    float f3 = f[3];
    float[] b0 = rows[at];
    float[] b1 = rows[at + 1];
    float[] b2 = rows[at + 2];
    float[] b3 = rows[at + 3];
    for (int j = 0; j < n; j++) {
      acc[j] += f0 * b0[j] + f1 * b1[j] + f2 * b2[j] + f3 * b3[j];
    }
  }
}

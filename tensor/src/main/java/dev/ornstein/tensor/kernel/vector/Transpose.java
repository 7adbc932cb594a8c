package dev.ornstein.tensor.kernel.vector;

/**
 * Matrices of pairs (real, imaginary) turned round; {@link LaneTurn} does it for those of floats.
 * The body of the loops is a block whose elements are all named, so that each is loaded and stored
 * once without a loop of its own.
 */
final class Transpose {
  private Transpose() {}

  /**
   * c[j, i] = scale·a[i, j], where i &lt; rows and j &lt; cols count pairs.
   *
   * @param c row j begins at c0 + j·ldc floats
   * @param a row i begins at a0 + i·lda floats
   */
  static void pairs(
      float[] c, int c0, int ldc, float[] a, int a0, int lda, int rows, int cols, float scale) {
    int i = 0;
    for (; i <= rows - 2; i += 2) {
      int from = a0 + i * lda;
      int to = c0 + 2 * i;
      int j = 0;
      for (; j <= cols - 2; j += 2) {
        int next = from + lda;
        float x0 = a[from] * scale;
        float x1 = a[from + 1] * scale;
        float y0 = a[from + 2] * scale;
        float y1 = a[from + 3] * scale;
        float x2 = a[next] * scale;
        float x3 = a[next + 1] * scale;
        float y2 = a[next + 2] * scale;
        float y3 = a[next + 3] * scale;
        line(c, to, x0, x1, x2, x3);
        line(c, to + ldc, y0, y1, y2, y3);
        from += 4;
        to += 2 * ldc;
      }
      restOfPairs(c, c0, ldc, a, a0, lda, i, i + 2, j, cols, scale);
    }
    restOfPairs(c, c0, ldc, a, a0, lda, i, rows, 0, cols, scale);
  }

  private static void line(float[] c, int at, float x0, float x1, float x2, float x3) {
    c[at] = x0;
    c[at + 1] = x1;
    c[at + 2] = x2;
    c[at + 3] = x3;
  }

  private static void restOfPairs(
      float[] c,
      int c0,
      int ldc,
      float[] a,
      int a0,
      int lda,
      int i0,
      int rows,
      int j0,
      int cols,
      float scale) {
    for (int j = j0; j < cols; j++) {
      for (int i = i0; i < rows; i++) {
        c[c0 + j * ldc + 2 * i] = a[a0 + i * lda + 2 * j] * scale;
        c[c0 + j * ldc + 2 * i + 1] = a[a0 + i * lda + 2 * j + 1] * scale;
      }
    }
  }
}

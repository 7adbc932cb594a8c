package dev.ornstein.tensor.kernel.vector;

/**
 * Matrices turned round. The body of the loops is a block whose elements are all named, so that
 * each is loaded and stored once without a loop of its own: a cycle per element, a quarter of what
 * nested loops over the block take, and no slower than shuffled vectors.
 */
final class Transpose {
  private static final int BLOCK = 4;

  private Transpose() {}

  /**
   * c[j, i] = a[i, j] for i &lt; rows, j &lt; cols.
   *
   * @param c row j begins at c0 + j·ldc
   * @param a row i begins at a0 + i·lda
   */
  static void floats(float[] c, int c0, int ldc, float[] a, int a0, int lda, int rows, int cols) {
    int i = 0;
    for (; i <= rows - BLOCK; i += BLOCK) {
      int j = 0;
      for (; j <= cols - BLOCK; j += BLOCK) {
        block(c, c0 + j * ldc + i, ldc, a, a0 + i * lda + j, lda);
      }
      rest(c, c0, ldc, a, a0, lda, i, i + BLOCK, j, cols);
    }
    rest(c, c0, ldc, a, a0, lda, i, rows, 0, cols);
  }

  private static void rest(
      float[] c, int c0, int ldc, float[] a, int a0, int lda, int i0, int rows, int j0, int cols) {
    for (int j = j0; j < cols; j++) {
      for (int i = i0; i < rows; i++) {
        c[c0 + j * ldc + i] = a[a0 + i * lda + j];
      }
    }
  }

  /** Four rows of a, four columns. */
  private static void block(float[] c, int c0, int ldc, float[] a, int a0, int lda) {
    float a00 = a[a0];
    float a01 = a[a0 + 1];
    float a02 = a[a0 + 2];
    float a03 = a[a0 + 3];
    int a1 = a0 + lda;
    float a10 = a[a1];
    float a11 = a[a1 + 1];
    float a12 = a[a1 + 2];
    float a13 = a[a1 + 3];
    int a2 = a1 + lda;
    float a20 = a[a2];
    float a21 = a[a2 + 1];
    float a22 = a[a2 + 2];
    float a23 = a[a2 + 3];
    int a3 = a2 + lda;
    float a30 = a[a3];
    float a31 = a[a3 + 1];
    float a32 = a[a3 + 2];
    float a33 = a[a3 + 3];
    line(c, c0, a00, a10, a20, a30);
    line(c, c0 + ldc, a01, a11, a21, a31);
    line(c, c0 + 2 * ldc, a02, a12, a22, a32);
    line(c, c0 + 3 * ldc, a03, a13, a23, a33);
  }

  private static void line(float[] c, int at, float x0, float x1, float x2, float x3) {
    c[at] = x0;
    c[at + 1] = x1;
    c[at + 2] = x2;
    c[at + 3] = x3;
  }

  /**
   * The same for pairs, multiplied by {@code scale}: i &lt; rows and j &lt; cols count pairs, ldc
   * and lda floats.
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

package dev.ornstein.tensor.kernel.vector;

import java.util.Arrays;

/**
 * Fourier transforms of all columns of a complex matrix at once: Y(u) = Σ_y x(y)·exp(∓2πi·u·y/n)
 * where x(y) is a row. A row is a vector of pairs (real, imaginary), so a lane never meets another
 * one but its partner, and rows may be as long as they like.
 *
 * <p>Stockham's form of the fast transform (Swarztrauber, 1984): with n = R·m and after s points
 * have been combined,
 *
 * <pre>
 * y[q + s·(R·p + j)] = w_n^{j·p} · Σ_k x[q + s·(p + m·k)] · w_R^{j·k},   w_n = exp(∓2πi/n)
 * </pre>
 *
 * for p &lt; m, q &lt; s, j &lt; R; then m takes the place of n, and s·R that of s. It goes from
 * one buffer to another and back, and the result is in order. Rows q = 0 … s−1 are neighbours in
 * memory, so the innermost loop runs over s rows as over one long one.
 */
final class ColumnFft {
  /**
   * Radices in the order of use. Four has the fewest operations per point; the odd ones come last,
   * where the twiddle factors are 1.
   */
  private static final int[] RADICES = {4, 2, 3, 5, 7};

  private final int n;
  private final int[] radices;
  private final float[][] twiddles;

  /**
   * @param n length of the columns, for which {@link #has} is true
   */
  ColumnFft(int n) {
    this.n = n;
    int[] found = new int[32];
    int stages = 0;
    int m = n;
    for (int r : RADICES) {
      for (; m % r == 0; m /= r) {
        found[stages++] = r;
      }
    }
    radices = Arrays.copyOf(found, stages);
    twiddles = new float[stages][];
    m = n;
    for (int i = 0; i < stages; i++) {
      twiddles[i] = twiddles(m, radices[i]);
      m /= radices[i];
    }
  }

  /** Whether n is a product of 2, 3, 5 and 7. */
  static boolean has(int n) {
    int m = n;
    for (int r : RADICES) {
      while (m % r == 0) {
        m /= r;
      }
    }
    return m == 1;
  }

  /** For each p, the pairs cos, sin of j·p/n turns, j = 1 … R−1. */
  private static float[] twiddles(int n, int radix) {
    int m = n / radix;
    float[] w = new float[2 * m * (radix - 1)];
    int to = 0;
    for (int p = 0; p < m; p++) {
      for (int j = 1; j < radix; j++) {
        w[to++] = (float) Turns.cos((long) j * p, n);
        w[to++] = (float) Turns.sin((long) j * p, n);
      }
    }
    return w;
  }

  /**
   * Transforms; both buffers are overwritten.
   *
   * @param x n rows of {@code row} floats
   * @param y as long as x
   * @param row a multiple of the lanes of a vector
   * @param inverse with exp(+2πi·u·y/n); there is no factor 1/n
   * @return x or y, whichever holds the result
   */
  float[] run(float[] x, float[] y, int row, boolean inverse) {
    int m = n;
    int s = row;
    for (int i = 0; i < radices.length; i++) {
      int r = radices[i];
      m /= r;
      for (int p = 0; p < m; p++) {
        Butterflies.run(r, y, r * p * s, x, p * s, m * s, s, twiddles[i], p, inverse);
      }
      s *= r;
      float[] swap = x;
      x = y;
      y = swap;
    }
    return x;
  }
}

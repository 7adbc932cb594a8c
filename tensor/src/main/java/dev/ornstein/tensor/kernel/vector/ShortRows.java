package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;

import jdk.incubator.vector.FloatVector;

/**
 * Rows of an image: too few numbers for a compiled loop to come to its vectors, or for {@code
 * System.arraycopy} to be worth setting out. The last vector of a row overlaps the one before;
 * results may not lie where operands do.
 *
 * <p>(Vectors of half the width would serve rows of 8 to 15 numbers, but JDK 17 does not compile
 * stores of two widths in one method, and puts the vectors on the heap.)
 */
final class ShortRows {
  private ShortRows() {}

  /**
   * Copies n floats of each of some rows.
   *
   * @param c row i goes to c0 + i·ldc
   * @param a row i begins at a0 + i·lda
   */
  static void copy(float[] c, int c0, int ldc, float[] a, int a0, int lda, int rows, int n) {
    int last = n - L;
    for (int i = 0; i < rows; i++) {
      int to = c0 + i * ldc;
      int from = a0 + i * lda;
      if (last < 0) {
        for (int j = 0; j < n; j++) {
          c[to + j] = a[from + j];
        }
        continue;
      }
      for (int j = 0; j < last; j += L) {
        FloatVector.fromArray(S, a, from + j).intoArray(c, to + j);
      }
      FloatVector.fromArray(S, a, from + last).intoArray(c, to + last);
    }
  }

  /** y[y0 + i] = x[x0 + i] + b for i &lt; n. */
  static void add(float[] y, int y0, float[] x, int x0, float b, int n) {
    int last = n - L;
    if (last < 0) {
      for (int i = 0; i < n; i++) {
        y[y0 + i] = x[x0 + i] + b;
      }
      return;
    }
    for (int i = 0; i < last; i += L) {
      FloatVector.fromArray(S, x, x0 + i).add(b).intoArray(y, y0 + i);
    }
    FloatVector.fromArray(S, x, x0 + last).add(b).intoArray(y, y0 + last);
  }
}

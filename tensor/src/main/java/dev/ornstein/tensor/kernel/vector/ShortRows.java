package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.INTS;
import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Rows of an image: too few numbers for a compiled loop to come to its vectors, or for {@code
 * System.arraycopy} to be worth setting out. The last vector of a row overlaps the one before; a
 * row of less than a vector is one vector where what follows is written later, or is zero. Results
 * may not lie where operands do.
 *
 * <p>(Vectors of half the width would serve rows of 8 to 15 numbers, but JDK 17 does not compile
 * stores of two widths in one method, and puts the vectors on the heap.)
 */
final class ShortRows {

  /** A vector from index L − n on keeps n lanes of what it is and-ed with. */
  private static final int[] KEEP = new int[2 * L];

  static {
    Arrays.fill(KEEP, 0, L, -1);
  }

  private ShortRows() {}

  /**
   * Copies n floats of each of some rows.
   *
   * @param c row i goes to c0 + i·ldc
   * @param a row i begins at a0 + i·lda
   */
  static void copy(float[] c, int c0, int ldc, float[] a, int a0, int lda, int rows, int n) {
    if (lda == n && ldc == n) {
      copyRow(c, c0, a, a0, rows * n);
      return;
    }
    for (int i = 0; i < rows; i++) {
      copyRow(c, c0 + i * ldc, a, a0 + i * lda, n);
    }
  }

  private static void copyRow(float[] c, int to, float[] a, int from, int n) {
    int last = n - L;
    if (last < 0) {
      for (int j = 0; j < n; j++) {
        c[to + j] = a[from + j];
      }
      return;
    }
    for (int j = 0; j < last; j += L) {
      FloatVector.fromArray(S, a, from + j).intoArray(c, to + j);
    }
    FloatVector.fromArray(S, a, from + last).intoArray(c, to + last);
  }

  /**
   * Copies n floats of each of some rows into a frame: all that lies between two rows is zero and
   * stays so, and the vector that begins with the last row is room that may be set to zero.
   *
   * @param c row i goes to c0 + i·ldc
   * @param a row i begins at a0 + i·lda
   */
  static void frame(float[] c, int c0, int ldc, float[] a, int a0, int lda, int rows, int n) {
    if (n >= L || lda == n && ldc == n) {
      copy(c, c0, ldc, a, a0, lda, rows, n);
      return;
    }
    IntVector keep = IntVector.fromArray(INTS, KEEP, L - n);
    int whole = Math.min(rows, Math.floorDiv(a.length - L - a0, lda) + 1);
    for (int i = 0; i < whole; i++) {
      FloatVector row = FloatVector.fromArray(S, a, a0 + i * lda);
      row.reinterpretAsInts().and(keep).reinterpretAsFloats().intoArray(c, c0 + i * ldc);
    }
    for (int i = Math.max(0, whole); i < rows; i++) { // a vector would reach beyond the array
      copyRow(c, c0 + i * ldc, a, a0 + i * lda, n);
    }
  }

  /**
   * y[y0 + i] = x[x0 + i] + b for i &lt; n.
   *
   * @param end what y holds between y0 + n and here is written later, and x has as many numbers
   */
  static void add(float[] y, int y0, int end, float[] x, int x0, float b, int n) {
    int last = n - L;
    if (last < 0 && y0 + L <= end) {
      FloatVector.fromArray(S, x, x0).add(b).intoArray(y, y0);
      return;
    }
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

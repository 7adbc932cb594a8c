package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of an image: a dozen numbers or two, too few for a compiled loop to come to its vectors.
 * These have eight lanes at most, and the last one overlaps the one before: 14 numbers are two
 * steps. Results may not lie where operands do.
 */
final class ShortRows {
  private static final VectorSpecies<Float> H = L > 8 ? FloatVector.SPECIES_256 : S;
  private static final int N = H.length();

  private static final VectorMask<Float> ODD = mask(1);
  private static final VectorMask<Float> UPPER = mask(N / 2);

  /** The even, or odd, lanes twice over: 0 2 4 6 0 2 4 6. */
  private static final VectorShuffle<Float> EVENS = VectorShuffle.fromOp(H, i -> 2 * i % N);

  private static final VectorShuffle<Float> ODDS = VectorShuffle.fromOp(H, i -> 2 * i % N + 1);

  /** Each lane of the lower, or upper, half twice: 0 0 1 1 2 2 3 3. */
  private static final VectorShuffle<Float> LOW = VectorShuffle.fromOp(H, i -> i / 2);

  private static final VectorShuffle<Float> HIGH = VectorShuffle.fromOp(H, i -> (N + i) / 2);

  private ShortRows() {}

  private static VectorMask<Float> mask(int bit) {
    boolean[] b = new boolean[N];
    for (int i = 0; i < N; i++) {
      b[i] = (i & bit) != 0;
    }
    return VectorMask.fromArray(H, b, 0);
  }

  /**
   * Copies n floats of each of some rows, for which {@code System.arraycopy} would take longer to
   * set out than to copy.
   *
   * @param c row i goes to c0 + i·ldc
   * @param a row i begins at a0 + i·lda
   */
  static void copy(float[] c, int c0, int ldc, float[] a, int a0, int lda, int rows, int n) {
    if (n >= L) {
      copyWide(c, c0, ldc, a, a0, lda, rows, n);
      return;
    }
    for (int i = 0; i < rows; i++) {
      int to = c0 + i * ldc;
      int from = a0 + i * lda;
      if (n >= N) {
        FloatVector.fromArray(H, a, from).intoArray(c, to);
        FloatVector.fromArray(H, a, from + n - N).intoArray(c, to + n - N);
        continue;
      }
      for (int j = 0; j < n; j++) {
        c[to + j] = a[from + j];
      }
    }
  }

  private static void copyWide(
      float[] c, int c0, int ldc, float[] a, int a0, int lda, int rows, int n) {
    int last = n - L;
    for (int i = 0; i < rows; i++) {
      int to = c0 + i * ldc;
      int from = a0 + i * lda;
      for (int j = 0; j < last; j += L) {
        FloatVector.fromArray(S, a, from + j).intoArray(c, to + j);
      }
      FloatVector.fromArray(S, a, from + last).intoArray(c, to + last);
    }
  }

  /** y[y0 + i] = x[x0 + i] + b for i &lt; n. */
  static void add(float[] y, int y0, float[] x, int x0, float b, int n) {
    if (n < N) {
      for (int i = 0; i < n; i++) {
        y[y0 + i] = x[x0 + i] + b;
      }
      return;
    }
    int last = n - N;
    for (int i = 0; i < last; i += N) {
      FloatVector.fromArray(H, x, x0 + i).add(b).intoArray(y, y0 + i);
    }
    FloatVector.fromArray(H, x, x0 + last).add(b).intoArray(y, y0 + last);
  }

  /** to[e + k] = x[from + 2k] and to[o + k] = x[from + 2k + 1] for k &lt; n. */
  static void split(float[] to, int e, int o, float[] x, int from, int n) {
    if (n < N) {
      for (int k = 0; k < n; k++) {
        to[e + k] = x[from + 2 * k];
        to[o + k] = x[from + 2 * k + 1];
      }
      return;
    }
    int last = n - N;
    for (int i = 0; i < last + N; i += N) {
      int k = Math.min(i, last);
      FloatVector a = FloatVector.fromArray(H, x, from + 2 * k);
      FloatVector b = FloatVector.fromArray(H, x, from + 2 * k + N);
      a.rearrange(EVENS).blend(b.rearrange(EVENS), UPPER).intoArray(to, e + k);
      a.rearrange(ODDS).blend(b.rearrange(ODDS), UPPER).intoArray(to, o + k);
    }
  }

  /** to[at + 2k] = x[e + k] and to[at + 2k + 1] = x[o + k] for k &lt; n. */
  static void join(float[] to, int at, float[] x, int e, int o, int n) {
    if (n < N) {
      for (int k = 0; k < n; k++) {
        to[at + 2 * k] = x[e + k];
        to[at + 2 * k + 1] = x[o + k];
      }
      return;
    }
    int last = n - N;
    for (int i = 0; i < last + N; i += N) {
      int k = Math.min(i, last);
      FloatVector a = FloatVector.fromArray(H, x, e + k);
      FloatVector b = FloatVector.fromArray(H, x, o + k);
      a.rearrange(LOW).blend(b.rearrange(LOW), ODD).intoArray(to, at + 2 * k);
      a.rearrange(HIGH).blend(b.rearrange(HIGH), ODD).intoArray(to, at + 2 * k + N);
    }
  }
}

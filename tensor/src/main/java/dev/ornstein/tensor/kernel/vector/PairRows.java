package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/** Rows of pairs (real, imaginary), multiplied and mirrored. */
final class PairRows {
  /** Pairs in a vector. */
  private static final int PAIRS = L / 2;

  /** Each factor twice: the real and the imaginary part of a number share it. */
  private static final VectorShuffle<Float> TWICE = VectorShuffle.fromOp(S, i -> i / 2);

  /** The last pair first. */
  private static final VectorShuffle<Float> REVERSED =
      VectorShuffle.fromOp(S, i -> L - 2 - i / 2 * 2 + i % 2);

  private PairRows() {}

  /**
   * z(u, v) = z(u, v)·t(u, v) with real factors.
   *
   * @param z row u begins at u·row
   * @param pairs in a row; a few more are multiplied, up to a whole vector
   * @param t row u begins at t0 + u·width; readable for L/2 floats beyond the pairs
   */
  static void multiply(float[] z, int row, float[] t, int t0, int width, int rows, int pairs) {
    for (int u = 0; u < rows; u++) {
      for (int v = 0; v < pairs; v += PAIRS) {
        FloatVector factor = FloatVector.fromArray(S, t, t0 + u * width + v).rearrange(TWICE);
        int to = u * row + 2 * v;
        FloatVector.fromArray(S, z, to).mul(factor).intoArray(z, to);
      }
    }
  }

  /**
   * The other half of spectra: x(u, v) = x*(−u, −v) for ⌊W/2⌋ &lt; v &lt; W.
   *
   * @param x H rows of W pairs from x0 on, whose first ⌊W/2⌋ + 1 pairs are there
   */
  static void mirror(float[] x, int x0, int height, int width) {
    int pairs = (width - 1) / 2;
    FloatVector sign = FloatVector.fromArray(S, Butterflies.SIGNS, 0);
    for (int u = 0; u < height; u++) {
      int to = x0 + 2 * (u * width + width - pairs);
      int from = x0 + 2 * ((height - u) % height * width + pairs);
      if (pairs < PAIRS) {
        for (int i = 0; i < 2 * pairs; i += 2) {
          x[to + i] = x[from - i];
          x[to + i + 1] = -x[from - i + 1];
        }
        continue;
      }
      int last = 2 * pairs - L;
      for (int i = 0; i < last + L; i += L) {
        int at = Math.min(i, last);
        FloatVector z = FloatVector.fromArray(S, x, from - at - L + 2);
        z.rearrange(REVERSED).mul(sign).intoArray(x, to + at);
      }
    }
  }
}

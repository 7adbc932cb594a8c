package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
import jdk.incubator.vector.FloatVector;

/** The mean squared error of each row and its gradient; neither stores a difference or a square. */
final class VectorSquaredError {
  /** Elements per chunk. */
  private static final int GRAIN = 32_768;

  private VectorSquaredError() {}

  /** y[row] = 1/cols · Σ (a − b)². */
  static void forward(Tensor y, Tensor a, Tensor b, int rows, int cols, Parallel parallel) {
    parallel.forChunks(
        rows,
        Math.max(1, GRAIN / Math.max(1, cols)),
        (from, to) -> {
          for (int row = from; row < to; row++) {
            int at = row * cols;
            double sum =
                VectorReduce.sumOfSquaredDifferences(
                    a.array(), a.offset() + at, b.array(), b.offset() + at, cols);
            y.array()[y.offset() + row] = (float) (sum / cols);
          }
        });
  }

  /** ga = gy[row]·2/cols·(a − b). */
  static void grad(
      Tensor ga, Tensor gy, Tensor a, Tensor b, int rows, int cols, Parallel parallel) {
    parallel.forChunks(
        rows,
        Math.max(1, GRAIN / Math.max(1, cols)),
        (from, to) -> {
          for (int row = from; row < to; row++) {
            float slope = gy.array()[gy.offset() + row] * (2f / cols);
            int at = row * cols;
            scaledDifference(
                ga.array(),
                ga.offset() + at,
                slope,
                a.array(),
                a.offset() + at,
                b.array(),
                b.offset() + at,
                cols);
          }
        });
  }

  /** out = scale·(a − b). */
  private static void scaledDifference(
      float[] out, int o0, float scale, float[] a, int a0, float[] b, int b0, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector d = FloatVector.fromArray(S, a, a0 + i).sub(FloatVector.fromArray(S, b, b0 + i));
      d.mul(scale).intoArray(out, o0 + i);
    }
    for (; i < n; i++) {
      out[o0 + i] = scale * (a[a0 + i] - b[b0 + i]);
    }
  }
}

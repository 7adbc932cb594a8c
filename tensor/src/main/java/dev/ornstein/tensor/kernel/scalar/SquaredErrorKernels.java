package dev.ornstein.tensor.kernel.scalar;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;

/** The mean squared error of each row and its gradient; neither stores a difference or a square. */
final class SquaredErrorKernels {
  private SquaredErrorKernels() {}

  /** y[row] = 1/cols · Σ (a − b)², summed in double. */
  static void forward(Tensor y, Tensor a, Tensor b, int rows, int cols, Parallel parallel) {
    parallel.forChunks(
        rows,
        Grain.of(2L * cols),
        (from, to) -> {
          for (int row = from; row < to; row++) {
            int at = row * cols;
            double sum =
                Sums.squaredDifferences(
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
        Grain.of(2L * cols),
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
      float[] out, int outAt, float scale, float[] a, int aAt, float[] b, int bAt, int n) {
    for (int i = 0; i < n; i++) {
      out[outAt + i] = scale * (a[aAt + i] - b[bAt + i]);
    }
  }
}

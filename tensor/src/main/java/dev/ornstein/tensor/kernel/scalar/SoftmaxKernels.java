package dev.ornstein.tensor.kernel.scalar;

import dev.ornstein.tensor.Parallel;

/** Softmax and log-sum-exp of each row; sums are accumulated in double. */
final class SoftmaxKernels {
  /** Simple operations that an exponential is worth. */
  private static final int EXP_COST = 16;

  private SoftmaxKernels() {}

  /** y = e^{x−max} / Σ e^{x−max} per row. */
  static void forward(
      float[] y, int yAt, float[] x, int xAt, int rows, int cols, Parallel parallel) {
    parallel.forChunks(
        rows,
        Grain.of((long) EXP_COST * cols),
        (from, to) -> {
          for (int row = from; row < to; row++) {
            int in = xAt + row * cols;
            int out = yAt + row * cols;
            float max = max(x, in, cols);
            double sum = 0;
            for (int j = 0; j < cols; j++) {
              double e = Math.exp((double) x[in + j] - max);
              y[out + j] = (float) e;
              sum += e;
            }
            float share = (float) (1 / sum);
            for (int j = 0; j < cols; j++) {
              y[out + j] *= share;
            }
          }
        });
  }

  /** gx = y·(gy − ⟨gy, y⟩) per row. */
  static void grad(
      float[] gx,
      int gxAt,
      float[] y,
      int yAt,
      float[] gy,
      int gyAt,
      int rows,
      int cols,
      Parallel parallel) {
    parallel.forChunks(
        rows,
        Grain.of(2L * cols),
        (from, to) -> {
          for (int row = from; row < to; row++) {
            int at = row * cols;
            float dot = (float) Sums.dot(gy, gyAt + at, y, yAt + at, cols);
            for (int j = at; j < at + cols; j++) {
              gx[gxAt + j] = y[yAt + j] * (gy[gyAt + j] - dot);
            }
          }
        });
  }

  /** y[row] = max + ln Σ e^{x−max}; −∞ for a row of −∞. */
  static void logSumExp(
      float[] y, int yAt, float[] x, int xAt, int rows, int cols, Parallel parallel) {
    parallel.forChunks(
        rows,
        Grain.of((long) EXP_COST * cols),
        (from, to) -> {
          for (int row = from; row < to; row++) {
            int in = xAt + row * cols;
            float max = max(x, in, cols);
            if (Float.isInfinite(max)) {
              y[yAt + row] = max; // ∞ − ∞ would make it NaN
              continue;
            }
            double sum = 0;
            for (int j = 0; j < cols; j++) {
              sum += Math.exp((double) x[in + j] - max);
            }
            y[yAt + row] = (float) (max + Math.log(sum));
          }
        });
  }

  /** NaN when there is one. */
  private static float max(float[] x, int at, int n) {
    float max = Float.NEGATIVE_INFINITY;
    for (int j = at; j < at + n; j++) {
      max = Math.max(max, x[j]);
    }
    return max;
  }
}

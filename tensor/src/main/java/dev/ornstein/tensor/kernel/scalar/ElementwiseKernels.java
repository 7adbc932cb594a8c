package dev.ornstein.tensor.kernel.scalar;

import dev.ornstein.tensor.Parallel;
import java.util.Arrays;

/** Loops over n elements without a choice of function. */
final class ElementwiseKernels {
  private ElementwiseKernels() {}

  /** out[i] = value. */
  static void fill(float[] out, int outAt, float value, int n, Parallel parallel) {
    parallel.forChunks(
        n, Grain.of(1), (from, to) -> Arrays.fill(out, outAt + from, outAt + to, value));
  }

  /** out[i] = scale·x[i] + shift. */
  static void affine(
      float[] out,
      int outAt,
      float[] x,
      int xAt,
      float scale,
      float shift,
      int n,
      Parallel parallel) {
    parallel.forChunks(
        n,
        Grain.of(1),
        (from, to) -> {
          for (int i = from; i < to; i++) {
            out[outAt + i] = scale * x[xAt + i] + shift;
          }
        });
  }

  /** out[i] += alpha·x[i]. */
  static void axpy(
      float[] out, int outAt, float alpha, float[] x, int xAt, int n, Parallel parallel) {
    parallel.forChunks(
        n,
        Grain.of(1),
        (from, to) -> {
          for (int i = from; i < to; i++) {
            out[outAt + i] += alpha * x[xAt + i];
          }
        });
  }
}

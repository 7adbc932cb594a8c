package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.UnaryOp;
import jdk.incubator.vector.FloatVector;

/** Softmax over rows, and its gradient. */
final class VectorSoftmax {
  private VectorSoftmax() {}

  static void forward(float[] y, int y0, float[] x, int x0, int rows, int cols, Parallel parallel) {
    parallel.forChunks(
        rows,
        grain(cols),
        (from, to) -> {
          for (int row = from; row < to; row++) {
            row(y, y0 + row * cols, x, x0 + row * cols, cols);
          }
        });
  }

  private static int grain(int cols) {
    return Math.max(1, 8192 / Math.max(1, cols));
  }

  private static void row(float[] y, int y0, float[] x, int x0, int n) {
    float max = VectorReduce.max(x, x0, n);
    VectorElementwise.affine(y, y0, x, x0, 1f, -max, n);
    VectorElementwise.unary(UnaryOp.EXP, y, y0, y, y0, n);
    float scale = (float) (1.0 / VectorReduce.sum(y, y0, n));
    VectorElementwise.affine(y, y0, y, y0, scale, 0f, n);
  }

  static void grad(
      float[] gx,
      int x0,
      float[] y,
      int y0,
      float[] gy,
      int g0,
      int rows,
      int cols,
      Parallel parallel) {
    parallel.forChunks(
        rows,
        grain(cols),
        (from, to) -> {
          for (int row = from; row < to; row++) {
            int at = row * cols;
            float dot = (float) VectorReduce.sumOfProducts(gy, g0 + at, y, y0 + at, cols, 0f);
            int i = 0;
            for (; i <= cols - L; i += L) {
              FloatVector g = FloatVector.fromArray(S, gy, g0 + at + i).sub(dot);
              g.mul(FloatVector.fromArray(S, y, y0 + at + i)).intoArray(gx, x0 + at + i);
            }
            for (; i < cols; i++) {
              gx[x0 + at + i] = (gy[g0 + at + i] - dot) * y[y0 + at + i];
            }
          }
        });
  }
}

package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.GemmShape;
import jdk.incubator.vector.FloatVector;

/**
 * C = A·Bᵀ for one or two rows of A: a linear layer and a single image. Each number of B is used
 * once or twice, so the time is that of reading B; lanes run over k, where both matrices lie in
 * order, and four rows of B are summed side by side.
 */
final class RowDots {
  /** More rows are better served by panels. */
  private static final int MOST_ROWS = 2;

  /**
   * Shorter sums are one chain, as those of more rows are: a sample has the same bits in any batch.
   */
  private static final int SHORTEST = VectorGemm.KC + 1;

  private RowDots() {}

  static boolean fit(GemmShape s) {
    return s.m() <= MOST_ROWS && s.transB() && !s.transA() && s.k() >= SHORTEST;
  }

  static void run(
      float[] c, int c0, float[] a, int a0, float[] b, int b0, GemmShape s, Parallel parallel) {
    int k = s.k();
    parallel.forChunks(
        s.n(),
        (int) Math.max(4, 65_536 / k / 4 * 4L),
        (from, to) -> {
          for (int j = from; j < to; j += 4) {
            int rows = Math.min(4, to - j);
            for (int i = 0; i < s.m(); i++) {
              int at = c0 + i * s.n() + j;
              four(c, at, a, a0 + i * k, b, b0 + j * k, k, rows, s.accumulate());
            }
          }
        });
  }

  /** c[at + r] (+)= ⟨a, row r of b⟩ for r &lt; rows ≤ 4; unused rows repeat the last one. */
  private static void four(
      float[] c, int at, float[] a, int a0, float[] b, int b0, int k, int rows, boolean add) {
    int last = rows - 1;
    int b1 = b0 + Math.min(1, last) * k;
    int b2 = b0 + Math.min(2, last) * k;
    int b3 = b0 + last * k;
    FloatVector s0 = FloatVector.zero(S);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (; i <= k - L; i += L) {
      FloatVector x = FloatVector.fromArray(S, a, a0 + i);
      s0 = FloatVector.fromArray(S, b, b0 + i).fma(x, s0);
      s1 = FloatVector.fromArray(S, b, b1 + i).fma(x, s1);
      s2 = FloatVector.fromArray(S, b, b2 + i).fma(x, s2);
      s3 = FloatVector.fromArray(S, b, b3 + i).fma(x, s3);
    }
    float[] sums = Scratch.get(Scratch.Slot.TILE, 4 * L);
    s0.intoArray(sums, 0);
    s1.intoArray(sums, L);
    s2.intoArray(sums, 2 * L);
    s3.intoArray(sums, 3 * L);
    for (int r = 0; r < rows; r++) {
      float sum = 0f;
      for (int l = 0; l < L; l++) {
        sum += sums[r * L + l];
      }
      for (int j = i; j < k; j++) {
        sum += a[a0 + j] * b[b0 + r * k + j];
      }
      c[at + r] = add ? c[at + r] + sum : sum;
    }
  }
}

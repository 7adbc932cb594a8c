package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static dev.ornstein.tensor.kernel.vector.MicroKernel.NR;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** The right-hand matrix of a product, packed into panels: what a tile reads stands in order. */
final class Panels {
  /** How many numbers are packed at a time: 256 MiB. */
  static final int MOST = 1 << 26;

  private Panels() {}

  /**
   * Packs {@code count} panels of op(B) (k×n), from panel {@code first} on, by all threads. They
   * stand k·{@link MicroKernel#NR} apart, the first one at {@link Scratch#START}.
   *
   * @param trans B is stored as n×k
   */
  static float[] all(
      float[] b, int b0, int n, int k, boolean trans, int first, int count, Parallel parallel) {
    int panelSize = k * NR;
    float[] packed = Scratch.get(Slot.SHARED, count * panelSize);
    parallel.forChunks(
        count,
        Math.max(1, 32_768 / panelSize),
        (from, to) -> {
          for (int p = from; p < to; p++) {
            pack(packed, START + p * panelSize, b, b0, n, k, (first + p) * NR, 0, k, trans);
          }
        });
    return packed;
  }

  /**
   * Packs rows k0 … k0+depth−1 of op(B) (k×n), columns from j on, into a panel of the width that
   * {@link MicroKernel#width} gives it; columns beyond n are zero.
   *
   * @param trans B is stored as n×k
   */
  static void pack(
      float[] panel,
      int at,
      float[] b,
      int b0,
      int n,
      int k,
      int j,
      int k0,
      int depth,
      boolean trans) {
    int width = MicroKernel.width(n - j);
    int cols = Math.min(width, n - j);
    if (trans) {
      LaneTurn.toVectors(panel, at, width, depth, 0, b, b0 + j * k + k0, k, cols, depth);
      return;
    }
    for (int i = 0; i < depth; i++) {
      row(panel, at + i * width, b, b0 + (k0 + i) * n + j, width, n - j);
    }
  }

  /** One row of a panel; columns beyond the matrix are zero. */
  static void row(float[] panel, int to, float[] b, int from, int width, int left) {
    if (left >= width) {
      for (int x = 0; x < width; x += L) {
        FloatVector.fromArray(S, b, from + x).intoArray(panel, to + x);
      }
      return;
    }
    System.arraycopy(b, from, panel, to, left);
    Arrays.fill(panel, to + left, to + width, 0f);
  }
}

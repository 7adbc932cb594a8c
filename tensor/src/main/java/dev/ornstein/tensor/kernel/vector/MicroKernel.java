package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;

import jdk.incubator.vector.FloatVector;

/**
 * The inner loop of every matrix product and convolution: four rows of A times a panel of B that is
 * two vectors wide, in eight accumulators.
 *
 * <p>Eight accumulators hide the latency of a fused multiply–add (4 cycles, two per cycle); twelve
 * would leave room for none of the operands in the 16 registers of AVX2 as C2 allocates them, and
 * spill. Per step of k the loop loads two vectors of B, broadcasts four numbers of A and does eight
 * multiply–adds. A is read where it lies: its four rows may begin anywhere, so a row can be a row
 * of weights, or a shifted image.
 */
final class MicroKernel {
  /** Rows of a tile. */
  static final int MR = 4;

  /** Columns of a tile, and the width of a panel of B. */
  static final int NR = 2 * L;

  private MicroKernel() {}

  /**
   * c[i, j] (+)= Σ_k a[aᵢ + k·step] · b[b0 + k·NR + j] for i &lt; rows, j &lt; NR.
   *
   * @param c output, row i begins at c0 + i·ldc
   * @param a rows begin at a0, a1, a2, a3; unused ones repeat a valid one
   * @param step distance between successive k in A
   * @param b a panel, NR numbers for each k
   * @param k length of the sums
   * @param rows 1 … 4 rows of c that are written
   * @param accumulate add to c
   */
  static void run(
      float[] c,
      int c0,
      int ldc,
      float[] a,
      int a0,
      int a1,
      int a2,
      int a3,
      int step,
      float[] b,
      int b0,
      int k,
      int rows,
      boolean accumulate) {
    FloatVector c00 = FloatVector.zero(S);
    FloatVector c01 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    int ia = 0;
    int ib = b0;
    for (int i = 0; i < k; i++) {
      FloatVector x = FloatVector.fromArray(S, b, ib);
      FloatVector y = FloatVector.fromArray(S, b, ib + L);
      FloatVector w0 = FloatVector.broadcast(S, a[a0 + ia]);
      c00 = w0.fma(x, c00);
      c01 = w0.fma(y, c01);
      FloatVector w1 = FloatVector.broadcast(S, a[a1 + ia]);
      c10 = w1.fma(x, c10);
      c11 = w1.fma(y, c11);
      FloatVector w2 = FloatVector.broadcast(S, a[a2 + ia]);
      c20 = w2.fma(x, c20);
      c21 = w2.fma(y, c21);
      FloatVector w3 = FloatVector.broadcast(S, a[a3 + ia]);
      c30 = w3.fma(x, c30);
      c31 = w3.fma(y, c31);
      ia += step;
      ib += NR;
    }
    store(c, c0, c00, c01, accumulate);
    if (rows > 1) {
      store(c, c0 + ldc, c10, c11, accumulate);
    }
    if (rows > 2) {
      store(c, c0 + 2 * ldc, c20, c21, accumulate);
    }
    if (rows > 3) {
      store(c, c0 + 3 * ldc, c30, c31, accumulate);
    }
  }

  /**
   * c[i, j] (+)= Σ_k a[a0 + i·rowStep + k·step] · b[b0 + k·NR + j] for any number of evenly spaced
   * rows, in tiles.
   */
  static void rows(
      float[] c,
      int c0,
      int ldc,
      float[] a,
      int a0,
      int rowStep,
      int step,
      float[] b,
      int b0,
      int k,
      int rows,
      boolean accumulate) {
    for (int i = 0; i < rows; i += MR) {
      int r = Math.min(MR, rows - i);
      int first = a0 + i * rowStep;
      int second = first + Math.min(1, r - 1) * rowStep;
      int third = first + Math.min(2, r - 1) * rowStep;
      int fourth = first + (r - 1) * rowStep;
      run(c, c0 + i * ldc, ldc, a, first, second, third, fourth, step, b, b0, k, r, accumulate);
    }
  }

  private static void store(float[] c, int at, FloatVector x, FloatVector y, boolean accumulate) {
    if (accumulate) {
      x = x.add(FloatVector.fromArray(S, c, at));
      y = y.add(FloatVector.fromArray(S, c, at + L));
    }
    x.intoArray(c, at);
    y.intoArray(c, at + L);
  }
}

package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import jdk.incubator.vector.FloatVector;

/**
 * Tiles of six rows of A, {@code step} apart, and a panel of four vectors: 24 sums, for processors
 * with 32 registers. Six broadcasts and four loads serve 24 multiply–adds, so that it hardly
 * matters where A lies. Sums of a row of A stand in order, one row after another.
 *
 * <p>The loop counts along the panel, so that C2 checks the rows' six indices in each step: that
 * costs less than what it does without, as JDK 25 then fetches the rows ahead, for which there are
 * no registers left.
 */
final class TallTile {
  /** Rows of A; in {@link FewRowsGemm}, columns of the product. */
  static final int COLUMNS = 6;

  /** Sums of each: the width of a panel, rows of that product. */
  static final int ROWS = 4 * L;

  /** What sums begin with that have nothing to be added to. */
  static final float[] ZEROS = new float[START + COLUMNS * ROWS];

  private TallTile() {}

  /** c += Σ_k a·b: the chains of multiply–adds go on. */
  static void add(float[] c, int c0, float[] a, int a0, int step, float[] b, int b0, int k) {
    goOn(c, c0, c, c0, a, a0, step, b, b0, k);
  }

  /** c = Σ_k a·b. */
  static void store(float[] c, int c0, float[] a, int a0, int step, float[] b, int b0, int k) {
    goOn(c, c0, ZEROS, START, a, a0, step, b, b0, k);
  }

  /**
   * c = z + Σ_k a·b. (Where sums begin with a constant, one start of JDK 17 in three runs at half
   * the speed.)
   */
  private static void goOn(
      float[] c, int c0, float[] z, int z0, float[] a, int a0, int step, float[] b, int b0, int k) {
    FloatVector c00 = FloatVector.fromArray(S, z, z0);
    FloatVector c01 = FloatVector.fromArray(S, z, z0 + L);
    FloatVector c02 = FloatVector.fromArray(S, z, z0 + 2 * L);
    FloatVector c03 = FloatVector.fromArray(S, z, z0 + 3 * L);
    FloatVector c10 = FloatVector.fromArray(S, z, z0 + 4 * L);
    FloatVector c11 = FloatVector.fromArray(S, z, z0 + 5 * L);
    FloatVector c12 = FloatVector.fromArray(S, z, z0 + 6 * L);
    FloatVector c13 = FloatVector.fromArray(S, z, z0 + 7 * L);
    FloatVector c20 = FloatVector.fromArray(S, z, z0 + 8 * L);
    FloatVector c21 = FloatVector.fromArray(S, z, z0 + 9 * L);
    FloatVector c22 = FloatVector.fromArray(S, z, z0 + 10 * L);
    FloatVector c23 = FloatVector.fromArray(S, z, z0 + 11 * L);
    FloatVector c30 = FloatVector.fromArray(S, z, z0 + 12 * L);
    FloatVector c31 = FloatVector.fromArray(S, z, z0 + 13 * L);
    FloatVector c32 = FloatVector.fromArray(S, z, z0 + 14 * L);
    FloatVector c33 = FloatVector.fromArray(S, z, z0 + 15 * L);
    FloatVector c40 = FloatVector.fromArray(S, z, z0 + 16 * L);
    FloatVector c41 = FloatVector.fromArray(S, z, z0 + 17 * L);
    FloatVector c42 = FloatVector.fromArray(S, z, z0 + 18 * L);
    FloatVector c43 = FloatVector.fromArray(S, z, z0 + 19 * L);
    FloatVector c50 = FloatVector.fromArray(S, z, z0 + 20 * L);
    FloatVector c51 = FloatVector.fromArray(S, z, z0 + 21 * L);
    FloatVector c52 = FloatVector.fromArray(S, z, z0 + 22 * L);
    FloatVector c53 = FloatVector.fromArray(S, z, z0 + 23 * L);
    int ia = a0;
    int end = b0 + k * ROWS;
    for (int i = b0; i < end; i += ROWS) {
      FloatVector x0 = FloatVector.fromArray(S, b, i);
      FloatVector x1 = FloatVector.fromArray(S, b, i + L);
      FloatVector x2 = FloatVector.fromArray(S, b, i + 2 * L);
      FloatVector x3 = FloatVector.fromArray(S, b, i + 3 * L);
      FloatVector w0 = FloatVector.broadcast(S, a[ia]);
      c00 = w0.fma(x0, c00);
      c01 = w0.fma(x1, c01);
      c02 = w0.fma(x2, c02);
      c03 = w0.fma(x3, c03);
      FloatVector w1 = FloatVector.broadcast(S, a[ia + step]);
      c10 = w1.fma(x0, c10);
      c11 = w1.fma(x1, c11);
      c12 = w1.fma(x2, c12);
      c13 = w1.fma(x3, c13);
      FloatVector w2 = FloatVector.broadcast(S, a[ia + 2 * step]);
      c20 = w2.fma(x0, c20);
      c21 = w2.fma(x1, c21);
      c22 = w2.fma(x2, c22);
      c23 = w2.fma(x3, c23);
      FloatVector w3 = FloatVector.broadcast(S, a[ia + 3 * step]);
      c30 = w3.fma(x0, c30);
      c31 = w3.fma(x1, c31);
      c32 = w3.fma(x2, c32);
      c33 = w3.fma(x3, c33);
      FloatVector w4 = FloatVector.broadcast(S, a[ia + 4 * step]);
      c40 = w4.fma(x0, c40);
      c41 = w4.fma(x1, c41);
      c42 = w4.fma(x2, c42);
      c43 = w4.fma(x3, c43);
      FloatVector w5 = FloatVector.broadcast(S, a[ia + 5 * step]);
      c50 = w5.fma(x0, c50);
      c51 = w5.fma(x1, c51);
      c52 = w5.fma(x2, c52);
      c53 = w5.fma(x3, c53);
      ia++;
    }
    c00.intoArray(c, c0);
    c01.intoArray(c, c0 + L);
    c02.intoArray(c, c0 + 2 * L);
    c03.intoArray(c, c0 + 3 * L);
    c10.intoArray(c, c0 + 4 * L);
    c11.intoArray(c, c0 + 5 * L);
    c12.intoArray(c, c0 + 6 * L);
    c13.intoArray(c, c0 + 7 * L);
    c20.intoArray(c, c0 + 8 * L);
    c21.intoArray(c, c0 + 9 * L);
    c22.intoArray(c, c0 + 10 * L);
    c23.intoArray(c, c0 + 11 * L);
    c30.intoArray(c, c0 + 12 * L);
    c31.intoArray(c, c0 + 13 * L);
    c32.intoArray(c, c0 + 14 * L);
    c33.intoArray(c, c0 + 15 * L);
    c40.intoArray(c, c0 + 16 * L);
    c41.intoArray(c, c0 + 17 * L);
    c42.intoArray(c, c0 + 18 * L);
    c43.intoArray(c, c0 + 19 * L);
    c50.intoArray(c, c0 + 20 * L);
    c51.intoArray(c, c0 + 21 * L);
    c52.intoArray(c, c0 + 22 * L);
    c53.intoArray(c, c0 + 23 * L);
  }
}

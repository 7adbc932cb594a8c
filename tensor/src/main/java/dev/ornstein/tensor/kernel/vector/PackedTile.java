package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.REGISTERS;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import jdk.incubator.vector.FloatVector;

/**
 * Tiles of packed rows of A and a panel. With 32 registers they are six rows by four vectors: ten
 * loads serve 24 multiply–adds, and every index is the loop's own plus a constant. Where a cycle
 * has two loads and two multiply–adds, eight loads for twelve of them ({@link WideTile}) reach 0.87
 * of the peak, in machine code written by hand, and these 0.98. With 16 registers they are {@link
 * LeanTile}s of four rows by three vectors.
 */
final class PackedTile {
  /** Rows. */
  static final int ROWS = REGISTERS == 32 ? 6 : LeanTile.ROWS;

  /** Columns: the width of a panel. */
  static final int COLUMNS = REGISTERS == 32 ? 4 * L : LeanTile.COLUMNS;

  /**
   * Distance between successive k of A: rows of two tiles stand side by side. (A whole vector of
   * them would take a third more of the first-level cache.)
   */
  static final int STEP = 2 * ROWS;

  private PackedTile() {}

  /** c = Σ_k a·b; rows of c are {@code ldc} apart. */
  static void store(float[] c, int c0, int ldc, float[] a, int a0, float[] b, int b0, int k) {
    add(c, c0, ldc, TallTile.ZEROS, START, a, a0, b, b0, k);
  }

  /**
   * c = z + Σ_k a·b: the chains of multiply–adds go on. Rows of z follow each other, those of c are
   * {@code ldc} apart.
   */
  static void add(
      float[] c, int c0, int ldc, float[] z, int z0, float[] a, int a0, float[] b, int b0, int k) {
    if (REGISTERS == 32) {
      six(c, c0, ldc, z, z0, a, a0, b, b0, k);
    } else {
      LeanTile.four(a, a0, 1, STEP, b, b0, k, c, c0, ldc, z, z0);
    }
  }

  private static void six(
      float[] c, int c0, int ldc, float[] z, int z0, float[] a, int a0, float[] b, int b0, int k) {
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
    for (int i = 0; i < k; i++) {
      FloatVector x0 = FloatVector.fromArray(S, b, b0 + i * COLUMNS);
      FloatVector x1 = FloatVector.fromArray(S, b, b0 + L + i * COLUMNS);
      FloatVector x2 = FloatVector.fromArray(S, b, b0 + 2 * L + i * COLUMNS);
      FloatVector x3 = FloatVector.fromArray(S, b, b0 + 3 * L + i * COLUMNS);
      FloatVector w0 = FloatVector.broadcast(S, a[a0 + i * STEP]);
      c00 = w0.fma(x0, c00);
      c01 = w0.fma(x1, c01);
      c02 = w0.fma(x2, c02);
      c03 = w0.fma(x3, c03);
      FloatVector w1 = FloatVector.broadcast(S, a[a0 + 1 + i * STEP]);
      c10 = w1.fma(x0, c10);
      c11 = w1.fma(x1, c11);
      c12 = w1.fma(x2, c12);
      c13 = w1.fma(x3, c13);
      FloatVector w2 = FloatVector.broadcast(S, a[a0 + 2 + i * STEP]);
      c20 = w2.fma(x0, c20);
      c21 = w2.fma(x1, c21);
      c22 = w2.fma(x2, c22);
      c23 = w2.fma(x3, c23);
      FloatVector w3 = FloatVector.broadcast(S, a[a0 + 3 + i * STEP]);
      c30 = w3.fma(x0, c30);
      c31 = w3.fma(x1, c31);
      c32 = w3.fma(x2, c32);
      c33 = w3.fma(x3, c33);
      FloatVector w4 = FloatVector.broadcast(S, a[a0 + 4 + i * STEP]);
      c40 = w4.fma(x0, c40);
      c41 = w4.fma(x1, c41);
      c42 = w4.fma(x2, c42);
      c43 = w4.fma(x3, c43);
      FloatVector w5 = FloatVector.broadcast(S, a[a0 + 5 + i * STEP]);
      c50 = w5.fma(x0, c50);
      c51 = w5.fma(x1, c51);
      c52 = w5.fma(x2, c52);
      c53 = w5.fma(x3, c53);
    }
    c00.intoArray(c, c0);
    c01.intoArray(c, c0 + L);
    c02.intoArray(c, c0 + 2 * L);
    c03.intoArray(c, c0 + 3 * L);
    c10.intoArray(c, c0 + ldc);
    c11.intoArray(c, c0 + ldc + L);
    c12.intoArray(c, c0 + ldc + 2 * L);
    c13.intoArray(c, c0 + ldc + 3 * L);
    c20.intoArray(c, c0 + 2 * ldc);
    c21.intoArray(c, c0 + 2 * ldc + L);
    c22.intoArray(c, c0 + 2 * ldc + 2 * L);
    c23.intoArray(c, c0 + 2 * ldc + 3 * L);
    c30.intoArray(c, c0 + 3 * ldc);
    c31.intoArray(c, c0 + 3 * ldc + L);
    c32.intoArray(c, c0 + 3 * ldc + 2 * L);
    c33.intoArray(c, c0 + 3 * ldc + 3 * L);
    c40.intoArray(c, c0 + 4 * ldc);
    c41.intoArray(c, c0 + 4 * ldc + L);
    c42.intoArray(c, c0 + 4 * ldc + 2 * L);
    c43.intoArray(c, c0 + 4 * ldc + 3 * L);
    c50.intoArray(c, c0 + 5 * ldc);
    c51.intoArray(c, c0 + 5 * ldc + L);
    c52.intoArray(c, c0 + 5 * ldc + 2 * L);
    c53.intoArray(c, c0 + 5 * ldc + 3 * L);
  }
}

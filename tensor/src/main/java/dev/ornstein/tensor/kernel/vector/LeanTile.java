package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static dev.ornstein.tensor.kernel.vector.MicroKernel.NR;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;
import static dev.ornstein.tensor.kernel.vector.TallTile.ZEROS;

import jdk.incubator.vector.FloatVector;

/**
 * Tiles for processors with 16 registers: twelve sums, a row of the panel and one number of A at a
 * time leave none over. C2 fetches ahead whatever it may, and here that is each row's number, for
 * which there are no registers: sums then wait in memory, and a tile runs at half of the speed. But
 * nothing is fetched before its index has been checked. So rows of A are given by a distance that
 * is no constant, and the loops do not count along them: each index is checked just before it is
 * used, by a comparison and a jump that is never taken, and the multiply–adds keep their order.
 *
 * <p>What a loop uses comes first among the parameters: these are handed over in registers, and
 * stay there (5 to 10 % of a tile).
 */
final class LeanTile {
  /** Rows of {@link #four}. */
  static final int ROWS = 4;

  /** Columns of {@link #four}. */
  static final int COLUMNS = 3 * L;

  /** Rows of {@link #group}. */
  static final int TOGETHER = 12;

  private LeanTile() {}

  /**
   * c = z + Σ_k a·b for twelve rows, whose successive k are neighbours, and a packed panel of two
   * vectors or three, whose rows follow each other as those of c do; z is c, or zero.
   */
  static void group(
      float[] a,
      int a0,
      int rowStep,
      float[] b,
      int b0,
      int width,
      int k,
      float[] c,
      int c0,
      boolean add) {
    int rows = width == COLUMNS ? 4 : 6;
    float[] z = add ? c : ZEROS;
    for (int i = 0; i < TOGETHER / rows; i++) {
      int at = a0 + i * rows * rowStep;
      int out = c0 + i * rows * width;
      int z0 = add ? out : START;
      if (width == COLUMNS) {
        four(a, at, rowStep, 1, b, b0, k, c, out, width, z, z0);
      } else {
        six(a, at, rowStep, 1, b, b0, k, c, out, width, z, z0);
      }
    }
  }

  /**
   * c = z + Σ_k a·b for six rows and a packed panel of two vectors: the chains of multiply–adds go
   * on. Rows of z follow each other, those of c are {@code ldc} apart.
   *
   * @param rowStep distance between rows of A
   * @param step distance between successive k in A
   */
  static void six(
      float[] a,
      int a0,
      int rowStep,
      int step,
      float[] b,
      int b0,
      int k,
      float[] c,
      int c0,
      int ldc,
      float[] z,
      int z0) {
    FloatVector c00 = FloatVector.fromArray(S, z, z0);
    FloatVector c01 = FloatVector.fromArray(S, z, z0 + L);
    FloatVector c10 = FloatVector.fromArray(S, z, z0 + 2 * L);
    FloatVector c11 = FloatVector.fromArray(S, z, z0 + 3 * L);
    FloatVector c20 = FloatVector.fromArray(S, z, z0 + 4 * L);
    FloatVector c21 = FloatVector.fromArray(S, z, z0 + 5 * L);
    FloatVector c30 = FloatVector.fromArray(S, z, z0 + 6 * L);
    FloatVector c31 = FloatVector.fromArray(S, z, z0 + 7 * L);
    FloatVector c40 = FloatVector.fromArray(S, z, z0 + 8 * L);
    FloatVector c41 = FloatVector.fromArray(S, z, z0 + 9 * L);
    FloatVector c50 = FloatVector.fromArray(S, z, z0 + 10 * L);
    FloatVector c51 = FloatVector.fromArray(S, z, z0 + 11 * L);
    int ia = a0;
    int end = b0 + k * NR;
    for (int i = b0; i < end; i += NR) {
      FloatVector x0 = FloatVector.fromArray(S, b, i);
      FloatVector x1 = FloatVector.fromArray(S, b, i + L);
      FloatVector w0 = FloatVector.broadcast(S, a[ia]);
      c00 = w0.fma(x0, c00);
      c01 = w0.fma(x1, c01);
      FloatVector w1 = FloatVector.broadcast(S, a[ia + rowStep]);
      c10 = w1.fma(x0, c10);
      c11 = w1.fma(x1, c11);
      FloatVector w2 = FloatVector.broadcast(S, a[ia + 2 * rowStep]);
      c20 = w2.fma(x0, c20);
      c21 = w2.fma(x1, c21);
      FloatVector w3 = FloatVector.broadcast(S, a[ia + 3 * rowStep]);
      c30 = w3.fma(x0, c30);
      c31 = w3.fma(x1, c31);
      FloatVector w4 = FloatVector.broadcast(S, a[ia + 4 * rowStep]);
      c40 = w4.fma(x0, c40);
      c41 = w4.fma(x1, c41);
      FloatVector w5 = FloatVector.broadcast(S, a[ia + 5 * rowStep]);
      c50 = w5.fma(x0, c50);
      c51 = w5.fma(x1, c51);
      ia += step;
    }
    c00.intoArray(c, c0);
    c01.intoArray(c, c0 + L);
    c10.intoArray(c, c0 + ldc);
    c11.intoArray(c, c0 + ldc + L);
    c20.intoArray(c, c0 + 2 * ldc);
    c21.intoArray(c, c0 + 2 * ldc + L);
    c30.intoArray(c, c0 + 3 * ldc);
    c31.intoArray(c, c0 + 3 * ldc + L);
    c40.intoArray(c, c0 + 4 * ldc);
    c41.intoArray(c, c0 + 4 * ldc + L);
    c50.intoArray(c, c0 + 5 * ldc);
    c51.intoArray(c, c0 + 5 * ldc + L);
  }

  /**
   * c = Σ_k a·b for a panel that lies in a larger matrix, whose rows are {@code bStep} apart. Their
   * indices are checked, too: for packed panels it would be 0.82 of the peak instead of 0.90.
   */
  static void sixSpread(
      float[] a,
      int a0,
      int rowStep,
      int step,
      float[] b,
      int b0,
      int bStep,
      int k,
      float[] c,
      int c0,
      int ldc) {
    FloatVector c00 = FloatVector.fromArray(S, ZEROS, START);
    FloatVector c01 = FloatVector.fromArray(S, ZEROS, START + L);
    FloatVector c10 = FloatVector.fromArray(S, ZEROS, START + 2 * L);
    FloatVector c11 = FloatVector.fromArray(S, ZEROS, START + 3 * L);
    FloatVector c20 = FloatVector.fromArray(S, ZEROS, START + 4 * L);
    FloatVector c21 = FloatVector.fromArray(S, ZEROS, START + 5 * L);
    FloatVector c30 = FloatVector.fromArray(S, ZEROS, START + 6 * L);
    FloatVector c31 = FloatVector.fromArray(S, ZEROS, START + 7 * L);
    FloatVector c40 = FloatVector.fromArray(S, ZEROS, START + 8 * L);
    FloatVector c41 = FloatVector.fromArray(S, ZEROS, START + 9 * L);
    FloatVector c50 = FloatVector.fromArray(S, ZEROS, START + 10 * L);
    FloatVector c51 = FloatVector.fromArray(S, ZEROS, START + 11 * L);
    int ia = a0;
    int ib = b0;
    for (int i = 0; i < k; i++) {
      FloatVector x0 = FloatVector.fromArray(S, b, ib);
      FloatVector x1 = FloatVector.fromArray(S, b, ib + L);
      FloatVector w0 = FloatVector.broadcast(S, a[ia]);
      c00 = w0.fma(x0, c00);
      c01 = w0.fma(x1, c01);
      FloatVector w1 = FloatVector.broadcast(S, a[ia + rowStep]);
      c10 = w1.fma(x0, c10);
      c11 = w1.fma(x1, c11);
      FloatVector w2 = FloatVector.broadcast(S, a[ia + 2 * rowStep]);
      c20 = w2.fma(x0, c20);
      c21 = w2.fma(x1, c21);
      FloatVector w3 = FloatVector.broadcast(S, a[ia + 3 * rowStep]);
      c30 = w3.fma(x0, c30);
      c31 = w3.fma(x1, c31);
      FloatVector w4 = FloatVector.broadcast(S, a[ia + 4 * rowStep]);
      c40 = w4.fma(x0, c40);
      c41 = w4.fma(x1, c41);
      FloatVector w5 = FloatVector.broadcast(S, a[ia + 5 * rowStep]);
      c50 = w5.fma(x0, c50);
      c51 = w5.fma(x1, c51);
      ia += step;
      ib += bStep;
    }
    c00.intoArray(c, c0);
    c01.intoArray(c, c0 + L);
    c10.intoArray(c, c0 + ldc);
    c11.intoArray(c, c0 + ldc + L);
    c20.intoArray(c, c0 + 2 * ldc);
    c21.intoArray(c, c0 + 2 * ldc + L);
    c30.intoArray(c, c0 + 3 * ldc);
    c31.intoArray(c, c0 + 3 * ldc + L);
    c40.intoArray(c, c0 + 4 * ldc);
    c41.intoArray(c, c0 + 4 * ldc + L);
    c50.intoArray(c, c0 + 5 * ldc);
    c51.intoArray(c, c0 + 5 * ldc + L);
  }

  /**
   * Like {@link #six} for four rows and a packed panel of three vectors: seven loads for twelve
   * multiply–adds.
   */
  static void four(
      float[] a,
      int a0,
      int rowStep,
      int step,
      float[] b,
      int b0,
      int k,
      float[] c,
      int c0,
      int ldc,
      float[] z,
      int z0) {
    FloatVector c00 = FloatVector.fromArray(S, z, z0);
    FloatVector c01 = FloatVector.fromArray(S, z, z0 + L);
    FloatVector c02 = FloatVector.fromArray(S, z, z0 + 2 * L);
    FloatVector c10 = FloatVector.fromArray(S, z, z0 + 3 * L);
    FloatVector c11 = FloatVector.fromArray(S, z, z0 + 4 * L);
    FloatVector c12 = FloatVector.fromArray(S, z, z0 + 5 * L);
    FloatVector c20 = FloatVector.fromArray(S, z, z0 + 6 * L);
    FloatVector c21 = FloatVector.fromArray(S, z, z0 + 7 * L);
    FloatVector c22 = FloatVector.fromArray(S, z, z0 + 8 * L);
    FloatVector c30 = FloatVector.fromArray(S, z, z0 + 9 * L);
    FloatVector c31 = FloatVector.fromArray(S, z, z0 + 10 * L);
    FloatVector c32 = FloatVector.fromArray(S, z, z0 + 11 * L);
    int ia = a0;
    int end = b0 + k * COLUMNS;
    for (int i = b0; i < end; i += COLUMNS) {
      FloatVector x0 = FloatVector.fromArray(S, b, i);
      FloatVector x1 = FloatVector.fromArray(S, b, i + L);
      FloatVector x2 = FloatVector.fromArray(S, b, i + 2 * L);
      FloatVector w0 = FloatVector.broadcast(S, a[ia]);
      c00 = w0.fma(x0, c00);
      c01 = w0.fma(x1, c01);
      c02 = w0.fma(x2, c02);
      FloatVector w1 = FloatVector.broadcast(S, a[ia + rowStep]);
      c10 = w1.fma(x0, c10);
      c11 = w1.fma(x1, c11);
      c12 = w1.fma(x2, c12);
      FloatVector w2 = FloatVector.broadcast(S, a[ia + 2 * rowStep]);
      c20 = w2.fma(x0, c20);
      c21 = w2.fma(x1, c21);
      c22 = w2.fma(x2, c22);
      FloatVector w3 = FloatVector.broadcast(S, a[ia + 3 * rowStep]);
      c30 = w3.fma(x0, c30);
      c31 = w3.fma(x1, c31);
      c32 = w3.fma(x2, c32);
      ia += step;
    }
    c00.intoArray(c, c0);
    c01.intoArray(c, c0 + L);
    c02.intoArray(c, c0 + 2 * L);
    c10.intoArray(c, c0 + ldc);
    c11.intoArray(c, c0 + ldc + L);
    c12.intoArray(c, c0 + ldc + 2 * L);
    c20.intoArray(c, c0 + 2 * ldc);
    c21.intoArray(c, c0 + 2 * ldc + L);
    c22.intoArray(c, c0 + 2 * ldc + 2 * L);
    c30.intoArray(c, c0 + 3 * ldc);
    c31.intoArray(c, c0 + 3 * ldc + L);
    c32.intoArray(c, c0 + 3 * ldc + 2 * L);
  }
}

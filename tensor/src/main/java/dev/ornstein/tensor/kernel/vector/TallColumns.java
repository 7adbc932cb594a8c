package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import jdk.incubator.vector.FloatVector;

/**
 * Tiles of six columns of A, neighbours whose successive k are {@code step} apart, and four vectors
 * of B, whose rows are {@code bStep} apart: 24 sums as in {@link TallTile}, of two matrices that
 * lie as they are.
 */
final class TallColumns {
  /** Columns of A: rows of the product. */
  static final int ROWS = 6;

  /** Columns of B, and of the product. */
  static final int COLUMNS = 4 * L;

  private TallColumns() {}

  /** c += Σ_k a·b: the chains of multiply–adds go on. */
  static void add(
      float[] c,
      int c0,
      int ldc,
      float[] a,
      int a0,
      int step,
      float[] b,
      int b0,
      int bStep,
      int k) {
    goOn(c, c0, ldc, c, c0, ldc, a, a0, step, b, b0, bStep, k);
  }

  /** c = Σ_k a·b; rows of c are {@code ldc} apart. */
  static void store(
      float[] c,
      int c0,
      int ldc,
      float[] a,
      int a0,
      int step,
      float[] b,
      int b0,
      int bStep,
      int k) {
    goOn(c, c0, ldc, TallTile.ZEROS, START, 0, a, a0, step, b, b0, bStep, k);
  }

  /** c = z + Σ_k a·b; see {@link TallTile}. */
  private static void goOn(
      float[] c,
      int c0,
      int ldc,
      float[] z,
      int z0,
      int ldz,
      float[] a,
      int a0,
      int step,
      float[] b,
      int b0,
      int bStep,
      int k) {
    FloatVector c00 = FloatVector.fromArray(S, z, z0);
    FloatVector c01 = FloatVector.fromArray(S, z, z0 + L);
    FloatVector c02 = FloatVector.fromArray(S, z, z0 + 2 * L);
    FloatVector c03 = FloatVector.fromArray(S, z, z0 + 3 * L);
    FloatVector c10 = FloatVector.fromArray(S, z, z0 + ldz);
    FloatVector c11 = FloatVector.fromArray(S, z, z0 + ldz + L);
    FloatVector c12 = FloatVector.fromArray(S, z, z0 + ldz + 2 * L);
    FloatVector c13 = FloatVector.fromArray(S, z, z0 + ldz + 3 * L);
    FloatVector c20 = FloatVector.fromArray(S, z, z0 + 2 * ldz);
    FloatVector c21 = FloatVector.fromArray(S, z, z0 + 2 * ldz + L);
    FloatVector c22 = FloatVector.fromArray(S, z, z0 + 2 * ldz + 2 * L);
    FloatVector c23 = FloatVector.fromArray(S, z, z0 + 2 * ldz + 3 * L);
    FloatVector c30 = FloatVector.fromArray(S, z, z0 + 3 * ldz);
    FloatVector c31 = FloatVector.fromArray(S, z, z0 + 3 * ldz + L);
    FloatVector c32 = FloatVector.fromArray(S, z, z0 + 3 * ldz + 2 * L);
    FloatVector c33 = FloatVector.fromArray(S, z, z0 + 3 * ldz + 3 * L);
    FloatVector c40 = FloatVector.fromArray(S, z, z0 + 4 * ldz);
    FloatVector c41 = FloatVector.fromArray(S, z, z0 + 4 * ldz + L);
    FloatVector c42 = FloatVector.fromArray(S, z, z0 + 4 * ldz + 2 * L);
    FloatVector c43 = FloatVector.fromArray(S, z, z0 + 4 * ldz + 3 * L);
    FloatVector c50 = FloatVector.fromArray(S, z, z0 + 5 * ldz);
    FloatVector c51 = FloatVector.fromArray(S, z, z0 + 5 * ldz + L);
    FloatVector c52 = FloatVector.fromArray(S, z, z0 + 5 * ldz + 2 * L);
    FloatVector c53 = FloatVector.fromArray(S, z, z0 + 5 * ldz + 3 * L);
    int ia = a0;
    int ib = b0;
    for (int i = 0; i < k; i++) {
      FloatVector x0 = FloatVector.fromArray(S, b, ib);
      FloatVector x1 = FloatVector.fromArray(S, b, ib + L);
      FloatVector x2 = FloatVector.fromArray(S, b, ib + 2 * L);
      FloatVector x3 = FloatVector.fromArray(S, b, ib + 3 * L);
      FloatVector w0 = FloatVector.broadcast(S, a[ia]);
      c00 = w0.fma(x0, c00);
      c01 = w0.fma(x1, c01);
      c02 = w0.fma(x2, c02);
      c03 = w0.fma(x3, c03);
      FloatVector w1 = FloatVector.broadcast(S, a[ia + 1]);
      c10 = w1.fma(x0, c10);
      c11 = w1.fma(x1, c11);
      c12 = w1.fma(x2, c12);
      c13 = w1.fma(x3, c13);
      FloatVector w2 = FloatVector.broadcast(S, a[ia + 2]);
      c20 = w2.fma(x0, c20);
      c21 = w2.fma(x1, c21);
      c22 = w2.fma(x2, c22);
      c23 = w2.fma(x3, c23);
      FloatVector w3 = FloatVector.broadcast(S, a[ia + 3]);
      c30 = w3.fma(x0, c30);
      c31 = w3.fma(x1, c31);
      c32 = w3.fma(x2, c32);
      c33 = w3.fma(x3, c33);
      FloatVector w4 = FloatVector.broadcast(S, a[ia + 4]);
      c40 = w4.fma(x0, c40);
      c41 = w4.fma(x1, c41);
      c42 = w4.fma(x2, c42);
      c43 = w4.fma(x3, c43);
      FloatVector w5 = FloatVector.broadcast(S, a[ia + 5]);
      c50 = w5.fma(x0, c50);
      c51 = w5.fma(x1, c51);
      c52 = w5.fma(x2, c52);
      c53 = w5.fma(x3, c53);
      ia += step;
      ib += bStep;
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

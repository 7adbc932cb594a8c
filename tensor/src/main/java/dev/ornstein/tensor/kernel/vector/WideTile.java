package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static dev.ornstein.tensor.kernel.vector.MicroKernel.NR;

import jdk.incubator.vector.FloatVector;

/**
 * Tiles of a panel of two vectors: sums over k in registers, then stored. What must be in order is
 * in the name: <em>rows</em> of A whose successive k are neighbours, themselves {@code rowStep}
 * apart; or <em>columns</em>, where the rows' numbers are neighbours and successive k are {@code
 * step} apart. A panel is packed, or its rows lie {@code bStep} apart.
 *
 * <p>Twelve sums hide the latency of a multiply–add (4 cycles, two per cycle) with some to spare,
 * and their six broadcasts and two loads take less time than twelve multiply–adds. Where there are
 * 16 registers, six rows are {@link LeanTile}'s. An index that is the loop's own plus a constant is
 * checked once before the loop; each other one is checked every time, which is why there is a
 * method for each kind: 97 % of the peak instead of 65 on a processor of two units of 512 bits.
 */
final class WideTile {
  private WideTile() {}

  /** Six rows. */
  static void sixRows(
      float[] c, int c0, int ldc, float[] a, int a0, int rowStep, float[] b, int b0, int k) {
    FloatVector c00 = FloatVector.zero(S);
    FloatVector c01 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    FloatVector c40 = c00;
    FloatVector c41 = c00;
    FloatVector c50 = c00;
    FloatVector c51 = c00;
    for (int i = 0; i < k; i++) {
      FloatVector x = FloatVector.fromArray(S, b, b0 + i * NR);
      FloatVector y = FloatVector.fromArray(S, b, b0 + L + i * NR);
      FloatVector w0 = FloatVector.broadcast(S, a[a0 + i]);
      c00 = w0.fma(x, c00);
      c01 = w0.fma(y, c01);
      FloatVector w1 = FloatVector.broadcast(S, a[a0 + rowStep + i]);
      c10 = w1.fma(x, c10);
      c11 = w1.fma(y, c11);
      FloatVector w2 = FloatVector.broadcast(S, a[a0 + 2 * rowStep + i]);
      c20 = w2.fma(x, c20);
      c21 = w2.fma(y, c21);
      FloatVector w3 = FloatVector.broadcast(S, a[a0 + 3 * rowStep + i]);
      c30 = w3.fma(x, c30);
      c31 = w3.fma(y, c31);
      FloatVector w4 = FloatVector.broadcast(S, a[a0 + 4 * rowStep + i]);
      c40 = w4.fma(x, c40);
      c41 = w4.fma(y, c41);
      FloatVector w5 = FloatVector.broadcast(S, a[a0 + 5 * rowStep + i]);
      c50 = w5.fma(x, c50);
      c51 = w5.fma(y, c51);
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

  /** Six rows, and a panel that lies in a larger matrix. */
  static void sixRowsSpread(
      float[] c,
      int c0,
      int ldc,
      float[] a,
      int a0,
      int rowStep,
      float[] b,
      int b0,
      int bStep,
      int k) {
    FloatVector c00 = FloatVector.zero(S);
    FloatVector c01 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    FloatVector c40 = c00;
    FloatVector c41 = c00;
    FloatVector c50 = c00;
    FloatVector c51 = c00;
    int ib = b0;
    for (int i = 0; i < k; i++) {
      FloatVector x = FloatVector.fromArray(S, b, ib);
      FloatVector y = FloatVector.fromArray(S, b, ib + L);
      FloatVector w0 = FloatVector.broadcast(S, a[a0 + i]);
      c00 = w0.fma(x, c00);
      c01 = w0.fma(y, c01);
      FloatVector w1 = FloatVector.broadcast(S, a[a0 + rowStep + i]);
      c10 = w1.fma(x, c10);
      c11 = w1.fma(y, c11);
      FloatVector w2 = FloatVector.broadcast(S, a[a0 + 2 * rowStep + i]);
      c20 = w2.fma(x, c20);
      c21 = w2.fma(y, c21);
      FloatVector w3 = FloatVector.broadcast(S, a[a0 + 3 * rowStep + i]);
      c30 = w3.fma(x, c30);
      c31 = w3.fma(y, c31);
      FloatVector w4 = FloatVector.broadcast(S, a[a0 + 4 * rowStep + i]);
      c40 = w4.fma(x, c40);
      c41 = w4.fma(y, c41);
      FloatVector w5 = FloatVector.broadcast(S, a[a0 + 5 * rowStep + i]);
      c50 = w5.fma(x, c50);
      c51 = w5.fma(y, c51);
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

  /** Six columns. */
  static void sixColumns(
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
    FloatVector c00 = FloatVector.zero(S);
    FloatVector c01 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    FloatVector c40 = c00;
    FloatVector c41 = c00;
    FloatVector c50 = c00;
    FloatVector c51 = c00;
    int ia = a0;
    int ib = b0;
    for (int i = 0; i < k; i++) {
      FloatVector x = FloatVector.fromArray(S, b, ib);
      FloatVector y = FloatVector.fromArray(S, b, ib + L);
      FloatVector w0 = FloatVector.broadcast(S, a[ia]);
      c00 = w0.fma(x, c00);
      c01 = w0.fma(y, c01);
      FloatVector w1 = FloatVector.broadcast(S, a[ia + 1]);
      c10 = w1.fma(x, c10);
      c11 = w1.fma(y, c11);
      FloatVector w2 = FloatVector.broadcast(S, a[ia + 2]);
      c20 = w2.fma(x, c20);
      c21 = w2.fma(y, c21);
      FloatVector w3 = FloatVector.broadcast(S, a[ia + 3]);
      c30 = w3.fma(x, c30);
      c31 = w3.fma(y, c31);
      FloatVector w4 = FloatVector.broadcast(S, a[ia + 4]);
      c40 = w4.fma(x, c40);
      c41 = w4.fma(y, c41);
      FloatVector w5 = FloatVector.broadcast(S, a[ia + 5]);
      c50 = w5.fma(x, c50);
      c51 = w5.fma(y, c51);
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

  /** Four rows. */
  static void fourRows(
      float[] c, int c0, int ldc, float[] a, int a0, int rowStep, float[] b, int b0, int k) {
    FloatVector c00 = FloatVector.zero(S);
    FloatVector c01 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    for (int i = 0; i < k; i++) {
      FloatVector x = FloatVector.fromArray(S, b, b0 + i * NR);
      FloatVector y = FloatVector.fromArray(S, b, b0 + L + i * NR);
      FloatVector w0 = FloatVector.broadcast(S, a[a0 + i]);
      c00 = w0.fma(x, c00);
      c01 = w0.fma(y, c01);
      FloatVector w1 = FloatVector.broadcast(S, a[a0 + rowStep + i]);
      c10 = w1.fma(x, c10);
      c11 = w1.fma(y, c11);
      FloatVector w2 = FloatVector.broadcast(S, a[a0 + 2 * rowStep + i]);
      c20 = w2.fma(x, c20);
      c21 = w2.fma(y, c21);
      FloatVector w3 = FloatVector.broadcast(S, a[a0 + 3 * rowStep + i]);
      c30 = w3.fma(x, c30);
      c31 = w3.fma(y, c31);
    }
    c00.intoArray(c, c0);
    c01.intoArray(c, c0 + L);
    c10.intoArray(c, c0 + ldc);
    c11.intoArray(c, c0 + ldc + L);
    c20.intoArray(c, c0 + 2 * ldc);
    c21.intoArray(c, c0 + 2 * ldc + L);
    c30.intoArray(c, c0 + 3 * ldc);
    c31.intoArray(c, c0 + 3 * ldc + L);
  }

  /** Four columns. */
  static void fourColumns(
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
    FloatVector c00 = FloatVector.zero(S);
    FloatVector c01 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    int ia = a0;
    int ib = b0;
    for (int i = 0; i < k; i++) {
      FloatVector x = FloatVector.fromArray(S, b, ib);
      FloatVector y = FloatVector.fromArray(S, b, ib + L);
      FloatVector w0 = FloatVector.broadcast(S, a[ia]);
      c00 = w0.fma(x, c00);
      c01 = w0.fma(y, c01);
      FloatVector w1 = FloatVector.broadcast(S, a[ia + 1]);
      c10 = w1.fma(x, c10);
      c11 = w1.fma(y, c11);
      FloatVector w2 = FloatVector.broadcast(S, a[ia + 2]);
      c20 = w2.fma(x, c20);
      c21 = w2.fma(y, c21);
      FloatVector w3 = FloatVector.broadcast(S, a[ia + 3]);
      c30 = w3.fma(x, c30);
      c31 = w3.fma(y, c31);
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
  }

  /** Up to four rows whose k are evenly spaced; unused ones repeat a valid one. */
  static void fourAny(
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
      int bStep,
      int k,
      int rows) {
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
      ib += bStep;
    }
    c00.intoArray(c, c0);
    c01.intoArray(c, c0 + L);
    if (rows > 1) {
      c10.intoArray(c, c0 + ldc);
      c11.intoArray(c, c0 + ldc + L);
    }
    if (rows > 2) {
      c20.intoArray(c, c0 + 2 * ldc);
      c21.intoArray(c, c0 + 2 * ldc + L);
    }
    if (rows > 3) {
      c30.intoArray(c, c0 + 3 * ldc);
      c31.intoArray(c, c0 + 3 * ldc + L);
    }
  }
}

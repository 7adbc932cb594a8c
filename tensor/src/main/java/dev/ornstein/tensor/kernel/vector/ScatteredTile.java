package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static dev.ornstein.tensor.kernel.vector.MicroKernel.NR;

import jdk.incubator.vector.FloatVector;

/**
 * Tiles of rows that begin anywhere; the others are {@link WideTile} and {@link NarrowTile}. Six
 * indices, and what else a loop needs, are more than there are registers: C2 of JDK 25 keeps five
 * of them in vector registers and fetches them for each multiply–add, which costs a tenth of the
 * speed.
 */
final class ScatteredTile {
  private ScatteredTile() {}

  /** Six rows of A, from a0, a1 …, whose successive k are neighbours, and a packed panel. */
  static void six(
      float[] c,
      int c0,
      int ldc,
      float[] a,
      int a0,
      int a1,
      int a2,
      int a3,
      int a4,
      int a5,
      float[] b,
      int b0,
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
    for (int i = 0; i < k; i++) {
      FloatVector x = FloatVector.fromArray(S, b, b0 + i * NR);
      FloatVector y = FloatVector.fromArray(S, b, b0 + L + i * NR);
      FloatVector w0 = FloatVector.broadcast(S, a[a0 + i]);
      c00 = w0.fma(x, c00);
      c01 = w0.fma(y, c01);
      FloatVector w1 = FloatVector.broadcast(S, a[a1 + i]);
      c10 = w1.fma(x, c10);
      c11 = w1.fma(y, c11);
      FloatVector w2 = FloatVector.broadcast(S, a[a2 + i]);
      c20 = w2.fma(x, c20);
      c21 = w2.fma(y, c21);
      FloatVector w3 = FloatVector.broadcast(S, a[a3 + i]);
      c30 = w3.fma(x, c30);
      c31 = w3.fma(y, c31);
      FloatVector w4 = FloatVector.broadcast(S, a[a4 + i]);
      c40 = w4.fma(x, c40);
      c41 = w4.fma(y, c41);
      FloatVector w5 = FloatVector.broadcast(S, a[a5 + i]);
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

  /** Four rows, likewise. */
  static void four(
      float[] c,
      int c0,
      int ldc,
      float[] a,
      int a0,
      int a1,
      int a2,
      int a3,
      float[] b,
      int b0,
      int k) {
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
      FloatVector w1 = FloatVector.broadcast(S, a[a1 + i]);
      c10 = w1.fma(x, c10);
      c11 = w1.fma(y, c11);
      FloatVector w2 = FloatVector.broadcast(S, a[a2 + i]);
      c20 = w2.fma(x, c20);
      c21 = w2.fma(y, c21);
      FloatVector w3 = FloatVector.broadcast(S, a[a3 + i]);
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

  /** Eight rows, and a panel of one vector. */
  static void eightNarrow(
      float[] c,
      int c0,
      int ldc,
      float[] a,
      int a0,
      int a1,
      int a2,
      int a3,
      int a4,
      int a5,
      int a6,
      int a7,
      float[] b,
      int b0,
      int k) {
    FloatVector s0 = FloatVector.zero(S);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    FloatVector s4 = s0;
    FloatVector s5 = s0;
    FloatVector s6 = s0;
    FloatVector s7 = s0;
    for (int i = 0; i < k; i++) {
      FloatVector x = FloatVector.fromArray(S, b, b0 + i * L);
      s0 = FloatVector.broadcast(S, a[a0 + i]).fma(x, s0);
      s1 = FloatVector.broadcast(S, a[a1 + i]).fma(x, s1);
      s2 = FloatVector.broadcast(S, a[a2 + i]).fma(x, s2);
      s3 = FloatVector.broadcast(S, a[a3 + i]).fma(x, s3);
      s4 = FloatVector.broadcast(S, a[a4 + i]).fma(x, s4);
      s5 = FloatVector.broadcast(S, a[a5 + i]).fma(x, s5);
      s6 = FloatVector.broadcast(S, a[a6 + i]).fma(x, s6);
      s7 = FloatVector.broadcast(S, a[a7 + i]).fma(x, s7);
    }
    s0.intoArray(c, c0);
    s1.intoArray(c, c0 + ldc);
    s2.intoArray(c, c0 + 2 * ldc);
    s3.intoArray(c, c0 + 3 * ldc);
    s4.intoArray(c, c0 + 4 * ldc);
    s5.intoArray(c, c0 + 5 * ldc);
    s6.intoArray(c, c0 + 6 * ldc);
    s7.intoArray(c, c0 + 7 * ldc);
  }
}

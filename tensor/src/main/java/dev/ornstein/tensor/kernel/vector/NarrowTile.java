package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;

import jdk.incubator.vector.FloatVector;

/**
 * Tiles of a panel of one vector; see {@link WideTile}. Each multiply–add needs a broadcast of its
 * own, and these are what bounds the speed.
 */
final class NarrowTile {
  private NarrowTile() {}

  /** Eight rows. */
  static void eightRows(
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

  /** Eight columns. */
  static void eightColumns(
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
    FloatVector s0 = FloatVector.zero(S);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    FloatVector s4 = s0;
    FloatVector s5 = s0;
    FloatVector s6 = s0;
    FloatVector s7 = s0;
    int ia = a0;
    int ib = b0;
    for (int i = 0; i < k; i++) {
      FloatVector x = FloatVector.fromArray(S, b, ib);
      s0 = FloatVector.broadcast(S, a[ia]).fma(x, s0);
      s1 = FloatVector.broadcast(S, a[ia + 1]).fma(x, s1);
      s2 = FloatVector.broadcast(S, a[ia + 2]).fma(x, s2);
      s3 = FloatVector.broadcast(S, a[ia + 3]).fma(x, s3);
      s4 = FloatVector.broadcast(S, a[ia + 4]).fma(x, s4);
      s5 = FloatVector.broadcast(S, a[ia + 5]).fma(x, s5);
      s6 = FloatVector.broadcast(S, a[ia + 6]).fma(x, s6);
      s7 = FloatVector.broadcast(S, a[ia + 7]).fma(x, s7);
      ia += step;
      ib += bStep;
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
    FloatVector s0 = FloatVector.zero(S);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int ia = 0;
    int ib = b0;
    for (int i = 0; i < k; i++) {
      FloatVector x = FloatVector.fromArray(S, b, ib);
      s0 = FloatVector.broadcast(S, a[a0 + ia]).fma(x, s0);
      s1 = FloatVector.broadcast(S, a[a1 + ia]).fma(x, s1);
      s2 = FloatVector.broadcast(S, a[a2 + ia]).fma(x, s2);
      s3 = FloatVector.broadcast(S, a[a3 + ia]).fma(x, s3);
      ia += step;
      ib += bStep;
    }
    s0.intoArray(c, c0);
    if (rows > 1) {
      s1.intoArray(c, c0 + ldc);
    }
    if (rows > 2) {
      s2.intoArray(c, c0 + 2 * ldc);
    }
    if (rows > 3) {
      s3.intoArray(c, c0 + 3 * ldc);
    }
  }
}

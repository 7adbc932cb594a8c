package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.INTS;
import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Tiles of a panel of one vector; see {@link WideTile}. Each multiply–add needs a broadcast of its
 * own, and these are what bounds the speed.
 */
final class NarrowTile {
  /** Vectors of a panel that {@link #heldRows} keeps in registers, where there are 32 of them. */
  private static final int HELD = 16;

  /** Rows whose sums are held back at a time: 12 KiB. */
  private static final int HELD_ROWS = 192;

  private NarrowTile() {}

  /** Whether {@link #heldRows} is the way to sums of length k: longer ones are for tiles. */
  static boolean holds(int k) {
    return L == 16 && (k == HELD || k == 2 * HELD);
  }

  /**
   * Any number of rows, {@code rowStep} apart, each by each 16 vectors of the panel, which stay in
   * registers meanwhile: a tile of eight rows begins and ends too often for so short a sum.
   *
   * <p>Sums are stored as bits of ints at first. C2 lets a multiply–add's broadcast read memory
   * only where no store in the loop may change what it reads, and a store of floats may; a load and
   * a shuffle take its place then (180 GFLOP/s of 255 instead of 167, on JDK 17 instead of 148).
   */
  static void heldRows(
      float[] c,
      int c0,
      int ldc,
      float[] a,
      int a0,
      int rowStep,
      float[] b,
      int b0,
      int k,
      int rows) {
    int[] sums = Scratch.ints(HELD_ROWS * L);
    for (int r = 0; r < rows; r += HELD_ROWS) {
      int count = Math.min(HELD_ROWS, rows - r);
      int from = a0 + r * rowStep;
      firstHeld(sums, a, from, rowStep, b, b0, count);
      for (int i = HELD; i < k; i += HELD) {
        nextHeld(sums, a, from + i, rowStep, b, b0 + i * L, count);
      }
      for (int i = 0; i < count; i++) {
        IntVector bits = IntVector.fromArray(INTS, sums, START + i * L);
        bits.reinterpretAsFloats().intoArray(c, c0 + (r + i) * ldc);
      }
    }
  }

  /** Eight rows. */
  static void eightRows(
      float[] c, int c0, int ldc, float[] a, int a0, int rowStep, float[] b, int b0, int k) {
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
      s1 = FloatVector.broadcast(S, a[a0 + rowStep + i]).fma(x, s1);
      s2 = FloatVector.broadcast(S, a[a0 + 2 * rowStep + i]).fma(x, s2);
      s3 = FloatVector.broadcast(S, a[a0 + 3 * rowStep + i]).fma(x, s3);
      s4 = FloatVector.broadcast(S, a[a0 + 4 * rowStep + i]).fma(x, s4);
      s5 = FloatVector.broadcast(S, a[a0 + 5 * rowStep + i]).fma(x, s5);
      s6 = FloatVector.broadcast(S, a[a0 + 6 * rowStep + i]).fma(x, s6);
      s7 = FloatVector.broadcast(S, a[a0 + 7 * rowStep + i]).fma(x, s7);
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

  /** The first 16 of the sum. */
  private static void firstHeld(
      int[] sums, float[] a, int a0, int rowStep, float[] b, int b0, int rows) {
    FloatVector x0 = FloatVector.fromArray(S, b, b0);
    FloatVector x1 = FloatVector.fromArray(S, b, b0 + L);
    FloatVector x2 = FloatVector.fromArray(S, b, b0 + 2 * L);
    FloatVector x3 = FloatVector.fromArray(S, b, b0 + 3 * L);
    FloatVector x4 = FloatVector.fromArray(S, b, b0 + 4 * L);
    FloatVector x5 = FloatVector.fromArray(S, b, b0 + 5 * L);
    FloatVector x6 = FloatVector.fromArray(S, b, b0 + 6 * L);
    FloatVector x7 = FloatVector.fromArray(S, b, b0 + 7 * L);
    FloatVector x8 = FloatVector.fromArray(S, b, b0 + 8 * L);
    FloatVector x9 = FloatVector.fromArray(S, b, b0 + 9 * L);
    FloatVector x10 = FloatVector.fromArray(S, b, b0 + 10 * L);
    FloatVector x11 = FloatVector.fromArray(S, b, b0 + 11 * L);
    FloatVector x12 = FloatVector.fromArray(S, b, b0 + 12 * L);
    FloatVector x13 = FloatVector.fromArray(S, b, b0 + 13 * L);
    FloatVector x14 = FloatVector.fromArray(S, b, b0 + 14 * L);
    FloatVector x15 = FloatVector.fromArray(S, b, b0 + 15 * L);
    for (int i = 0; i < rows; i++) {
      int from = a0 + i * rowStep;
      FloatVector s = FloatVector.zero(S);
      s = FloatVector.broadcast(S, a[from]).fma(x0, s);
      s = FloatVector.broadcast(S, a[from + 1]).fma(x1, s);
      s = FloatVector.broadcast(S, a[from + 2]).fma(x2, s);
      s = FloatVector.broadcast(S, a[from + 3]).fma(x3, s);
      s = FloatVector.broadcast(S, a[from + 4]).fma(x4, s);
      s = FloatVector.broadcast(S, a[from + 5]).fma(x5, s);
      s = FloatVector.broadcast(S, a[from + 6]).fma(x6, s);
      s = FloatVector.broadcast(S, a[from + 7]).fma(x7, s);
      s = FloatVector.broadcast(S, a[from + 8]).fma(x8, s);
      s = FloatVector.broadcast(S, a[from + 9]).fma(x9, s);
      s = FloatVector.broadcast(S, a[from + 10]).fma(x10, s);
      s = FloatVector.broadcast(S, a[from + 11]).fma(x11, s);
      s = FloatVector.broadcast(S, a[from + 12]).fma(x12, s);
      s = FloatVector.broadcast(S, a[from + 13]).fma(x13, s);
      s = FloatVector.broadcast(S, a[from + 14]).fma(x14, s);
      s = FloatVector.broadcast(S, a[from + 15]).fma(x15, s);
      s.reinterpretAsInts().intoArray(sums, START + i * L);
    }
  }

  /**
   * The next 16, added to the sums that there are. (One loop for both, whose sums begin with
   * vectors that are read, would be a quarter slower on JDK 17.)
   */
  private static void nextHeld(
      int[] sums, float[] a, int a0, int rowStep, float[] b, int b0, int rows) {
    FloatVector x0 = FloatVector.fromArray(S, b, b0);
    FloatVector x1 = FloatVector.fromArray(S, b, b0 + L);
    FloatVector x2 = FloatVector.fromArray(S, b, b0 + 2 * L);
    FloatVector x3 = FloatVector.fromArray(S, b, b0 + 3 * L);
    FloatVector x4 = FloatVector.fromArray(S, b, b0 + 4 * L);
    FloatVector x5 = FloatVector.fromArray(S, b, b0 + 5 * L);
    FloatVector x6 = FloatVector.fromArray(S, b, b0 + 6 * L);
    FloatVector x7 = FloatVector.fromArray(S, b, b0 + 7 * L);
    FloatVector x8 = FloatVector.fromArray(S, b, b0 + 8 * L);
    FloatVector x9 = FloatVector.fromArray(S, b, b0 + 9 * L);
    FloatVector x10 = FloatVector.fromArray(S, b, b0 + 10 * L);
    FloatVector x11 = FloatVector.fromArray(S, b, b0 + 11 * L);
    FloatVector x12 = FloatVector.fromArray(S, b, b0 + 12 * L);
    FloatVector x13 = FloatVector.fromArray(S, b, b0 + 13 * L);
    FloatVector x14 = FloatVector.fromArray(S, b, b0 + 14 * L);
    FloatVector x15 = FloatVector.fromArray(S, b, b0 + 15 * L);
    for (int i = 0; i < rows; i++) {
      int from = a0 + i * rowStep;
      FloatVector s = IntVector.fromArray(INTS, sums, START + i * L).reinterpretAsFloats();
      s = FloatVector.broadcast(S, a[from]).fma(x0, s);
      s = FloatVector.broadcast(S, a[from + 1]).fma(x1, s);
      s = FloatVector.broadcast(S, a[from + 2]).fma(x2, s);
      s = FloatVector.broadcast(S, a[from + 3]).fma(x3, s);
      s = FloatVector.broadcast(S, a[from + 4]).fma(x4, s);
      s = FloatVector.broadcast(S, a[from + 5]).fma(x5, s);
      s = FloatVector.broadcast(S, a[from + 6]).fma(x6, s);
      s = FloatVector.broadcast(S, a[from + 7]).fma(x7, s);
      s = FloatVector.broadcast(S, a[from + 8]).fma(x8, s);
      s = FloatVector.broadcast(S, a[from + 9]).fma(x9, s);
      s = FloatVector.broadcast(S, a[from + 10]).fma(x10, s);
      s = FloatVector.broadcast(S, a[from + 11]).fma(x11, s);
      s = FloatVector.broadcast(S, a[from + 12]).fma(x12, s);
      s = FloatVector.broadcast(S, a[from + 13]).fma(x13, s);
      s = FloatVector.broadcast(S, a[from + 14]).fma(x14, s);
      s = FloatVector.broadcast(S, a[from + 15]).fma(x15, s);
      s.reinterpretAsInts().intoArray(sums, START + i * L);
    }
  }
}

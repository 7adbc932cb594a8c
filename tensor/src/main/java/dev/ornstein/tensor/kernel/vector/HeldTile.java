package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;

import jdk.incubator.vector.FloatVector;

/**
 * Products by a piece of a right-hand matrix that stays in registers, two vectors of some rows,
 * while the rows of the left-hand one pass by: it is read once, where it lies. For processors with
 * 32 registers.
 */
final class HeldTile {
  /** Rows of the right-hand matrix in registers. */
  static final int HELD = 8;

  /** Columns. */
  static final int COLUMNS = 2 * L;

  /** Columns of the left-hand matrix that are packed together: a row of them is a line. */
  static final int DEPTH = 2 * HELD;

  /** Sums of a row at most. */
  static final int MOST = 2048;

  /** Distance between the sums of two rows, no power of two. */
  static final int PITCH = MOST + 16;

  private HeldTile() {}

  /**
   * c += a·b: the chains of multiply–adds go on.
   *
   * @param c rows are {@link #PITCH} apart
   * @param a rows of {@link #HELD} numbers, {@link #DEPTH} apart
   * @param b rows are {@code step} apart
   */
  static void add(float[] c, int c0, int rows, float[] a, int a0, float[] b, int b0, int step) {
    FloatVector w0 = FloatVector.fromArray(S, b, b0);
    FloatVector v0 = FloatVector.fromArray(S, b, b0 + L);
    FloatVector w1 = FloatVector.fromArray(S, b, b0 + step);
    FloatVector v1 = FloatVector.fromArray(S, b, b0 + step + L);
    FloatVector w2 = FloatVector.fromArray(S, b, b0 + 2 * step);
    FloatVector v2 = FloatVector.fromArray(S, b, b0 + 2 * step + L);
    FloatVector w3 = FloatVector.fromArray(S, b, b0 + 3 * step);
    FloatVector v3 = FloatVector.fromArray(S, b, b0 + 3 * step + L);
    FloatVector w4 = FloatVector.fromArray(S, b, b0 + 4 * step);
    FloatVector v4 = FloatVector.fromArray(S, b, b0 + 4 * step + L);
    FloatVector w5 = FloatVector.fromArray(S, b, b0 + 5 * step);
    FloatVector v5 = FloatVector.fromArray(S, b, b0 + 5 * step + L);
    FloatVector w6 = FloatVector.fromArray(S, b, b0 + 6 * step);
    FloatVector v6 = FloatVector.fromArray(S, b, b0 + 6 * step + L);
    FloatVector w7 = FloatVector.fromArray(S, b, b0 + 7 * step);
    FloatVector v7 = FloatVector.fromArray(S, b, b0 + 7 * step + L);
    int ia = a0;
    int end = c0 + rows * PITCH;
    for (int ic = c0; ic < end; ic += PITCH) {
      FloatVector p = FloatVector.fromArray(S, c, ic);
      FloatVector q = FloatVector.fromArray(S, c, ic + L);
      FloatVector x0 = FloatVector.broadcast(S, a[ia]);
      p = x0.fma(w0, p);
      q = x0.fma(v0, q);
      FloatVector x1 = FloatVector.broadcast(S, a[ia + 1]);
      p = x1.fma(w1, p);
      q = x1.fma(v1, q);
      FloatVector x2 = FloatVector.broadcast(S, a[ia + 2]);
      p = x2.fma(w2, p);
      q = x2.fma(v2, q);
      FloatVector x3 = FloatVector.broadcast(S, a[ia + 3]);
      p = x3.fma(w3, p);
      q = x3.fma(v3, q);
      FloatVector x4 = FloatVector.broadcast(S, a[ia + 4]);
      p = x4.fma(w4, p);
      q = x4.fma(v4, q);
      FloatVector x5 = FloatVector.broadcast(S, a[ia + 5]);
      p = x5.fma(w5, p);
      q = x5.fma(v5, q);
      FloatVector x6 = FloatVector.broadcast(S, a[ia + 6]);
      p = x6.fma(w6, p);
      q = x6.fma(v6, q);
      FloatVector x7 = FloatVector.broadcast(S, a[ia + 7]);
      p = x7.fma(w7, p);
      q = x7.fma(v7, q);
      p.intoArray(c, ic);
      q.intoArray(c, ic + L);
      ia += DEPTH;
    }
  }

  /** Likewise for a single row of b. */
  static void addRow(float[] c, int c0, int rows, float[] a, int a0, float[] b, int b0) {
    FloatVector w0 = FloatVector.fromArray(S, b, b0);
    FloatVector v0 = FloatVector.fromArray(S, b, b0 + L);
    int ia = a0;
    int end = c0 + rows * PITCH;
    for (int ic = c0; ic < end; ic += PITCH) {
      FloatVector p = FloatVector.fromArray(S, c, ic);
      FloatVector q = FloatVector.fromArray(S, c, ic + L);
      FloatVector x0 = FloatVector.broadcast(S, a[ia]);
      p = x0.fma(w0, p);
      q = x0.fma(v0, q);
      p.intoArray(c, ic);
      q.intoArray(c, ic + L);
      ia += DEPTH;
    }
  }
}

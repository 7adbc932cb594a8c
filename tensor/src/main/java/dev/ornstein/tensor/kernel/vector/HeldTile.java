package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.REGISTERS;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;

import jdk.incubator.vector.FloatVector;

/**
 * Products by a piece of a right-hand matrix that stays in registers, two vectors of some rows,
 * while the rows of the left-hand one pass by: it is read once, where it lies. With 32 registers
 * these are eight rows, and two left-hand ones at a time; with 16, five rows, and one.
 *
 * <p>The left-hand rows and the sums are parts of one array: then C2 has a register less to find
 * (on JDK 17 it was an address that had none), and fetches no left-hand numbers ahead of stores
 * that might change them, for which it lacks registers, too.
 */
final class HeldTile {
  /** Rows of the right-hand matrix in registers. */
  static final int HELD = REGISTERS == 32 ? 8 : 5;

  /** Columns. */
  static final int COLUMNS = 2 * L;

  /** Rows of the left-hand matrix at a time: their number is a multiple of it. */
  static final int TOGETHER = REGISTERS == 32 ? 2 : 1;

  /** Distance between left-hand rows: those of a block of k are a line each. */
  static final int LINE = 16;

  /** Columns of the left-hand matrix that are packed together, a multiple of {@link #HELD}. */
  static final int DEPTH = LINE / HELD * HELD;

  private HeldTile() {}

  /**
   * c += a·b for {@code tiles} tiles side by side: the chains of multiply–adds go on. Each tile of
   * c is {@code rows} rows of {@link #COLUMNS} without gaps, and the next one follows. (If rows of
   * c were long, each in a page of its own, the processor would fetch ahead along them, and no more
   * along b: 0.63 of the peak of a Zen 4 instead of 0.88, if b is far away.)
   *
   * @param z where both c and a stand
   * @param c0 of c
   * @param rows of c and a, a multiple of {@link #TOGETHER}
   * @param a0 of a: rows of {@link #HELD} numbers, {@link #LINE} apart
   * @param b rows are {@code step} apart
   */
  static void add(float[] z, int c0, int rows, int a0, float[] b, int b0, int step, int tiles) {
    if (REGISTERS == 32) {
      eight(z, c0, rows, a0, b, b0, step, tiles);
    } else {
      five(z, c0, rows, a0, 1, b, b0, step, tiles);
    }
  }

  private static void eight(
      float[] z, int c0, int rows, int a0, float[] b, int b0, int step, int tiles) {
    for (int t = 0; t < tiles; t++) {
      FloatVector w0 = FloatVector.fromArray(S, b, b0 + t * COLUMNS);
      FloatVector v0 = FloatVector.fromArray(S, b, b0 + t * COLUMNS + L);
      FloatVector w1 = FloatVector.fromArray(S, b, b0 + t * COLUMNS + step);
      FloatVector v1 = FloatVector.fromArray(S, b, b0 + t * COLUMNS + step + L);
      FloatVector w2 = FloatVector.fromArray(S, b, b0 + t * COLUMNS + 2 * step);
      FloatVector v2 = FloatVector.fromArray(S, b, b0 + t * COLUMNS + 2 * step + L);
      FloatVector w3 = FloatVector.fromArray(S, b, b0 + t * COLUMNS + 3 * step);
      FloatVector v3 = FloatVector.fromArray(S, b, b0 + t * COLUMNS + 3 * step + L);
      FloatVector w4 = FloatVector.fromArray(S, b, b0 + t * COLUMNS + 4 * step);
      FloatVector v4 = FloatVector.fromArray(S, b, b0 + t * COLUMNS + 4 * step + L);
      FloatVector w5 = FloatVector.fromArray(S, b, b0 + t * COLUMNS + 5 * step);
      FloatVector v5 = FloatVector.fromArray(S, b, b0 + t * COLUMNS + 5 * step + L);
      FloatVector w6 = FloatVector.fromArray(S, b, b0 + t * COLUMNS + 6 * step);
      FloatVector v6 = FloatVector.fromArray(S, b, b0 + t * COLUMNS + 6 * step + L);
      FloatVector w7 = FloatVector.fromArray(S, b, b0 + t * COLUMNS + 7 * step);
      FloatVector v7 = FloatVector.fromArray(S, b, b0 + t * COLUMNS + 7 * step + L);
      int ia = a0;
      int from = c0 + t * rows * COLUMNS;
      int end = from + rows * COLUMNS;
      for (int ic = from; ic < end; ic += 2 * COLUMNS) {
        FloatVector p0 = FloatVector.fromArray(S, z, ic);
        FloatVector q0 = FloatVector.fromArray(S, z, ic + L);
        FloatVector p1 = FloatVector.fromArray(S, z, ic + COLUMNS);
        FloatVector q1 = FloatVector.fromArray(S, z, ic + COLUMNS + L);
        FloatVector x0 = FloatVector.broadcast(S, z[ia]);
        p0 = x0.fma(w0, p0);
        q0 = x0.fma(v0, q0);
        FloatVector y0 = FloatVector.broadcast(S, z[ia + LINE]);
        p1 = y0.fma(w0, p1);
        q1 = y0.fma(v0, q1);
        FloatVector x1 = FloatVector.broadcast(S, z[ia + 1]);
        p0 = x1.fma(w1, p0);
        q0 = x1.fma(v1, q0);
        FloatVector y1 = FloatVector.broadcast(S, z[ia + LINE + 1]);
        p1 = y1.fma(w1, p1);
        q1 = y1.fma(v1, q1);
        FloatVector x2 = FloatVector.broadcast(S, z[ia + 2]);
        p0 = x2.fma(w2, p0);
        q0 = x2.fma(v2, q0);
        FloatVector y2 = FloatVector.broadcast(S, z[ia + LINE + 2]);
        p1 = y2.fma(w2, p1);
        q1 = y2.fma(v2, q1);
        FloatVector x3 = FloatVector.broadcast(S, z[ia + 3]);
        p0 = x3.fma(w3, p0);
        q0 = x3.fma(v3, q0);
        FloatVector y3 = FloatVector.broadcast(S, z[ia + LINE + 3]);
        p1 = y3.fma(w3, p1);
        q1 = y3.fma(v3, q1);
        FloatVector x4 = FloatVector.broadcast(S, z[ia + 4]);
        p0 = x4.fma(w4, p0);
        q0 = x4.fma(v4, q0);
        FloatVector y4 = FloatVector.broadcast(S, z[ia + LINE + 4]);
        p1 = y4.fma(w4, p1);
        q1 = y4.fma(v4, q1);
        FloatVector x5 = FloatVector.broadcast(S, z[ia + 5]);
        p0 = x5.fma(w5, p0);
        q0 = x5.fma(v5, q0);
        FloatVector y5 = FloatVector.broadcast(S, z[ia + LINE + 5]);
        p1 = y5.fma(w5, p1);
        q1 = y5.fma(v5, q1);
        FloatVector x6 = FloatVector.broadcast(S, z[ia + 6]);
        p0 = x6.fma(w6, p0);
        q0 = x6.fma(v6, q0);
        FloatVector y6 = FloatVector.broadcast(S, z[ia + LINE + 6]);
        p1 = y6.fma(w6, p1);
        q1 = y6.fma(v6, q1);
        FloatVector x7 = FloatVector.broadcast(S, z[ia + 7]);
        p0 = x7.fma(w7, p0);
        q0 = x7.fma(v7, q0);
        FloatVector y7 = FloatVector.broadcast(S, z[ia + LINE + 7]);
        p1 = y7.fma(w7, p1);
        q1 = y7.fma(v7, q1);
        p0.intoArray(z, ic);
        q0.intoArray(z, ic + L);
        p1.intoArray(z, ic + COLUMNS);
        q1.intoArray(z, ic + COLUMNS + L);
        ia += 2 * LINE;
      }
    }
  }

  /**
   * @param aStep distance between successive k in a, 1: two of them are given by a distance that is
   *     no constant, so that C2 does not fetch all five ahead ({@link LeanTile}) and run out of
   *     registers
   */
  private static void five(
      float[] z, int c0, int rows, int a0, int aStep, float[] b, int b0, int step, int tiles) {
    for (int t = 0; t < tiles; t++) {
      FloatVector w0 = FloatVector.fromArray(S, b, b0 + t * COLUMNS);
      FloatVector v0 = FloatVector.fromArray(S, b, b0 + t * COLUMNS + L);
      FloatVector w1 = FloatVector.fromArray(S, b, b0 + t * COLUMNS + step);
      FloatVector v1 = FloatVector.fromArray(S, b, b0 + t * COLUMNS + step + L);
      FloatVector w2 = FloatVector.fromArray(S, b, b0 + t * COLUMNS + 2 * step);
      FloatVector v2 = FloatVector.fromArray(S, b, b0 + t * COLUMNS + 2 * step + L);
      FloatVector w3 = FloatVector.fromArray(S, b, b0 + t * COLUMNS + 3 * step);
      FloatVector v3 = FloatVector.fromArray(S, b, b0 + t * COLUMNS + 3 * step + L);
      FloatVector w4 = FloatVector.fromArray(S, b, b0 + t * COLUMNS + 4 * step);
      FloatVector v4 = FloatVector.fromArray(S, b, b0 + t * COLUMNS + 4 * step + L);
      int ia = a0;
      int from = c0 + t * rows * COLUMNS;
      int end = from + rows * COLUMNS;
      for (int ic = from; ic < end; ic += COLUMNS) {
        FloatVector p = FloatVector.fromArray(S, z, ic);
        FloatVector q = FloatVector.fromArray(S, z, ic + L);
        FloatVector x0 = FloatVector.broadcast(S, z[ia]);
        p = x0.fma(w0, p);
        q = x0.fma(v0, q);
        FloatVector x1 = FloatVector.broadcast(S, z[ia + 1]);
        p = x1.fma(w1, p);
        q = x1.fma(v1, q);
        FloatVector x2 = FloatVector.broadcast(S, z[ia + 2]);
        p = x2.fma(w2, p);
        q = x2.fma(v2, q);
        FloatVector x3 = FloatVector.broadcast(S, z[ia + 3 * aStep]);
        p = x3.fma(w3, p);
        q = x3.fma(v3, q);
        FloatVector x4 = FloatVector.broadcast(S, z[ia + 4 * aStep]);
        p = x4.fma(w4, p);
        q = x4.fma(v4, q);
        p.intoArray(z, ic);
        q.intoArray(z, ic + L);
        ia += LINE;
      }
    }
  }

  /** Like {@link #add} for a single row of b, and one tile. */
  static void addRow(float[] z, int c0, int rows, int a0, float[] b, int b0) {
    FloatVector w0 = FloatVector.fromArray(S, b, b0);
    FloatVector v0 = FloatVector.fromArray(S, b, b0 + L);
    int ia = a0;
    int end = c0 + rows * COLUMNS;
    for (int ic = c0; ic < end; ic += COLUMNS) {
      FloatVector p = FloatVector.fromArray(S, z, ic);
      FloatVector q = FloatVector.fromArray(S, z, ic + L);
      FloatVector x0 = FloatVector.broadcast(S, z[ia]);
      p = x0.fma(w0, p);
      q = x0.fma(v0, q);
      p.intoArray(z, ic);
      q.intoArray(z, ic + L);
      ia += LINE;
    }
  }
}

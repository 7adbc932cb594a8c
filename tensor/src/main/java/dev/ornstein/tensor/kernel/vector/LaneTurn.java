package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import jdk.incubator.vector.FloatVector;

/**
 * Planes of numbers turned into runs of vectors and back: run j holds number j of each plane, L
 * planes to a vector. Runs stand in rows of {@code perRow}, {@code step} apart, and the rows {@code
 * rowStep} apart: an image, whose rows follow each other in a plane, may have a frame in vectors.
 *
 * <p>Planes are walked {@link Lanes#L} numbers at a time, whatever their rows are, and the squares
 * turned round by {@link TransposeBlock}; the last square overlaps the one before. Shorter planes
 * go number by number.
 */
final class LaneTurn {
  /**
   * Where the second square of the work space begins; the first begins at {@link Scratch#START}.
   */
  private static final int SECOND = START + L * L;

  private LaneTurn() {}

  /**
   * From planes to vectors. Runs are filled up to whole vectors with zeros.
   *
   * @param to the first run begins at {@code at}
   * @param x plane l begins at {@code from + l·plane}
   * @param planes how many there are
   * @param n numbers of a plane
   */
  static void toVectors(
      float[] to,
      int at,
      int step,
      int perRow,
      int rowStep,
      float[] x,
      int from,
      int plane,
      int planes,
      int n) {
    for (int l = 0; l < planes; l += L) {
      int real = Math.min(L, planes - l);
      lanes(to, at + l, step, perRow, rowStep, x, from + l * plane, plane, real, n);
    }
  }

  /** The same for one vector of each run, of {@code real} planes. */
  private static void lanes(
      float[] to,
      int at,
      int step,
      int perRow,
      int rowStep,
      float[] x,
      int from,
      int plane,
      int real,
      int n) {
    if (n < L) {
      each(to, at, step, perRow, rowStep, x, from, plane, real, n);
      return;
    }
    float[] square = Scratch.get(Slot.SQUARE, 2 * L * L);
    int turn = rowStep - (perRow - 1) * step;
    for (int j = 0; j < n; j += L) {
      int p = Math.min(j, n - L);
      float[] a = x;
      int a0 = from + p;
      int lda = plane;
      if (real < L) {
        fill(square, x, a0, plane, real);
        a = square;
        a0 = SECOND;
        lda = L;
      }
      if (L > 4) {
        TransposeBlock.far(a, a0, lda, square, START, L);
        a = square;
        a0 = START;
        lda = L;
      }
      int column = p % perRow;
      int o0 = at + p / perRow * rowStep + column * step;
      for (int i = 0; i < L; i += 4) {
        int o1 = o0 + (++column == perRow ? turn : step);
        column = column == perRow ? 0 : column;
        int o2 = o1 + (++column == perRow ? turn : step);
        column = column == perRow ? 0 : column;
        int o3 = o2 + (++column == perRow ? turn : step);
        column = column == perRow ? 0 : column;
        int i0 = a0 + i * lda;
        TransposeBlock.near(a, i0, i0 + lda, i0 + 2 * lda, i0 + 3 * lda, to, o0, o1, o2, o3);
        o0 = o3 + (++column == perRow ? turn : step);
        column = column == perRow ? 0 : column;
      }
    }
  }

  /**
   * From vectors to planes.
   *
   * @param y plane l begins at {@code to + l·plane}
   * @param planes how many are written
   * @param x the first run begins at {@code at}
   * @param n numbers of a plane
   */
  static void toPlanes(
      float[] y,
      int to,
      int plane,
      int planes,
      float[] x,
      int at,
      int step,
      int perRow,
      int rowStep,
      int n) {
    for (int l = 0; l < planes; l += L) {
      int real = Math.min(L, planes - l);
      planes(y, to + l * plane, plane, real, x, at + l, step, perRow, rowStep, n);
    }
  }

  /** The same for one vector of each run, of {@code real} planes. */
  private static void planes(
      float[] y,
      int to,
      int plane,
      int real,
      float[] x,
      int at,
      int step,
      int perRow,
      int rowStep,
      int n) {
    if (n < L) {
      each(y, to, plane, real, x, at, step, perRow, rowStep, n);
      return;
    }
    float[] square = Scratch.get(Slot.SQUARE, 2 * L * L);
    int turn = rowStep - (perRow - 1) * step;
    for (int j = 0; j < n; j += L) {
      int p = Math.min(j, n - L);
      boolean whole = real == L;
      float[] c = whole ? y : square;
      int c0 = whole ? to + p : SECOND;
      int ldc = whole ? plane : L;
      float[] b = L > 4 ? square : c;
      int b0 = L > 4 ? START : c0;
      int ldb = L > 4 ? L : ldc;
      int column = p % perRow;
      int o0 = at + p / perRow * rowStep + column * step;
      for (int i = 0; i < L; i += 4) {
        int o1 = o0 + (++column == perRow ? turn : step);
        column = column == perRow ? 0 : column;
        int o2 = o1 + (++column == perRow ? turn : step);
        column = column == perRow ? 0 : column;
        int o3 = o2 + (++column == perRow ? turn : step);
        column = column == perRow ? 0 : column;
        int i0 = b0 + i * ldb;
        TransposeBlock.near(x, o0, o1, o2, o3, b, i0, i0 + ldb, i0 + 2 * ldb, i0 + 3 * ldb);
        o0 = o3 + (++column == perRow ? turn : step);
        column = column == perRow ? 0 : column;
      }
      if (L > 4) {
        TransposeBlock.far(square, START, L, c, c0, ldc);
      }
      for (int l = 0; !whole && l < real; l++) {
        FloatVector.fromArray(S, square, SECOND + l * L).intoArray(y, to + l * plane + p);
      }
    }
  }

  /** The second half of {@code square}: what there is of L planes, and zeros. */
  private static void fill(float[] square, float[] x, int from, int plane, int real) {
    for (int l = 0; l < L; l++) {
      FloatVector v =
          l < real ? FloatVector.fromArray(S, x, from + l * plane) : FloatVector.zero(S);
      v.intoArray(square, SECOND + l * L);
    }
  }

  private static void each(
      float[] to,
      int at,
      int step,
      int perRow,
      int rowStep,
      float[] x,
      int from,
      int plane,
      int real,
      int n) {
    for (int j = 0; j < n; j++) {
      int o = at + j / perRow * rowStep + j % perRow * step;
      for (int l = 0; l < L; l++) {
        to[o + l] = l < real ? x[from + l * plane + j] : 0f;
      }
    }
  }

  private static void each(
      float[] y,
      int to,
      int plane,
      int real,
      float[] x,
      int at,
      int step,
      int perRow,
      int rowStep,
      int n) {
    for (int j = 0; j < n; j++) {
      int o = at + j / perRow * rowStep + j % perRow * step;
      for (int l = 0; l < real; l++) {
        y[to + l * plane + j] = x[o + l];
      }
    }
  }
}

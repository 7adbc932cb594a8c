package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;

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
  /** Numbers of a plane that are filled up to L planes at a time. */
  private static final int PART = 4 * L;

  /** Where they begin in the work space; a square begins at {@link Scratch#START}. */
  private static final int SECOND = START + L * L;

  private static final int SIZE = L * L + L * PART;

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
    } else if (real == L) {
      squares(to, at, step, perRow, rowStep, x, from, plane, 0, n);
    } else {
      float[] planes = Scratch.get(Slot.SQUARE, SIZE);
      Arrays.fill(planes, SECOND + real * PART, SECOND + L * PART, 0f);
      int some = Math.min(n, PART);
      for (int j = 0; j < n; j += some) {
        int p = Math.min(j, n - some);
        ShortRows.copy(planes, SECOND, PART, x, from + p, plane, real, some);
        squares(to, at, step, perRow, rowStep, planes, SECOND - p, PART, p, p + some);
      }
    }
  }

  /**
   * The same for L planes, and their numbers {@code first} … n − 1.
   *
   * <p>Where a row ends is no question that the loop asks: C2 would compile the answer that it has
   * seen so far, and again when there is another one.
   */
  private static void squares(
      float[] to,
      int at,
      int step,
      int perRow,
      int rowStep,
      float[] x,
      int from,
      int plane,
      int first,
      int n) {
    float[] square = Scratch.get(Slot.SQUARE, SIZE);
    int turn = rowStep - (perRow - 1) * step;
    int less = step - turn;
    for (int j = first; j < n; j += L) {
      int p = Math.min(j, n - L);
      float[] a = x;
      int a0 = from + p;
      int lda = plane;
      if (L > 4) {
        TransposeBlock.far(a, a0, lda, square, START, L);
        a = square;
        a0 = START;
        lda = L;
      }
      int column = p % perRow;
      int o0 = at + p / perRow * rowStep + column * step;
      for (int i = 0; i < L; i += 4) {
        int within = ++column - perRow >> 31; // all bits, or none at the end of a row
        int o1 = o0 + turn + (within & less);
        column = (column & within) + 1;
        within = column - perRow >> 31;
        int o2 = o1 + turn + (within & less);
        column = (column & within) + 1;
        within = column - perRow >> 31;
        int o3 = o2 + turn + (within & less);
        column = (column & within) + 1;
        within = column - perRow >> 31;
        int i0 = a0 + i * lda;
        TransposeBlock.near(a, i0, i0 + lda, i0 + 2 * lda, i0 + 3 * lda, to, o0, o1, o2, o3);
        o0 = o3 + turn + (within & less);
        column &= within;
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
    } else if (real == L) {
      squaresBack(y, to, plane, x, at, step, perRow, rowStep, 0, n);
    } else {
      float[] planes = Scratch.get(Slot.SQUARE, SIZE);
      int some = Math.min(n, PART);
      for (int j = 0; j < n; j += some) {
        int p = Math.min(j, n - some);
        squaresBack(planes, SECOND - p, PART, x, at, step, perRow, rowStep, p, p + some);
        ShortRows.copy(y, to + p, plane, planes, SECOND, PART, real, some);
      }
    }
  }

  /** The same for L planes, and their numbers {@code first} … n − 1; see {@link #squares}. */
  private static void squaresBack(
      float[] y,
      int to,
      int plane,
      float[] x,
      int at,
      int step,
      int perRow,
      int rowStep,
      int first,
      int n) {
    float[] square = Scratch.get(Slot.SQUARE, SIZE);
    int turn = rowStep - (perRow - 1) * step;
    int less = step - turn;
    for (int j = first; j < n; j += L) {
      int p = Math.min(j, n - L);
      int c0 = to + p;
      float[] b = L > 4 ? square : y;
      int b0 = L > 4 ? START : c0;
      int ldb = L > 4 ? L : plane;
      int column = p % perRow;
      int o0 = at + p / perRow * rowStep + column * step;
      for (int i = 0; i < L; i += 4) {
        int within = ++column - perRow >> 31;
        int o1 = o0 + turn + (within & less);
        column = (column & within) + 1;
        within = column - perRow >> 31;
        int o2 = o1 + turn + (within & less);
        column = (column & within) + 1;
        within = column - perRow >> 31;
        int o3 = o2 + turn + (within & less);
        column = (column & within) + 1;
        within = column - perRow >> 31;
        int i0 = b0 + i * ldb;
        TransposeBlock.near(x, o0, o1, o2, o3, b, i0, i0 + ldb, i0 + 2 * ldb, i0 + 3 * ldb);
        o0 = o3 + turn + (within & less);
        column &= within;
      }
      if (L > 4) {
        TransposeBlock.far(square, START, L, y, c0, plane);
      }
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

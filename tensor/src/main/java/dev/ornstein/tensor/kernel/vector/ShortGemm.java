package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static dev.ornstein.tensor.kernel.vector.MicroKernel.MR;
import static dev.ornstein.tensor.kernel.vector.MicroKernel.NR;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.GemmShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import jdk.incubator.vector.FloatVector;

/**
 * Products of many rows whose sums fit into one block, such as a linear layer's weight gradient
 * gyᵀ·x: as nothing is added later, tiles store to C itself. To write C takes as long as the sums
 * do, and stores that miss do not keep the next tile waiting, as a copy at the end of a task would.
 */
final class ShortGemm {
  /** Rows of a task, if there are many. */
  private static final int ROWS = 22 * MR;

  /** Length of the sums: a slice of a panel, 128 KiB at most, comes from the second-level cache. */
  private static final int LONGEST = 1024;

  /** Numbers of A that stay in that cache, too, while panels pass by: 120 KiB. */
  private static final int NEAR = 30_000;

  /** Panels that make it worth to pack A. */
  private static final int PANELS = 8;

  private final float[] c;
  private final int c0;
  private final float[] a;
  private final int a0;
  private final float[] packed;
  private final GemmShape s;

  private ShortGemm(float[] c, int c0, float[] a, int a0, float[] packed, GemmShape s) {
    this.c = c;
    this.c0 = c0;
    this.a = a;
    this.a0 = a0;
    this.packed = packed;
    this.s = s;
  }

  /**
   * Whether a product of more rows than one task takes is of this kind. Where rows of op(A) are
   * stored as columns, they are packed, which takes some panels to be worth it.
   */
  static boolean fit(GemmShape s) {
    return s.k() <= LONGEST
        && !s.accumulate()
        && (!s.transA() || s.n() >= PANELS * NR)
        && (long) MicroKernel.padded(s.n()) * s.k() <= Panels.MOST;
  }

  /** C = op(A)·op(B), not a batch. */
  static void run(
      float[] c, int c0, float[] a, int a0, float[] b, int b0, GemmShape s, Parallel parallel) {
    float[] packed =
        Panels.all(b, b0, s.n(), s.k(), s.transB(), 0, MicroKernel.panels(s.n()), parallel);
    ShortGemm product = new ShortGemm(c, c0, a, a0, packed, s);
    parallel.forRounds(s.m(), Math.min(ROWS, (s.m() / 16 + MR) / MR * MR), MR, product::rows);
  }

  private void rows(int from, int to) {
    int k = s.k();
    int sub = Math.max(1, NEAR / k / MR) * MR;
    for (int i = from; i < to; i += sub) {
      int end = Math.min(to, i + sub);
      float[] left = s.transA() ? sixes(i, end) : a;
      for (int j = 0; j < s.n(); j += NR) {
        if (s.n() - j >= MicroKernel.width(s.n() - j)) {
          panel(c, c0 + i * s.n() + j, s.n(), left, i, end, j);
        } else {
          float[] part = Scratch.get(Slot.OUT, sub * NR);
          panel(part, 0, NR, left, i, end, j);
          VectorGemm.cut(c, c0 + i * s.n() + j, s.n(), part, NR, end - i, s.n() - j, false);
        }
      }
    }
  }

  /**
   * Rows from … to−1 of op(A), stored as columns: six by six, {@link #sixesStep} apart, column
   * after column. A whole vector is copied for each column of six; what is too much is overwritten
   * by the next one, or lies between two sixes.
   */
  private float[] sixes(int from, int to) {
    int k = s.k();
    int step = sixesStep();
    float[] left = Scratch.get(Slot.ROWS, ((to - from) / MR + 1) * step);
    for (int i = 0; i < k; i++) {
      int x = a0 + i * s.m();
      int y = i * MR;
      int vectors = x + to + NR <= a.length ? to : from;
      for (int r = from; r < vectors; r += MR) {
        for (int j = 0; j < MR; j += L) {
          FloatVector.fromArray(S, a, x + r + j).intoArray(left, y + j);
        }
        y += step;
      }
      for (int r = vectors; r < to; r += MR) {
        System.arraycopy(a, x + r, left, y, Math.min(MR, to - r));
        y += step;
      }
    }
    return left;
  }

  private int sixesStep() {
    return MR * s.k() + NR;
  }

  /** Rows from … to−1 of the panel of column j, to {@code out}. */
  private void panel(float[] out, int out0, int ldo, float[] left, int from, int to, int j) {
    int k = s.k();
    int width = MicroKernel.width(s.n() - j);
    int rowStep = s.transA() ? 1 : k;
    int step = s.transA() ? MR : 1;
    int block = s.transA() ? MR : to - from;
    for (int r = 0; r < to - from; r += block) {
      int at = s.transA() ? r / MR * sixesStep() : a0 + from * k;
      int rows = Math.min(block, to - from - r);
      int out1 = out0 + r * ldo;
      MicroKernel.rows(
          out,
          out1,
          ldo,
          left,
          at,
          rowStep,
          step,
          packed,
          START + j * k,
          width,
          width,
          k,
          rows,
          false);
    }
  }
}

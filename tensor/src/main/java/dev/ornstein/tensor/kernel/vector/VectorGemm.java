package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.MicroKernel.MR;
import static dev.ornstein.tensor.kernel.vector.MicroKernel.NR;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.GemmShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;

/**
 * Matrix products by blocks. A block of B is packed into panels of {@link MicroKernel#NR} columns,
 * so that the inner loop reads it in order; A is read where it lies, or packed where its rows are
 * stored as columns. The sums run over blocks of k of fixed length, hence in an order that does not
 * depend on the threads.
 *
 * <p>There are nine ways, by shape: small products of a batch, each on one thread; one or two rows
 * times Bᵀ, {@link RowDots}; on x86 few rows times a large B, {@link HeldGemm}, or Bᵀ, {@link
 * FewRowsGemm}, which read B where it lies, and once, and others of more rows, {@link PackedGemm}
 * (and by the fastest one of those that compute the same bits: {@link Rivals}). Elsewhere, and if B
 * is narrow: few rows times Bᵀ, which is read where it lies, too; few rows, where a panel serves
 * one task only and is packed by it; large products, whose B is packed once for all; and among
 * these sums of one block, {@link ShortGemm}.
 */
final class VectorGemm {
  /**
   * Length of a block of k: the slices of a task's panels, 64 KiB each with vectors of 16, stay in
   * the second-level cache, from where a tile reads them in order.
   */
  static final int KC = 512;

  /** Rows of C per task; with KC columns a block of A stays in the second-level cache. */
  private static final int MC = 11 * MR;

  /** Rows that meet all panels of a task before the next ones: with KC columns 36 KiB of A. */
  private static final int SUB = 3 * MR;

  /** Multiply–adds that are worth a task. */
  static final long TASK = 500_000;

  /** Panels per task. */
  private static final int PANELS = Panels.TOGETHER;

  /**
   * Distance of slices of panels that are packed together; with a power of two they would compete
   * for the same lines of the first-level cache.
   */
  private static final int SLICE = KC * NR + 64;

  /** Distance of the rows of a task's part of C; not a power of two either. */
  private static final int PITCH = PANELS * NR + 16;

  private final float[] c;
  private final int c0;
  private final float[] a;
  private final int a0;
  private final float[] b;
  private final int b0;
  private final GemmShape s;

  private VectorGemm(float[] c, int c0, float[] a, int a0, float[] b, int b0, GemmShape s) {
    this.c = c;
    this.c0 = c0;
    this.a = a;
    this.a0 = a0;
    this.b = b;
    this.b0 = b0;
    this.s = s;
  }

  static void run(
      float[] c, int c0, float[] a, int a0, float[] b, int b0, GemmShape s, Parallel parallel) {
    long each = (long) s.m() * s.n() * s.k();
    if (each == 0) {
      if (!s.accumulate()) {
        Arrays.fill(c, c0, c0 + s.batch() * s.m() * s.n(), 0f);
      }
    } else if (s.batch() >= 8 || s.batch() > 1 && each < 64L * 64 * 64) {
      each(c, c0, a, a0, b, b0, s, parallel);
    } else {
      for (int i = 0; i < s.batch(); i++) {
        one(c, c0, a, a0, b, b0, s, i).shared(parallel);
      }
    }
  }

  /** Products that are each one thread's, of at least one number: the same bits in any batch. */
  static void each(
      float[] c, int c0, float[] a, int a0, float[] b, int b0, GemmShape s, Parallel parallel) {
    parallel.forChunks(
        s.batch(),
        (int) Math.max(1, 400_000 / ((long) s.m() * s.n() * s.k())),
        (from, to) -> {
          for (int i = from; i < to; i++) {
            one(c, c0, a, a0, b, b0, s, i).serial();
          }
        });
  }

  /** Product i of the batch. */
  private static VectorGemm one(
      float[] c, int c0, float[] a, int a0, float[] b, int b0, GemmShape s, int i) {
    GemmShape one =
        new GemmShape(1, s.m(), s.n(), s.k(), s.transA(), s.transB(), 0, 0, s.accumulate());
    int ci = c0 + i * s.m() * s.n();
    return new VectorGemm(c, ci, a, a0 + i * s.strideA(), b, b0 + i * s.strideB(), one);
  }

  /** A product that all threads work on. */
  private void shared(Parallel parallel) {
    if (RowDots.fit(s)) {
      RowDots.run(c, c0, a, a0, b, b0, s, parallel);
    } else if (HeldGemm.fit(s)) {
      packedOr(HeldGemm::run, parallel);
    } else if (FewRowsGemm.fit(s)) {
      FewRowsGemm.run(c, c0, a, a0, b, b0, s, parallel);
    } else if (PackedGemm.fit(s) && s.m() > MC && ShortGemm.fit(s)) {
      packedOr(ShortGemm::run, parallel);
    } else if (PackedGemm.fit(s)) {
      packed(parallel);
    } else if (s.transB() && s.m() < s.n() && !s.accumulate()) {
      transposed(parallel);
    } else if (s.m() <= MC) {
      flat(parallel);
    } else if (ShortGemm.fit(s)) {
      ShortGemm.run(c, c0, a, a0, b, b0, s, parallel);
    } else {
      large(parallel);
    }
  }

  /** By the fastest one of the ways that fit: another one, and those of {@link PackedGemm}. */
  private void packedOr(Rivals.Product other, Parallel parallel) {
    if (!PackedGemm.fit(s)) {
      other.run(c, c0, a, a0, b, b0, s, parallel);
    } else if (PackedGemm.hasLongSlices(s)) {
      rivals(parallel, PackedGemm::run, other, PackedGemm::inLongSlices);
    } else {
      rivals(parallel, PackedGemm::run, other);
    }
  }

  /** By {@link PackedGemm}, with slices of the better length. */
  private void packed(Parallel parallel) {
    if (PackedGemm.hasLongSlices(s)) {
      rivals(parallel, PackedGemm::run, PackedGemm::inLongSlices);
    } else {
      PackedGemm.run(c, c0, a, a0, b, b0, s, parallel);
    }
  }

  private void rivals(Parallel parallel, Rivals.Product... ways) {
    Rivals.run(ways, c, c0, a, a0, b, b0, s, parallel);
  }

  /** A whole product on the calling thread. */
  private void serial() {
    float[] panel = Scratch.get(Slot.PANEL, KC * NR);
    for (int j = 0; j < s.n(); j += NR) {
      for (int k = 0; k < s.k(); k += KC) {
        Panels.pack(panel, START, b, b0, s.n(), s.k(), j, k, depth(k), s.transB());
        direct(panel, j, k);
      }
    }
  }

  /**
   * Few rows: each task packs its own panels, slice by slice, and uses them while warm. A panel's
   * sums are the same in any task.
   */
  private void flat(Parallel parallel) {
    int worth = (int) Math.min(PANELS, TASK / ((long) s.m() * s.k() * NR));
    parallel.forRounds(MicroKernel.panels(s.n()), PANELS, Math.max(1, worth), this::panels);
  }

  /** Packs a few panels, and multiplies all rows by them. */
  private void panels(int first, int last) {
    float[] packed = Scratch.get(Slot.PANEL, PANELS * SLICE);
    for (int k = 0; k < s.k(); k += KC) {
      packTogether(packed, first, last, k);
      float[] left = nearRows(0, s.m(), k);
      for (int i = 0; i < s.m(); i += SUB) {
        for (int p = first; p < last; p++) {
          int at = START + (p - first) * SLICE;
          near(packed, at, left, 0, i, Math.min(s.m(), i + SUB), first, p, k);
        }
      }
    }
    drain(0, s.m(), first, last);
  }

  private void packTogether(float[] packed, int first, int last, int k) {
    if (s.transB()) {
      for (int p = first; p < last; p++) {
        int at = START + (p - first) * SLICE;
        Panels.pack(packed, at, b, b0, s.n(), s.k(), p * NR, k, depth(k), true);
      }
      return;
    }
    if (last * NR <= s.n() && last - first == PANELS) {
      int b1 = b0 + k * s.n() + first * NR;
      Panels.together(packed, START, NR, SLICE, 2 * SLICE, b, b1, s.n(), depth(k));
      return;
    }
    for (int i = 0; i < depth(k); i++) {
      for (int p = first; p < last; p++) {
        int width = MicroKernel.width(s.n() - p * NR);
        int to = START + (p - first) * SLICE + i * width;
        Panels.row(packed, to, b, b0 + (k + i) * s.n() + p * NR, width, s.n() - p * NR);
      }
    }
  }

  /** B is packed once, by all threads; a task takes {@link #MC} rows and a few panels. */
  private void large(Parallel parallel) {
    int panels = MicroKernel.panels(s.n());
    int panelSize = s.k() * NR;
    int group = Math.max(1, Math.min(panels, Panels.MOST / panelSize));
    for (int first = 0; first < panels; first += group) {
      int count = Math.min(group, panels - first);
      int p0 = first;
      float[] packed = Panels.all(b, b0, s.n(), s.k(), s.transB(), p0, count, parallel);
      int rowBlocks = (s.m() + MC - 1) / MC;
      int groups = (count + PANELS - 1) / PANELS;
      parallel.forChunks(
          rowBlocks * groups,
          1,
          (from, to) -> {
            for (int t = from; t < to; t++) {
              int p = t % groups * PANELS;
              task(packed, p0, p, Math.min(count, p + PANELS), t / groups * MC);
            }
          });
    }
  }

  private void task(float[] packed, int p0, int first, int last, int row) {
    int end = Math.min(s.m(), row + MC);
    for (int k = 0; k < s.k(); k += KC) {
      float[] left = nearRows(row, end, k);
      for (int i = row; i < end; i += SUB) {
        for (int p = first; p < last; p++) {
          int at = START + p * s.k() * NR + k * MicroKernel.width(s.n() - (p0 + p) * NR);
          near(packed, at, left, row, i, Math.min(end, i + SUB), p0 + first, p0 + p, k);
        }
      }
    }
    drain(row, end, p0 + first, p0 + last);
  }

  /**
   * A itself; but where rows of op(A) are columns, far apart, a task's share of them, rows from …
   * to−1 and k … k+KC−1, as rows of MC in work space.
   */
  private float[] nearRows(int from, int to, int k) {
    if (!s.transA()) {
      return a;
    }
    float[] near = Scratch.get(Slot.ROWS, MC * KC);
    for (int i = 0; i < depth(k); i++) {
      System.arraycopy(a, a0 + from + (k + i) * s.m(), near, i * MC, to - from);
    }
    return near;
  }

  /**
   * near (+)= op(A)[from … to−1, k … k+KC−1] times a slice of panel p, in a task of rows from
   * {@code row} and panels from {@code first} on. The task's part of C is summed in work space:
   * rows of C itself lie far apart, and each visit would wait for main memory.
   */
  private void near(
      float[] panel, int at, float[] left, int row, int from, int to, int first, int p, int k) {
    int width = MicroKernel.width(s.n() - p * NR);
    int a1 = s.transA() ? from - row : a0 + from * s.k() + k;
    int rowStep = s.transA() ? 1 : s.k();
    int step = s.transA() ? MC : 1;
    float[] near = Scratch.get(Slot.OUT, MC * PITCH);
    int to0 = START + (from - row) * PITCH + (p - first) * NR;
    MicroKernel.rows(
        near, to0, PITCH, left, a1, rowStep, step, panel, at, width, width, depth(k), to - from,
        k > 0);
  }

  /** Writes the task's part of C, rows from … to−1 of panels first … last−1. */
  private void drain(int from, int to, int first, int last) {
    float[] near = Scratch.get(Slot.OUT, MC * PITCH);
    int cols = Math.min(s.n(), last * NR) - first * NR;
    int c1 = c0 + from * s.n() + first * NR;
    drain(c, c1, s.n(), near, START, PITCH, to - from, cols, s.accumulate());
  }

  /**
   * Writes sums that stand in work space to C, or adds them.
   *
   * @param ldc distance between rows of C
   * @param pitch distance between rows of sums
   */
  static void drain(
      float[] c,
      int c0,
      int ldc,
      float[] sums,
      int at,
      int pitch,
      int rows,
      int cols,
      boolean add) {
    for (int i = 0; i < rows; i++) {
      if (add) {
        VectorElementwise.axpy(c, c0 + i * ldc, 1f, sums, at + i * pitch, cols);
      } else {
        System.arraycopy(sums, at + i * pitch, c, c0 + i * ldc, cols);
      }
    }
  }

  private int depth(int k) {
    return Math.min(KC, s.k() - k);
  }

  /** C[:, j …] (+)= op(A)[:, k … k+KC−1] times a slice of the panel of column j. */
  private void direct(float[] panel, int j, int k) {
    int n = s.n();
    int width = MicroKernel.width(n - j);
    int depth = depth(k);
    boolean add = k > 0 || s.accumulate();
    int rowStep = s.transA() ? 1 : s.k();
    int step = s.transA() ? s.m() : 1;
    int a1 = a0 + k * step;
    if (n - j >= width) {
      MicroKernel.rows(
          c, c0 + j, n, a, a1, rowStep, step, panel, START, width, width, depth, s.m(), add);
      return;
    }
    float[] tile = Scratch.get(Slot.OUT, s.m() * width);
    MicroKernel.rows(
        tile, 0, width, a, a1, rowStep, step, panel, START, width, width, depth, s.m(), false);
    cut(c, c0 + j, n, tile, width, s.m(), n - j, add);
  }

  /** Takes over the first columns of a tile. */
  static void cut(
      float[] c, int c0, int ldc, float[] tile, int width, int rows, int cols, boolean add) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        float v = tile[i * width + j];
        c[c0 + i * ldc + j] = add ? c[c0 + i * ldc + j] + v : v;
      }
    }
  }

  /**
   * C = op(A)·Bᵀ for few rows m and a large B (a linear layer's weights): computed as Cᵀ =
   * B·op(A)ᵀ, so that the large matrix is read once, where it lies, and only the small one is
   * packed.
   */
  private void transposed(Parallel parallel) {
    int m = s.m();
    int n = s.n();
    int k = s.k();
    int panels = MicroKernel.panels(m);
    // Columns of op(A)ᵀ are rows of op(A).
    float[] packed = Panels.all(a, a0, m, k, !s.transA(), 0, panels, parallel);
    int wide = MicroKernel.padded(m);
    int rows = (int) Math.min(MC, Math.max(2 * MR, 1_000_000L / ((long) wide * k) / MR * MR));
    parallel.forChunks(
        n,
        rows,
        (from, to) -> {
          float[] turned = Scratch.get(Slot.OUT, MC * wide);
          for (int kk = 0; kk < k; kk += KC) {
            for (int p = 0; p < panels; p++) {
              int width = MicroKernel.width(m - p * NR);
              int at = START + p * k * NR + kk * width;
              MicroKernel.rows(
                  turned,
                  p * NR,
                  wide,
                  b,
                  b0 + from * k + kk,
                  k,
                  1,
                  packed,
                  at,
                  width,
                  width,
                  depth(kk),
                  to - from,
                  kk > 0);
            }
          }
          for (int y = 0; y < m; y++) {
            for (int x = from; x < to; x++) {
              c[c0 + y * n + x] = turned[(x - from) * wide + y];
            }
          }
        });
  }
}

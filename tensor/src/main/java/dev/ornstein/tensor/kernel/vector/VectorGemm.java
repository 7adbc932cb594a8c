package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.MicroKernel.NR;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.GemmShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;

/**
 * Matrix products by blocks. B is packed once into panels of {@link MicroKernel#NR} columns, so
 * that the inner loop reads it in order; A is read where it lies. The sums run over blocks of k of
 * fixed length, hence in an order that does not depend on the threads.
 */
final class VectorGemm {
  /**
   * Length of a block of k: a panel of B (KC × NR floats, 16 KiB) stays in the first-level cache.
   */
  private static final int KC = 256;

  /** Rows of C per task; with KC columns a block of A takes 64 KiB of the second-level cache. */
  private static final int MC = 64;

  /** Rows of a large right-hand matrix that are turned into columns together. */
  private static final int ROWS = 8;

  /** Panels per task. */
  private static final int PANELS = 8;

  private VectorGemm() {}

  static void run(
      float[] c, int c0, float[] a, int a0, float[] b, int b0, GemmShape s, Parallel parallel) {
    if (s.k() == 0 || s.m() == 0 || s.n() == 0) {
      zero(c, c0, s);
      return;
    }
    if (s.batch() == 1) {
      if (s.transB() && s.m() < s.n() && !s.accumulate()) {
        transposed(c, c0, a, a0, b, b0, s, parallel);
      } else if (s.m() <= MC) {
        flat(c, c0, a, a0, b, b0, s, parallel);
      } else {
        large(c, c0, a, a0, b, b0, s, parallel);
      }
      return;
    }
    // Many products: one is a task, unless they are few and large.
    if (s.batch() >= 8 || (long) s.m() * s.n() * s.k() < 64L * 64 * 64) {
      int grain = (int) Math.max(1, 400_000 / Math.max(1, (long) s.m() * s.n() * s.k()));
      GemmShape one = one(s);
      parallel.forChunks(
          s.batch(),
          grain,
          (from, to) -> {
            for (int i = from; i < to; i++) {
              serial(
                  c, c0 + i * s.m() * s.n(), a, a0 + i * s.strideA(), b, b0 + i * s.strideB(), one);
            }
          });
      return;
    }
    for (int i = 0; i < s.batch(); i++) {
      large(
          c,
          c0 + i * s.m() * s.n(),
          a,
          a0 + i * s.strideA(),
          b,
          b0 + i * s.strideB(),
          one(s),
          parallel);
    }
  }

  private static GemmShape one(GemmShape s) {
    return new GemmShape(1, s.m(), s.n(), s.k(), s.transA(), s.transB(), 0, 0, s.accumulate());
  }

  private static void zero(float[] c, int c0, GemmShape s) {
    if (!s.accumulate()) {
      Arrays.fill(c, c0, c0 + s.batch() * s.m() * s.n(), 0f);
    }
  }

  /** A whole product on the calling thread, with panels in its own scratch. */
  private static void serial(float[] c, int c0, float[] a, int a0, float[] b, int b0, GemmShape s) {
    float[] panel = Scratch.get(Slot.PANEL, s.k() * NR);
    for (int j = 0; j < s.n(); j += NR) {
      pack(panel, 0, b, b0, s.n(), s.k(), j, s.transB());
      rows(c, c0, a, a0, panel, 0, s, 0, s.m(), j);
    }
  }

  /** Few rows: a panel serves one task only, so each task packs its own and uses it while warm. */
  private static void flat(
      float[] c, int c0, float[] a, int a0, float[] b, int b0, GemmShape s, Parallel parallel) {
    int panels = MicroKernel.panels(s.n());
    parallel.forChunks(
        panels,
        (int) Math.max(1, 500_000L / ((long) s.m() * s.k() * NR)),
        (from, to) -> {
          float[] panel = Scratch.get(Slot.PANEL, s.k() * NR);
          for (int p = from; p < to; p++) {
            pack(panel, 0, b, b0, s.n(), s.k(), p * NR, s.transB());
            rows(c, c0, a, a0, panel, 0, s, 0, s.m(), p * NR);
          }
        });
  }

  private static void large(
      float[] c, int c0, float[] a, int a0, float[] b, int b0, GemmShape s, Parallel parallel) {
    int panels = MicroKernel.panels(s.n());
    int panelSize = s.k() * NR;
    int group =
        Math.max(1, Math.min(panels, (256 << 20) / 4 / panelSize)); // at most 256 MiB packed
    float[] packed = Scratch.get(Slot.SHARED, group * panelSize);
    for (int first = 0; first < panels; first += group) {
      int count = Math.min(group, panels - first);
      int p0 = first;
      parallel.forChunks(
          count,
          Math.max(1, 32_768 / panelSize),
          (from, to) -> {
            for (int p = from; p < to; p++) {
              pack(packed, p * panelSize, b, b0, s.n(), s.k(), (p0 + p) * NR, s.transB());
            }
          });
      int rowBlocks = (s.m() + MC - 1) / MC;
      int perTask = rowBlocks == 1 ? Math.max(1, Math.min(PANELS, count / 8)) : PANELS;
      int groups = (count + perTask - 1) / perTask;
      parallel.forChunks(
          rowBlocks * groups,
          1,
          (from, to) -> {
            for (int t = from; t < to; t++) {
              int i = t / groups * MC;
              int end = Math.min(s.m(), i + MC);
              int last = Math.min(count, (t % groups + 1) * perTask);
              for (int p = t % groups * perTask; p < last; p++) {
                rows(c, c0, a, a0, packed, p * panelSize, s, i, end, (p0 + p) * NR);
              }
            }
          });
    }
  }

  /** Rows {@code from … to−1} of C for the panel that begins at column j. */
  private static void rows(
      float[] c,
      int c0,
      float[] a,
      int a0,
      float[] panel,
      int at,
      GemmShape s,
      int from,
      int to,
      int j) {
    int n = s.n();
    int rowStep = s.transA() ? 1 : s.k();
    int kStep = s.transA() ? s.m() : 1;
    int width = MicroKernel.width(n - j);
    int cols = Math.min(width, n - j);
    int to0 = c0 + from * n + j;
    int m = to - from;
    float[] tile = cols < width ? Scratch.get(Slot.OUT, m * width) : null;
    for (int k = 0; k < s.k(); k += KC) {
      int depth = Math.min(KC, s.k() - k);
      boolean add = k > 0 || s.accumulate();
      int first = a0 + from * rowStep + k * kStep;
      int b = at + k * width;
      if (tile == null) {
        MicroKernel.rows(
            c, to0, n, a, first, rowStep, kStep, panel, b, width, width, depth, m, add);
      } else {
        MicroKernel.rows(
            tile, 0, width, a, first, rowStep, kStep, panel, b, width, width, depth, m, k > 0);
      }
    }
    if (tile != null) {
      cut(c, to0, n, tile, width, m, cols, s.accumulate());
    }
  }

  /** Takes over the first columns of a tile. */
  private static void cut(
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
  private static void transposed(
      float[] c, int c0, float[] a, int a0, float[] b, int b0, GemmShape s, Parallel parallel) {
    int m = s.m();
    int n = s.n();
    int k = s.k();
    int panels = MicroKernel.panels(m);
    float[] packed = Scratch.get(Slot.SHARED, panels * k * NR);
    parallel.forChunks(
        panels,
        1,
        (from, to) -> {
          for (int p = from; p < to; p++) {
            // Columns of op(A)ᵀ are rows of op(A).
            pack(packed, p * k * NR, a, a0, m, k, p * NR, !s.transA());
          }
        });
    int grain = Math.max(ROWS, (int) Math.min(256, 4_000_000L / ((long) m * k + 1)) / ROWS * ROWS);
    parallel.forChunks(
        n,
        grain,
        (from, to) -> {
          int wide = MicroKernel.padded(m);
          float[] block = Scratch.get(Slot.OUT, ROWS * wide);
          for (int i = from; i < to; i += ROWS) {
            int r = Math.min(ROWS, to - i);
            int row = b0 + i * k;
            for (int kk = 0; kk < k; kk += KC) {
              int depth = Math.min(KC, k - kk);
              for (int p = 0; p < panels; p++) {
                int width = MicroKernel.width(m - p * NR);
                MicroKernel.rows(
                    block,
                    p * NR,
                    wide,
                    b,
                    row + kk,
                    k,
                    1,
                    packed,
                    p * k * NR + kk * width,
                    width,
                    width,
                    depth,
                    r,
                    kk > 0);
              }
            }
            for (int y = 0; y < m; y++) {
              for (int x = 0; x < r; x++) {
                c[c0 + y * n + i + x] = block[x * wide + y];
              }
            }
          }
        });
  }

  /**
   * Packs the columns of op(B) (k rows) from j on into a panel, of the width that {@link
   * MicroKernel#width} gives it; columns beyond n are zero.
   *
   * @param trans B is stored as n×k
   */
  static void pack(float[] panel, int at, float[] b, int b0, int n, int k, int j, boolean trans) {
    int width = MicroKernel.width(n - j);
    int cols = Math.min(width, n - j);
    if (!trans) {
      for (int i = 0; i < k; i++) {
        int to = at + i * width;
        System.arraycopy(b, b0 + i * n + j, panel, to, cols);
        for (int x = cols; x < width; x++) {
          panel[to + x] = 0f;
        }
      }
      return;
    }
    for (int i = 0; i < k; i++) { // a full line of the panel at once, from as many rows of B
      int from = b0 + j * k + i;
      int to = at + i * width;
      for (int x = 0; x < cols; x++) {
        panel[to + x] = b[from + x * k];
      }
      for (int x = cols; x < width; x++) {
        panel[to + x] = 0f;
      }
    }
  }
}

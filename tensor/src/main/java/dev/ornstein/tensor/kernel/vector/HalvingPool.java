package dev.ornstein.tensor.kernel.vector;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.PoolShape;

/**
 * Pooling by 2×2 windows with stride 2, the one that U-Nets use: four loads per window and no inner
 * loops. Gives the bits of the general scalar kernel.
 */
final class HalvingPool {
  private HalvingPool() {}

  /** Whether these loops serve the geometry. */
  static boolean fits(PoolShape s) {
    return s.size() == 2 && s.stride() == 2;
  }

  /** One row of windows: reads rows r and r + w of x, writes q outputs at o. */
  @FunctionalInterface
  private interface Row {
    void run(int plane, int r, int o);
  }

  private static void forRows(PoolShape s, Parallel parallel, Row body) {
    int area = s.p() * s.q();
    parallel.forChunks(
        s.planes(),
        Math.max(1, 8192 / area),
        (from, to) -> {
          for (int plane = from; plane < to; plane++) {
            for (int p = 0; p < s.p(); p++) {
              int in = plane * s.h() * s.w();
              body.run(in, in + 2 * p * s.w(), plane * area + p * s.q());
            }
          }
        });
  }

  static void max(
      float[] y,
      int y0,
      float[] argmax,
      int argmaxAt,
      float[] x,
      int x0,
      PoolShape s,
      Parallel parallel) {
    forRows(
        s,
        parallel,
        (plane, r, o) -> maxRow(y, y0 + o, argmax, argmaxAt + o, x, x0 + r, r - plane, s));
  }

  private static void maxRow(
      float[] y, int yo, float[] argmax, int ao, float[] x, int at, int inPlane, PoolShape s) {
    int w = s.w();
    for (int q = 0, n = s.q(); q < n; q++) {
      float a = x[at + 2 * q];
      float b = x[at + 2 * q + 1];
      float c = x[at + w + 2 * q];
      float d = x[at + w + 2 * q + 1];
      float m = Math.max(Math.max(a, b), Math.max(c, d));
      // The first that equals the maximum; when that is NaN, the first NaN.
      boolean nan = m != m;
      int lower = (nan ? c != c : c == m) ? w : w + 1;
      int upper = (nan ? b != b : b == m) ? 1 : lower;
      int which = (nan ? a != a : a == m) ? 0 : upper;
      y[yo + q] = x[at + 2 * q + which];
      argmax[ao + q] = inPlane + 2 * q + which;
    }
  }

  static void avg(float[] y, int y0, float[] x, int x0, PoolShape s, Parallel parallel) {
    forRows(
        s,
        parallel,
        (plane, r, o) -> {
          int at = x0 + r;
          int w = s.w();
          for (int q = 0, n = s.q(); q < n; q++) {
            float sum = x[at + 2 * q] + x[at + 2 * q + 1];
            sum = sum + x[at + w + 2 * q] + x[at + w + 2 * q + 1];
            y[y0 + o + q] = sum * 0.25f;
          }
        });
  }

  /** For planes of even extents, where every element belongs to one window. */
  static void avgGrad(float[] gx, int x0, float[] gy, int y0, PoolShape s, Parallel parallel) {
    forRows(
        s,
        parallel,
        (plane, r, o) -> {
          int at = x0 + r;
          int w = s.w();
          for (int q = 0, n = s.q(); q < n; q++) {
            float g = gy[y0 + o + q] * 0.25f;
            gx[at + 2 * q] = g;
            gx[at + 2 * q + 1] = g;
            gx[at + w + 2 * q] = g;
            gx[at + w + 2 * q + 1] = g;
          }
        });
  }
}

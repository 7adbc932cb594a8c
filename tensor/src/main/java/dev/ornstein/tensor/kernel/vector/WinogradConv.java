package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.MicroKernel.NR;
import static dev.ornstein.tensor.kernel.vector.WinogradTile.POINTS;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;

/**
 * 3×3 convolutions of stride 1 by {@link WinogradTile}: transform tiles, 36 matrix products (tiles
 * × channels), transform back. A quarter of the multiplications of the direct way, less what the
 * last tiles of a row and column waste; the rounding error is some ten times larger (about 1e-6 of
 * the largest output).
 */
final class WinogradConv {
  /**
   * Tiles of a task at least, so that the transformed kernels are read for several rows of tiles.
   */
  private static final int TILES = 32;

  private final ConvShape s;
  private final WinogradTiles tiles;
  private final int imagesPerTask;

  private WinogradConv(ConvShape s) {
    this.s = s;
    this.tiles = new WinogradTiles(s);
    this.imagesPerTask = tiles.imagesPerTask(TILES);
  }

  /** y = x ⋆ w + bias; bias may be null. */
  static void forward(
      float[] y,
      int y0,
      float[] x,
      int x0,
      float[] w,
      int w0,
      float[] bias,
      int bias0,
      ConvShape s,
      Parallel parallel) {
    WinogradConv c = new WinogradConv(s);
    float[] kernels = c.kernels(w, w0, parallel);
    float[] shifts = new float[c.tiles.out.channels];
    if (bias != null) {
      System.arraycopy(bias, bias0, shifts, 0, s.k());
    }
    int each = c.imagesPerTask;
    parallel.forChunks(
        s.n(), each, (from, to) -> c.task(y, y0, x, x0, kernels, shifts, from, to - from));
  }

  /** G g Gᵀ of all kernels, as panels of output channels: [point][panel][c][width]. */
  private float[] kernels(float[] w, int w0, Parallel parallel) {
    int channels = tiles.out.channels;
    int point = s.c() * channels;
    float[] u = Scratch.get(Slot.KERNELS, POINTS * point);
    parallel.forChunks(
        channels / L,
        1,
        (from, to) -> {
          float[] g = Scratch.get(Slot.TILE, 9 * L);
          float[] buffer = Scratch.get(Slot.PANEL, 18 * L);
          for (int k = from * L; k < to * L; k += L) {
            int width = MicroKernel.width(s.k() - k / NR * NR);
            int real = Math.min(L, s.k() - k);
            for (int c = 0; c < s.c(); c++) {
              int kernel = w0 + (k * s.c() + c) * 9;
              for (int e = 0; e < 9; e++) {
                for (int l = 0; l < L; l++) {
                  g[e * L + l] = l < real ? w[kernel + l * s.c() * 9 + e] : 0f;
                }
              }
              int at = k / NR * NR * s.c() + c * width + k % NR;
              WinogradTile.kernel(g, 0, u, at, point, buffer);
            }
          }
        });
    return u;
  }

  private void task(
      float[] y,
      int y0,
      float[] x,
      int x0,
      float[] kernels,
      float[] shifts,
      int first,
      int images) {
    int count = images * tiles.perImage;
    int inPoint = WinogradTiles.point(count, tiles.in);
    int outPoint = WinogradTiles.point(count, tiles.out);
    float[] v = Scratch.get(Slot.TILES, POINTS * inPoint);
    float[] m = Scratch.get(Slot.PRODUCTS, POINTS * outPoint);
    tiles.input(v, 0, inPoint, x, x0, first, images);
    int in = tiles.in.channels;
    int out = tiles.out.channels;
    for (int p = 0; p < POINTS; p++) {
      for (int k = 0; k < s.k(); k += NR) {
        int b = (p * out + k) * s.c();
        int to = p * outPoint + k;
        int width = MicroKernel.width(s.k() - k);
        MicroKernel.rows(
            m, to, out, v, p * inPoint, in, 1, kernels, b, width, width, s.c(), count, false);
      }
    }
    tiles.output(m, outPoint, shifts, y, y0, first, images);
  }
}

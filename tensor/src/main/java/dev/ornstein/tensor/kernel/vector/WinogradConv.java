package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.MicroKernel.NR;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;

/**
 * 3×3 convolutions of stride 1 by {@link WinogradTile}: transform tiles, (m + 2)² matrix products
 * (tiles × channels), transform back. With tiles of 4×4 a quarter of the multiplications of the
 * direct way, less what the last tiles of a row and column waste, and a rounding error some ten
 * times larger (about 1e-6 of the largest output); with tiles of 2×2 four ninths of the
 * multiplications, and about the same error.
 */
final class WinogradConv {
  /**
   * Tiles of a task at least, so that the transformed kernels are read for several rows of tiles.
   */
  private static final int TILES = 32;

  private final ConvShape s;
  private final WinogradTiles tiles;
  private final int points;
  private final int imagesPerTask;

  private WinogradConv(ConvShape s, int m) {
    this.s = s;
    this.tiles = new WinogradTiles(s, m);
    this.points = tiles.tile.points;
    this.imagesPerTask = tiles.imagesPerTask(TILES);
  }

  /**
   * y = x ⋆ w and what is added.
   *
   * @param m rows and columns of an output tile
   */
  static void forward(
      float[] y,
      int y0,
      float[] x,
      int x0,
      float[] w,
      int w0,
      Addends add,
      ConvShape s,
      int m,
      Parallel parallel) {
    WinogradConv c = new WinogradConv(s, m);
    float[] kernels = c.kernels(w, w0, parallel);
    float[] shifts = new float[c.tiles.out.channels];
    for (int k = 0; k < s.k(); k++) {
      shifts[k] = add.bias(k);
    }
    int each = c.imagesPerTask;
    parallel.forChunks(
        s.n(), each, (from, to) -> c.task(y, y0, x, x0, kernels, shifts, add, from, to - from));
  }

  /** G g Gᵀ of all kernels, as panels of output channels: [point][panel][c][width]. */
  private float[] kernels(float[] w, int w0, Parallel parallel) {
    int channels = tiles.out.channels;
    int point = s.c() * channels;
    float[] u = Scratch.get(Slot.KERNELS, points * point);
    parallel.forChunks(
        channels / L,
        1,
        (from, to) -> {
          float[] g = Scratch.get(Slot.TILE, 9 * L);
          float[] buffer = Scratch.get(Slot.PANEL, tiles.tile.buffer);
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
              tiles.tile.kernel(g, 0, u, at, point, buffer);
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
      Addends add,
      int first,
      int images) {
    int count = images * tiles.perImage;
    int inPoint = WinogradTiles.point(count, tiles.in);
    int outPoint = WinogradTiles.point(count, tiles.out);
    float[] v = Scratch.get(Slot.TILES, points * inPoint);
    float[] m = Scratch.get(Slot.PRODUCTS, points * outPoint);
    tiles.input(v, 0, inPoint, x, x0, first, images);
    int in = tiles.in.channels;
    int out = tiles.out.channels;
    for (int p = 0; p < points; p++) {
      for (int k = 0; k < s.k(); k += NR) {
        int b = (p * out + k) * s.c();
        int to = p * outPoint + k;
        int width = MicroKernel.width(s.k() - k);
        MicroKernel.rows(
            m, to, out, v, p * inPoint, in, 1, kernels, b, width, width, s.c(), count, false);
      }
    }
    tiles.output(m, outPoint, shifts, add, y, y0, first, images);
  }
}

package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.MicroKernel.NR;
import static dev.ornstein.tensor.kernel.vector.WinogradTile.POINTS;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;

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

  /** Fewer channels than this are not worth the transforms. */
  private static final int CHANNELS = 16;

  private final ConvShape s;
  private final Parallel parallel;
  private final int tilesAcross;
  private final int tilesPerImage;
  private final int imagesPerTask;
  private final int panels;
  private final ChannelLast in;
  private final ChannelLast out;

  private WinogradConv(ConvShape s, Parallel parallel) {
    this.s = s;
    this.parallel = parallel;
    this.tilesAcross = (s.q() + 3) / 4;
    int tilesDown = (s.p() + 3) / 4;
    this.tilesPerImage = tilesAcross * tilesDown;
    this.imagesPerTask =
        Math.max(1, Math.min((TILES + tilesPerImage - 1) / tilesPerImage, s.n() / 8));
    this.panels = MicroKernel.panels(s.k());
    this.in = new ChannelLast(4 * tilesDown + 2, 4 * tilesAcross + 2, s.c());
    this.out = new ChannelLast(4 * tilesDown, 4 * tilesAcross, s.k());
  }

  /** Whether this way serves the geometry, and is expected to be the faster one. */
  static boolean fits(ConvShape s) {
    boolean shape = s.r() == 3 && s.s() == 3 && s.stride() == 1 && s.dilation() == 1;
    int covered = (s.p() + 3) / 4 * ((s.q() + 3) / 4) * 16;
    return shape
        && s.groups() == 1
        && s.pad() <= 2
        && s.c() >= CHANNELS
        && s.k() >= CHANNELS
        && covered <= 2 * s.p() * s.q();
  }

  private int tasks() {
    return (s.n() + imagesPerTask - 1) / imagesPerTask;
  }

  /**
   * Distance between the products of two points. A vector more than the tiles take: with a power of
   * two all 36 points of a tile would compete for the same lines of the first-level cache.
   */
  private static int point(int tiles, ChannelLast image) {
    return tiles * image.channels + L;
  }

  /** Where the tile's first element stands in a channel-last image. */
  private int corner(ChannelLast image, int tile) {
    return (tile / tilesAcross * 4 * image.width + tile % tilesAcross * 4) * image.channels;
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
    WinogradConv c = new WinogradConv(s, parallel);
    float[] kernels = c.kernels(w, w0);
    float[] shifts = new float[c.out.channels];
    if (bias != null) {
      System.arraycopy(bias, bias0, shifts, 0, s.k());
    }
    parallel.forChunks(
        c.tasks(),
        1,
        (from, to) -> {
          for (int t = from; t < to; t++) {
            c.forwardTask(y, y0, x, x0, kernels, shifts, t * c.imagesPerTask);
          }
        });
  }

  /** G g Gᵀ of all kernels, as panels of output channels: [point][panel][c][width]. */
  private float[] kernels(float[] w, int w0) {
    int point = s.c() * out.channels;
    float[] u = Scratch.get(Slot.KERNELS, POINTS * point);
    parallel.forChunks(
        out.channels / L,
        1,
        (from, to) -> {
          float[] g = Scratch.get(Slot.TILE, 27 * L);
          float[] buffer = Scratch.get(Slot.PANEL, 18 * L);
          for (int block = from; block < to; block++) {
            int k = block * L;
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

  private void forwardTask(
      float[] y, int y0, float[] x, int x0, float[] kernels, float[] shifts, int first) {
    int images = Math.min(imagesPerTask, s.n() - first);
    int tiles = images * tilesPerImage;
    float[] v = transformInput(x, x0, first, images);
    float[] m = Scratch.get(Slot.PRODUCTS, POINTS * point(tiles, out));
    for (int p = 0; p < POINTS; p++) {
      for (int panel = 0; panel < panels; panel++) {
        int b = p * s.c() * out.channels + panel * NR * s.c();
        int at = p * point(tiles, out) + panel * NR;
        int a = p * point(tiles, in);
        int width = MicroKernel.width(s.k() - panel * NR);
        MicroKernel.rows(
            m,
            at,
            out.channels,
            v,
            a,
            in.channels,
            1,
            kernels,
            b,
            width,
            width,
            s.c(),
            tiles,
            false);
      }
    }
    float[] image = Scratch.get(Slot.IMAGE, out.size());
    float[] buffer = Scratch.get(Slot.TILE, POINTS * L);
    for (int i = 0; i < images; i++) {
      for (int t = 0; t < tilesPerImage; t++) {
        for (int c = 0; c < out.channels; c += L) {
          WinogradTile.output(
              m,
              (i * tilesPerImage + t) * out.channels + c,
              point(tiles, out),
              image,
              corner(out, t) + c,
              out.width * out.channels,
              out.channels,
              shifts,
              c,
              buffer);
        }
      }
      out.drain(image, y, y0 + (first + i) * s.k() * s.p() * s.q(), s.k(), s.p(), s.q());
    }
  }

  /** Bᵀ d B of all tiles of some images: [point][tile][channel]. */
  private float[] transformInput(float[] x, int x0, int first, int images) {
    int tiles = images * tilesPerImage;
    float[] v = Scratch.get(Slot.TILES, POINTS * point(tiles, in));
    float[] image = Scratch.get(Slot.IMAGE, in.size());
    float[] buffer = Scratch.get(Slot.TILE, POINTS * L);
    for (int i = 0; i < images; i++) {
      in.fill(image, x, x0 + (first + i) * s.c() * s.h() * s.w(), s.c(), s.h(), s.w(), s.pad());
      for (int t = 0; t < tilesPerImage; t++) {
        for (int c = 0; c < in.channels; c += L) {
          WinogradTile.input(
              image,
              corner(in, t) + c,
              in.width * in.channels,
              in.channels,
              v,
              (i * tilesPerImage + t) * in.channels + c,
              point(tiles, in),
              buffer);
        }
      }
    }
    return v;
  }

  // ---- weight gradient --------------------------------------------------------------------------

  /** gw from x and gy: tasks are dealt to a fixed number of parts whose sums are added in order. */
  static void weightGrad(
      float[] gw, int w0, float[] x, int x0, float[] gy, int y0, ConvShape s, Parallel parallel) {
    WinogradConv c = new WinogradConv(s, parallel);
    int partSize = POINTS * s.c() * c.out.channels;
    int parts = (int) Math.max(1, Math.min(Math.min(c.tasks(), 8), (16L << 20) / partSize));
    int perPart = (c.tasks() + parts - 1) / parts;
    float[] sums = Scratch.get(Slot.SHARED, parts * partSize);
    parallel.forChunks(
        parts,
        1,
        (from, to) -> {
          for (int part = from; part < to; part++) {
            int last = Math.min(c.tasks(), (part + 1) * perPart);
            Arrays.fill(sums, part * partSize, (part + 1) * partSize, 0f);
            for (int t = part * perPart; t < last; t++) {
              c.gradTask(sums, part * partSize, x, x0, gy, y0, t * c.imagesPerTask);
            }
          }
        });
    parallel.forChunks(
        s.c(), Math.max(1, 256 / s.k()), (from, to) -> c.collect(gw, w0, sums, parts, from, to));
  }

  private void gradTask(float[] sums, int at, float[] x, int x0, float[] gy, int y0, int first) {
    int images = Math.min(imagesPerTask, s.n() - first);
    int tiles = images * tilesPerImage;
    float[] v = transformInput(x, x0, first, images);
    float[] m = transformOutputGrad(gy, y0, first, images);
    int wide = out.channels;
    for (int p = 0; p < POINTS; p++) {
      for (int panel = 0; panel < panels; panel++) {
        int b = p * point(tiles, out) + panel * NR;
        int sum = at + p * s.c() * wide + panel * NR;
        int a = p * point(tiles, in);
        int width = MicroKernel.width(s.k() - panel * NR);
        MicroKernel.rows(
            sums, sum, wide, v, a, 1, in.channels, m, b, width, wide, tiles, s.c(), true);
      }
    }
  }

  /** A gY Aᵀ of all tiles of some images: [point][tile][channel]. */
  private float[] transformOutputGrad(float[] gy, int y0, int first, int images) {
    int tiles = images * tilesPerImage;
    float[] m = Scratch.get(Slot.PRODUCTS, POINTS * point(tiles, out));
    float[] image = Scratch.get(Slot.IMAGE, out.size());
    float[] buffer = Scratch.get(Slot.TILE, POINTS * L);
    for (int i = 0; i < images; i++) {
      out.fill(image, gy, y0 + (first + i) * s.k() * s.p() * s.q(), s.k(), s.p(), s.q(), 0);
      for (int t = 0; t < tilesPerImage; t++) {
        for (int c = 0; c < out.channels; c += L) {
          int tile = i * tilesPerImage + t;
          WinogradTile.outputGrad(
              image,
              corner(out, t) + c,
              out.width * out.channels,
              out.channels,
              m,
              tile * out.channels + c,
              point(tiles, out),
              buffer);
        }
      }
    }
    return m;
  }

  /** Adds the parts and transforms back, for input channels from … to−1. */
  private void collect(float[] gw, int w0, float[] sums, int parts, int from, int to) {
    int wide = out.channels;
    int partSize = POINTS * s.c() * wide;
    float[] total = Scratch.get(Slot.PRODUCTS, POINTS * wide);
    float[] g = Scratch.get(Slot.TILE, 9 * L);
    float[] buffer = Scratch.get(Slot.PANEL, 18 * L);
    for (int c = from; c < to; c++) {
      for (int p = 0; p < POINTS; p++) {
        int at = (p * s.c() + c) * wide;
        System.arraycopy(sums, at, total, p * wide, wide);
        for (int part = 1; part < parts; part++) {
          VectorElementwise.axpy(total, p * wide, 1f, sums, part * partSize + at, wide);
        }
      }
      for (int k = 0; k < s.k(); k += L) {
        WinogradTile.kernelGrad(total, k, wide, g, 0, buffer);
        int real = Math.min(L, s.k() - k);
        for (int l = 0; l < real; l++) {
          int kernel = w0 + ((k + l) * s.c() + c) * 9;
          for (int e = 0; e < 9; e++) {
            gw[kernel + e] = g[e * L + l];
          }
        }
      }
    }
  }
}

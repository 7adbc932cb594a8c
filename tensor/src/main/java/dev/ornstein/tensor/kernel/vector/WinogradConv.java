package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.MicroKernel.NR;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;

/**
 * 3×3 convolutions of stride 1 by {@link WinogradTile}: transform tiles, (m + 2)² matrix products
 * (tiles × channels), transform back. With tiles of 4×4 a quarter of the multiplications of the
 * direct way, less what the last tiles of a row and column waste, and a rounding error some ten
 * times larger (about 1e-6 of the largest output); with tiles of 2×2 four ninths of the
 * multiplications, and about the same error.
 */
final class WinogradConv {
  /**
   * Tiles of a task at least, so that the transformed kernels are read for several rows of tiles:
   * as many as make whole {@link WideTile}s with 4 or 16 tiles to an image.
   */
  private static final int TILES = 8 * MicroKernel.MR;

  /** The same where the kernels do not stay in the second-level cache. */
  private static final int TILES_OF_LARGE = 11 * MicroKernel.MR;

  private final ConvShape s;
  private final WinogradTiles tiles;
  private final int points;

  /** The transformed kernels, shared by all threads. */
  private final float[] kernels;

  /** Distance between two points of them: a vector more than they take, no power of two. */
  private final int point;

  /** The bias of all channels, filled up. */
  private final float[] shifts;

  /**
   * Transforms the kernels.
   *
   * @param turned whether they are those of the convolution whose adjoint this is: to be turned by
   *     180°, input and output channels exchanged
   * @param m rows and columns of an output tile
   */
  private WinogradConv(
      float[] w, int w0, boolean turned, Addends add, ConvShape s, int m, Parallel parallel) {
    this.s = s;
    this.tiles = new WinogradTiles(s, m);
    this.points = tiles.tile.points;
    this.point = s.c() * tiles.out.channels + L;
    this.kernels = kernels(w, w0, turned, parallel);
    this.shifts = add.biases(s.k());
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
    ImageReader in = ImageReader.of(x, x0, s);
    of(w, w0, add, s, m, parallel).run(ImageWriter.to(y, y0, add, s), in, parallel);
  }

  /** The convolution x ⋆ w with the bias of what is added; images are left to the writer. */
  static WinogradConv of(float[] w, int w0, Addends add, ConvShape s, int m, Parallel parallel) {
    return new WinogradConv(w, w0, false, add, s, m, parallel);
  }

  /** All images. */
  void run(ImageWriter y, ImageReader x, Parallel parallel) {
    int images = tiles.imagesPerTask(tiles.isLarge() ? TILES_OF_LARGE : TILES, 4);
    parallel.forRounds(s.n(), images, 1, (from, to) -> task(y, x, from, to - from));
  }

  /**
   * gx from gy, and what is added.
   *
   * @param s of the convolution whose adjoint it is
   * @param m rows and columns of a tile of gx
   */
  static void inputGrad(
      float[] gx,
      int x0,
      float[] gy,
      int y0,
      float[] w,
      int w0,
      Addends add,
      ConvShape s,
      int m,
      Parallel parallel) {
    ConvShape turned = s.turned().orElseThrow();
    ImageWriter to = ImageWriter.to(gx, x0, add, turned);
    inputGrad(w, w0, add, s, m, parallel).run(to, ImageReader.of(gy, y0, turned), parallel);
  }

  /**
   * The convolution that gives gx from gy with the bias of what is added; images are left to the
   * writer.
   *
   * @param w of the convolution whose adjoint it is
   * @param s likewise
   */
  static WinogradConv inputGrad(
      float[] w, int w0, Addends add, ConvShape s, int m, Parallel parallel) {
    ConvShape turned = s.turned().orElseThrow();
    return new WinogradConv(w, w0, true, add, turned, m, parallel);
  }

  /**
   * G g Gᵀ of all kernels, as panels of output channels: [point][panel][c][width], of {@link
   * WinogradTiles#block} or {@link MicroKernel#width} channels. A task takes some input channels:
   * neighbouring vectors of output channels share a line of the caches, and two threads would take
   * it from each other.
   */
  private float[] kernels(float[] w, int w0, boolean turned, Parallel parallel) {
    int channels = tiles.out.channels;
    int ofK = turned ? 9 : 9 * s.c();
    int ofC = turned ? 9 * s.k() : 9;
    float[] u = Scratch.get(Slot.KERNELS, points * point);
    parallel.forChunks(
        s.c(),
        Math.max(8, 512 / channels),
        (from, to) -> {
          float[] g = Scratch.get(Slot.TILE, 9 * L);
          float[] buffer = Scratch.get(Slot.PANEL, tiles.tile.buffer);
          for (int k = 0; k < channels; k += L) {
            int real = Math.min(L, s.k() - k);
            Arrays.fill(g, 0, 9 * L, 0f); // lanes beyond the last channel stay so
            for (int c = from; c < to; c++) {
              gather(g, w, w0 + k * ofK + c * ofC, ofK, real, turned);
              tiles.tile.kernel(g, 0, u, START + inPanels(c, k), point, buffer);
            }
          }
        });
    return u;
  }

  /** Where output channel k of input channel c stands among the kernels of a point. */
  private int inPanels(int c, int k) {
    int first = k / TallTile.ROWS * TallTile.ROWS;
    return tiles.isTall(first)
        ? first * s.c() + c * TallTile.ROWS + k - first
        : MicroKernel.inPanel(c, k, s.c(), s.k());
  }

  /**
   * Number e of kernel l to lane l of vector e; from the last number on where kernels are turned.
   *
   * @param at where kernel 0 begins, the others at distances of {@code next}
   */
  private static void gather(float[] g, float[] w, int at, int next, int kernels, boolean turned) {
    for (int l = 0; l < kernels; l++) {
      int from = at + l * next;
      if (turned) {
        for (int e = 0; e < 9; e++) {
          g[e * L + l] = w[from + 8 - e];
        }
      } else {
        for (int e = 0; e < 9; e++) {
          g[e * L + l] = w[from + e];
        }
      }
    }
  }

  private void task(ImageWriter y, ImageReader x, int first, int images) {
    int point = WinogradTiles.point(images * tiles.perImage, tiles.in);
    float[] v = Scratch.get(Slot.TILES, points * point);
    tiles.input(v, 0, point, x, first, images);
    outputs(y, v, point, first, images);
  }

  /**
   * From the transformed tiles of some images to their outputs.
   *
   * @param inPoint distance between two points of the tiles
   */
  private void outputs(ImageWriter y, float[] v, int inPoint, int first, int images) {
    int count = images * tiles.perImage;
    int outPoint = WinogradTiles.point(count, tiles.out);
    float[] m = Scratch.get(Slot.PRODUCTS, points * outPoint);
    for (int p = 0; p < points; p++) {
      int width;
      for (int k = 0; k < tiles.out.channels; k += width) {
        width = tiles.block(k);
        int to = START + p * outPoint + k * WinogradTiles.room(count);
        products(m, to, v, START + p * inPoint, START + p * point + k * s.c(), k, count);
      }
    }
    tiles.output(m, outPoint, shifts, y, first, images);
  }

  /**
   * A block of output channels, from k on, of all tiles' products at one point: [tile][channel].
   * The last rows of tall tiles are made together with some before them, once more.
   */
  private void products(float[] m, int to, float[] v, int from, int b, int k, int count) {
    int in = tiles.in.channels;
    int c = s.c();
    if (tiles.isTall(k)) {
      int rows = TallTile.COLUMNS;
      for (int t = 0; t < count; t += rows) {
        int row = Math.max(0, Math.min(t, count - rows));
        TallTile.store(m, to + row * TallTile.ROWS, v, from + row * in, in, kernels, b, c);
      }
      return;
    }
    int wide = tiles.block(k);
    for (int j = 0; j < wide; j += NR) {
      int width = MicroKernel.width(s.k() - k - j);
      int panel = b + j * c;
      MicroKernel.rows(
          m, to + j, wide, v, from, in, 1, kernels, panel, width, width, c, count, false);
    }
  }

  /**
   * gx of some images, where this is {@link #inputGrad}; on the way the transforms that the weight
   * gradient takes of the same gy, and of x.
   *
   * @param m receives A gY Aᵀ of all tiles
   * @param mPoint distance between two of its points
   * @param forward how the convolution is cut whose adjoint this is
   * @param xPoint distance between two points of its tiles, which {@link Slot#TILES} receives
   */
  void grads(
      ImageExchange x,
      float[] m,
      int mPoint,
      WinogradTiles forward,
      int xPoint,
      ImageReader gy,
      BiasGrad gb,
      int first,
      int images) {
    int inPoint = WinogradTiles.point(images * tiles.perImage, tiles.in);
    float[] v = Scratch.get(Slot.TILES, points * Math.max(inPoint, xPoint));
    forward.bothGrads(m, mPoint, tiles, v, inPoint, gy, gb, first, images);
    float[] frame = Scratch.get(Slot.FRAME, forward.in.size());
    float[] buffer = Scratch.get(Slot.TILE, tiles.tile.buffer);
    forward.in.clear(frame, START);
    ImageWriter exchange = // when the products are there, their tiles are no longer needed
        (layout, from, i) -> {
          x.exchange(layout, from, forward.in, frame, i);
          forward.inputOf(frame, v, (i - first) * forward.perImage, xPoint, buffer);
        };
    outputs(exchange, v, inPoint, first, images);
  }
}

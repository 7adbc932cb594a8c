package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;

/**
 * How the images of a convolution are cut into tiles, and the transforms of whole images. What they
 * leave is [point][tile][channel], channels filled up to whole vectors. All of it, and images,
 * begin at {@link Scratch#START}.
 */
final class WinogradTiles {
  /** So many numbers in the transformed kernels of all points are large: 1.2 MB. */
  private static final int LARGE = 36 * 8192;

  final ConvShape s;
  final WinogradTile tile;

  /** Tiles in a row. */
  private final int across;

  /** Tiles in an image. */
  final int perImage;

  /** The input, with its padding and what the last tiles reach beyond it. */
  final ChannelLast in;

  /** The output, with what the last tiles write beyond it. */
  final ChannelLast out;

  /**
   * @param m rows and columns of an output tile
   */
  WinogradTiles(ConvShape s, int m) {
    this.s = s;
    this.tile = WinogradTile.of(m);
    int down = (s.p() + m - 1) / m;
    this.across = (s.q() + m - 1) / m;
    this.perImage = across * down;
    this.in = new ChannelLast(m * down + 2, m * across + 2, s.c());
    this.out = new ChannelLast(m * down, m * across, s.k());
  }

  /** Whether transformed kernels do not stay in the second-level cache. */
  boolean isLarge() {
    return (long) tile.points * s.c() * s.k() > LARGE;
  }

  /** Images of a task: of {@code tiles} at least, if that leaves so many tasks. */
  int imagesPerTask(int tiles, int tasks) {
    return Math.max(1, Math.min((tiles + perImage - 1) / perImage, s.n() / tasks));
  }

  /**
   * Distance between two points. A vector more than the tiles take: with a power of two all points
   * of a tile would compete for the same lines of the first-level cache.
   */
  static int point(int tiles, ChannelLast image) {
    return room(tiles) * image.channels + L;
  }

  /** Tiles that there is room for: at least the rows of a {@link TallTile}. */
  static int room(int tiles) {
    return Math.max(tiles, TallTile.COLUMNS);
  }

  /**
   * Whether a block of output channels, from k on, is of {@link TallTile#ROWS}, where the processor
   * has the registers.
   */
  boolean isTall(int k) {
    return L == 16 && out.channels - k >= TallTile.ROWS;
  }

  /** Output channels of the block from k on; the last one has what is left. */
  int block(int k) {
    return isTall(k) ? TallTile.ROWS : out.channels - k;
  }

  /**
   * Where the tile's first element stands in a channel-last image.
   *
   * @param top rows above the first tile, and columns to its left
   */
  private int corner(ChannelLast image, int top, int t) {
    int row = top + t / across * tile.m;
    int column = top + t % across * tile.m;
    return START + (row * image.width + column) * image.channels;
  }

  /**
   * Bᵀ d B of all tiles of some images.
   *
   * @param v the first image's tiles begin at tile {@code at}
   * @param point distance between two points
   */
  void input(float[] v, int at, int point, ImageReader x, int first, int images) {
    float[] image = Scratch.get(Slot.IMAGE, in.size());
    float[] buffer = Scratch.get(Slot.TILE, tile.buffer);
    in.clear(image, START);
    for (int i = 0; i < images; i++) {
      x.read(in, image, first + i);
      inputOf(image, v, at + i * perImage, point, buffer);
    }
  }

  /** Bᵀ d B of the tiles of one image that is turned already; they begin at tile {@code at}. */
  void inputOf(float[] image, float[] v, int at, int point, float[] buffer) {
    int row = in.width * in.channels;
    for (int t = 0; t < perImage; t++) {
      int from = corner(in, 0, t);
      int to = START + (at + t) * in.channels;
      for (int c = 0; c < in.channels; c += L) {
        tile.input(image, from + c, row, in.channels, v, to + c, point, buffer);
      }
    }
  }

  /** A gY Aᵀ of all tiles of some images; parameters as in {@link #input}. */
  void outputGrad(
      float[] m, int at, int point, float[] gy, int y0, BiasGrad gb, int first, int images) {
    float[] image = Scratch.get(Slot.IMAGE, out.size());
    float[] buffer = Scratch.get(Slot.TILE, tile.buffer);
    out.clear(image, START);
    for (int i = 0; i < images; i++) {
      out.fill(image, START, gy, y0 + (first + i) * s.k() * s.p() * s.q(), s.k(), s.p(), s.q(), 0);
      gb.image(first + i, image, START, out);
      outputGradOf(image, out, 0, m, at + i * perImage, point, buffer);
    }
  }

  /** A gY Aᵀ of the tiles of one gy that stands in a frame of {@code top} rows and columns. */
  void outputGradOf(
      float[] image, ChannelLast frame, int top, float[] m, int at, int point, float[] buffer) {
    int row = frame.width * frame.channels;
    for (int t = 0; t < perImage; t++) {
      int from = corner(frame, top, t);
      int to = START + (at + t) * out.channels;
      for (int c = 0; c < out.channels; c += L) {
        tile.outputGrad(image, from + c, row, out.channels, m, to + c, point, buffer);
      }
    }
  }

  /**
   * Of some gy, turned once, both A gY Aᵀ, and Bᵀ gY B for the convolution that gives gx.
   *
   * @param back how that one is cut: of as many rows and columns in tiles at least
   * @param v its tiles, from the first on
   * @param vPoint distance between two of their points
   */
  void bothGrads(
      float[] m,
      int point,
      WinogradTiles back,
      float[] v,
      int vPoint,
      ImageReader gy,
      BiasGrad gb,
      int first,
      int images) {
    int top = back.s.pad();
    float[] image = Scratch.get(Slot.IMAGE, back.in.size());
    float[] buffer = Scratch.get(Slot.TILE, tile.buffer);
    back.in.clear(image, START);
    for (int i = 0; i < images; i++) {
      gy.read(back.in, image, first + i);
      gb.image(first + i, image, START, back.in);
      outputGradOf(image, back.in, top, m, i * perImage, point, buffer);
      back.inputOf(image, v, i * back.perImage, vPoint, buffer);
    }
  }

  /** Whether the frame of a gy for gx has room for all tiles of gy: {@link #bothGrads} serves. */
  boolean fitInto(WinogradTiles back) {
    int top = back.s.pad();
    return top + out.height <= back.in.height && top + out.width <= back.in.width;
  }

  /**
   * Aᵀ m A + bias of all tiles of some images, handed to y.
   *
   * @param m [point][block of channels][tile][channel of the block]
   * @param bias of all output channels, filled up
   */
  void output(float[] m, int point, float[] bias, ImageWriter y, int first, int images) {
    int room = room(images * perImage);
    float[] image = Scratch.get(Slot.IMAGE, out.size());
    float[] buffer = Scratch.get(Slot.TILE, tile.buffer);
    for (int i = 0; i < images; i++) {
      for (int t = 0; t < perImage; t++) {
        int to = corner(out, 0, t);
        int row = out.width * out.channels;
        int width;
        for (int k = 0; k < out.channels; k += width) {
          width = block(k);
          int from = START + k * room + (i * perImage + t) * width - k;
          for (int c = k; c < k + width; c += L) {
            tile.output(m, from + c, point, image, to + c, row, out.channels, bias, c, buffer);
          }
        }
      }
      y.write(out, image, first + i);
    }
  }
}

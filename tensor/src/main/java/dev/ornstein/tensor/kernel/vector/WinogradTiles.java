package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;

import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;

/**
 * How the images of a convolution are cut into tiles, and the transforms of whole images. What they
 * leave is [point][tile][channel], channels filled up to whole vectors.
 */
final class WinogradTiles {
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

  /** Images of a task whose transformed tiles are to be at least {@code tiles}. */
  int imagesPerTask(int tiles) {
    return Math.max(1, Math.min((tiles + perImage - 1) / perImage, s.n() / 8));
  }

  /**
   * Distance between two points. A vector more than the tiles take: with a power of two all points
   * of a tile would compete for the same lines of the first-level cache.
   */
  static int point(int tiles, ChannelLast image) {
    return tiles * image.channels + L;
  }

  /** Where the tile's first element stands in a channel-last image. */
  private int corner(ChannelLast image, int t) {
    return (t / across * image.width + t % across) * tile.m * image.channels;
  }

  /**
   * Bᵀ d B of all tiles of some images.
   *
   * @param v the first image's tiles begin at tile {@code at}
   * @param point distance between two points
   */
  void input(float[] v, int at, int point, float[] x, int x0, int first, int images) {
    float[] image = Scratch.get(Slot.IMAGE, in.size());
    float[] buffer = Scratch.get(Slot.TILE, tile.buffer);
    in.clear(image);
    for (int i = 0; i < images; i++) {
      in.fill(image, x, x0 + (first + i) * s.c() * s.h() * s.w(), s.c(), s.h(), s.w(), s.pad());
      for (int t = 0; t < perImage; t++) {
        int from = corner(in, t);
        int to = (at + i * perImage + t) * in.channels;
        for (int c = 0; c < in.channels; c += L) {
          int row = in.width * in.channels;
          tile.input(image, from + c, row, in.channels, v, to + c, point, buffer);
        }
      }
    }
  }

  /** A gY Aᵀ of all tiles of some images; parameters as in {@link #input}. */
  void outputGrad(float[] m, int at, int point, float[] gy, int y0, int first, int images) {
    float[] image = Scratch.get(Slot.IMAGE, out.size());
    float[] buffer = Scratch.get(Slot.TILE, tile.buffer);
    out.clear(image);
    for (int i = 0; i < images; i++) {
      out.fill(image, gy, y0 + (first + i) * s.k() * s.p() * s.q(), s.k(), s.p(), s.q(), 0);
      for (int t = 0; t < perImage; t++) {
        int from = corner(out, t);
        int to = (at + i * perImage + t) * out.channels;
        for (int c = 0; c < out.channels; c += L) {
          int row = out.width * out.channels;
          tile.outputGrad(image, from + c, row, out.channels, m, to + c, point, buffer);
        }
      }
    }
  }

  /**
   * Aᵀ m A + bias of all tiles of some images, written to their planes.
   *
   * @param bias of all output channels, filled up
   * @param add of which the images are added
   */
  void output(
      float[] m, int point, float[] bias, Addends add, float[] y, int y0, int first, int images) {
    float[] image = Scratch.get(Slot.IMAGE, out.size());
    float[] buffer = Scratch.get(Slot.TILE, tile.buffer);
    for (int i = 0; i < images; i++) {
      for (int t = 0; t < perImage; t++) {
        int from = (i * perImage + t) * out.channels;
        int to = corner(out, t);
        for (int c = 0; c < out.channels; c += L) {
          int row = out.width * out.channels;
          tile.output(m, from + c, point, image, to + c, row, out.channels, bias, c, buffer);
        }
      }
      int size = s.k() * s.p() * s.q();
      int at = (first + i) * size;
      out.drain(image, y, y0 + at, s.k(), s.p(), s.q());
      add.addImages(y, y0, at, size);
    }
  }
}

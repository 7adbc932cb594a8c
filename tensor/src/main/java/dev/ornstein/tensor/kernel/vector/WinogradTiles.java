package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.WinogradTile.POINTS;

import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;

/**
 * How the images of a convolution are cut into tiles, and the transforms of whole images. What they
 * leave is [point][tile][channel], channels filled up to whole vectors.
 */
final class WinogradTiles {
  /** Fewer channels than this are not worth the transforms. */
  private static final int CHANNELS = 16;

  final ConvShape s;

  /** Tiles in a row. */
  private final int across;

  /** Tiles in an image. */
  final int perImage;

  /** The input, with its padding and what the last tiles reach beyond it. */
  final ChannelLast in;

  /** The output, with what the last tiles write beyond it. */
  final ChannelLast out;

  WinogradTiles(ConvShape s) {
    this.s = s;
    int down = (s.p() + 3) / 4;
    this.across = (s.q() + 3) / 4;
    this.perImage = across * down;
    this.in = new ChannelLast(4 * down + 2, 4 * across + 2, s.c());
    this.out = new ChannelLast(4 * down, 4 * across, s.k());
  }

  /** Whether this way serves the geometry, and is expected to be the faster one. */
  static boolean fit(ConvShape s) {
    boolean shape = s.r() == 3 && s.s() == 3 && s.stride() == 1 && s.dilation() == 1;
    int covered = (s.p() + 3) / 4 * ((s.q() + 3) / 4) * 16;
    return shape
        && s.groups() == 1
        && s.pad() <= 2
        && s.c() >= CHANNELS
        && s.k() >= CHANNELS
        && covered <= 2 * s.p() * s.q();
  }

  /** Images of a task whose transformed tiles are to be at least {@code tiles}. */
  int imagesPerTask(int tiles) {
    return Math.max(1, Math.min((tiles + perImage - 1) / perImage, s.n() / 8));
  }

  /**
   * Distance between two points. A vector more than the tiles take: with a power of two all 36
   * points of a tile would compete for the same lines of the first-level cache.
   */
  static int point(int tiles, ChannelLast image) {
    return tiles * image.channels + L;
  }

  /** Where the tile's first element stands in a channel-last image. */
  private int corner(ChannelLast image, int tile) {
    return (tile / across * 4 * image.width + tile % across * 4) * image.channels;
  }

  /**
   * Bᵀ d B of all tiles of some images.
   *
   * @param v the first image's tiles begin at tile {@code tile}
   * @param point distance between two points
   */
  void input(float[] v, int tile, int point, float[] x, int x0, int first, int images) {
    float[] image = Scratch.get(Slot.IMAGE, in.size());
    float[] buffer = Scratch.get(Slot.TILE, POINTS * L);
    in.clear(image);
    for (int i = 0; i < images; i++) {
      in.fill(image, x, x0 + (first + i) * s.c() * s.h() * s.w(), s.c(), s.h(), s.w(), s.pad());
      for (int t = 0; t < perImage; t++) {
        int from = corner(in, t);
        int to = (tile + i * perImage + t) * in.channels;
        for (int c = 0; c < in.channels; c += L) {
          int row = in.width * in.channels;
          WinogradTile.input(image, from + c, row, in.channels, v, to + c, point, buffer);
        }
      }
    }
  }

  /** A gY Aᵀ of all tiles of some images; parameters as in {@link #input}. */
  void outputGrad(float[] m, int tile, int point, float[] gy, int y0, int first, int images) {
    float[] image = Scratch.get(Slot.IMAGE, out.size());
    float[] buffer = Scratch.get(Slot.TILE, POINTS * L);
    out.clear(image);
    for (int i = 0; i < images; i++) {
      out.fill(image, gy, y0 + (first + i) * s.k() * s.p() * s.q(), s.k(), s.p(), s.q(), 0);
      for (int t = 0; t < perImage; t++) {
        int from = corner(out, t);
        int to = (tile + i * perImage + t) * out.channels;
        for (int c = 0; c < out.channels; c += L) {
          int row = out.width * out.channels;
          WinogradTile.outputGrad(image, from + c, row, out.channels, m, to + c, point, buffer);
        }
      }
    }
  }

  /**
   * Aᵀ m A + bias of all tiles of some images, written to their planes.
   *
   * @param bias of all output channels, filled up
   */
  void output(float[] m, int point, float[] bias, float[] y, int y0, int first, int images) {
    float[] image = Scratch.get(Slot.IMAGE, out.size());
    float[] buffer = Scratch.get(Slot.TILE, POINTS * L);
    for (int i = 0; i < images; i++) {
      for (int t = 0; t < perImage; t++) {
        int from = (i * perImage + t) * out.channels;
        int to = corner(out, t);
        for (int c = 0; c < out.channels; c += L) {
          int row = out.width * out.channels;
          WinogradTile.output(
              m, from + c, point, image, to + c, row, out.channels, bias, c, buffer);
        }
      }
      out.drain(image, y, y0 + (first + i) * s.k() * s.p() * s.q(), s.k(), s.p(), s.q());
    }
  }
}

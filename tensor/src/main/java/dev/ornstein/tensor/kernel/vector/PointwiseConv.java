package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.MicroKernel.NR;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;
import static dev.ornstein.tensor.kernel.vector.VectorGemm.KC;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.GemmShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;

/**
 * Convolution with 1×1 kernels: Y (K × HW) = W (K × C) · X (C × HW) for each image. The planes of
 * an image are the rows of a right-hand matrix that the micro-kernel reads where they lie.
 *
 * <p>In main memory that is a walk of 128-byte hops, half as fast as a straight one: images of some
 * size pass through work space, where the bias is added too.
 */
final class PointwiseConv {
  /**
   * Where planes have so many pixels, outputs are copied far at the end (28×28: a sixth faster;
   * 14×14: slower).
   */
  private static final int WRITE_NEAR = 512;

  private final float[] w;
  private final int w0;
  private final Addends add;
  private final ConvShape s;
  private final int area;

  private PointwiseConv(float[] w, int w0, Addends add, ConvShape s) {
    this.w = w;
    this.w0 = w0;
    this.add = add;
    this.s = s;
    this.area = s.h() * s.w();
  }

  /** y = x ⋆ w and what is added. */
  static void forward(
      float[] y,
      int y0,
      float[] x,
      int x0,
      float[] w,
      int w0,
      Addends add,
      ConvShape s,
      Parallel parallel) {
    PointwiseConv c = new PointwiseConv(w, w0, add, s);
    if (c.area < NR) { // no whole panel
      c.small(y, y0, x, x0, parallel);
      return;
    }
    int panels = (c.area + NR - 1) / NR;
    int perPiece = VectorConv.tilesPerPiece(s.n(), panels);
    int pieces = (panels + perPiece - 1) / perPiece;
    int in = s.c() * c.area;
    int out = s.k() * c.area;
    parallel.forChunks(
        s.n() * pieces,
        Math.max(1, s.n() * pieces / 64),
        (from, to) -> {
          for (int t = from; t < to; t++) {
            int first = t % pieces * perPiece;
            int last = Math.min(panels, first + perPiece);
            int n = t / pieces;
            if (pieces > 1) {
              c.pixels(y, y0 + n * out, x, x0 + n * in, first, last);
            } else {
              c.whole(y, y0 + n * out, x, x0 + n * in, panels);
            }
            c.addImages(y, y0, n, first, last);
          }
        });
  }

  /** A whole image, by way of work space where that is faster. */
  private void whole(float[] y, int y0, float[] x, int x0, int panels) {
    float[] in = Scratch.copy(Slot.IMAGE, x, x0, s.c() * area);
    if (area < WRITE_NEAR) {
      pixels(y, y0, in, START, 0, panels);
      return;
    }
    float[] out = Scratch.get(Slot.PLANES, s.k() * area);
    pixels(out, START, in, START, 0, panels);
    System.arraycopy(out, START, y, y0, s.k() * area);
  }

  /** The pixels of panels first … last−1 of one image. */
  private void pixels(float[] y, int y0, float[] x, int x0, int first, int last) {
    int whole = Math.min(last, area / NR);
    for (int p = first; p < whole; p++) {
      panel(y, y0 + p * NR, area, x, x0 + p * NR);
    }
    if (whole < last) { // a part of a panel: its pixels are the last of those that end the plane
      float[] tile = Scratch.get(Slot.OUT, s.k() * NR);
      panel(tile, 0, NR, x, x0 + area - NR);
      int rest = area - whole * NR;
      ShortRows.copy(y, y0 + area - rest, area, tile, NR - rest, NR, s.k(), rest);
    }
    int begin = first * NR;
    int count = Math.min(area, last * NR) - begin;
    add.addBiases(y, y0 + begin, area, 0, s.k(), count);
  }

  /** Adds to the pixels of panels first … last−1 of image n. */
  private void addImages(float[] y, int y0, int n, int first, int last) {
    int begin = first * NR;
    int count = Math.min(area, last * NR) - begin;
    for (int k = 0; add.images() != null && k < s.k(); k++) {
      add.addImages(y, y0, (n * s.k() + k) * area + begin, count);
    }
  }

  /** NR pixels of all output channels, from those of x that begin at {@code from}. */
  private void panel(float[] y, int y0, int ldy, float[] x, int from) {
    for (int k = 0; k < s.c(); k += KC) {
      int depth = Math.min(KC, s.c() - k);
      int b = from + k * area;
      MicroKernel.rows(y, y0, ldy, w, w0 + k, s.c(), 1, x, b, NR, area, depth, s.k(), k > 0);
    }
  }

  private void small(float[] y, int y0, float[] x, int x0, Parallel parallel) {
    GemmShape product =
        new GemmShape(s.n(), s.k(), area, s.c(), false, false, 0, s.c() * area, false);
    VectorGemm.each(y, y0, w, w0, x, x0, product, parallel);
    for (int i = 0; i < s.n(); i++) {
      add.addBiases(y, y0 + i * s.k() * area, area, 0, s.k(), area);
    }
    add.addImages(y, y0, 0, s.n() * s.k() * area);
  }
}

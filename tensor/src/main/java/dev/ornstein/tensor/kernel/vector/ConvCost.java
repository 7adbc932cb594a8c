package dev.ornstein.tensor.kernel.vector;

import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.ConvWay;

/**
 * What a 3×3 convolution of stride 1 is expected to cost by each {@link ConvWay}: nanoseconds per
 * image, from counts of what is done and measured constants. With V(n) the vectors that n channels
 * take, T the tiles of m×m outputs and e = m + 2:
 *
 * <pre>
 * Winograd, y:  e²·T·V(K)·C·PRODUCT         + T·(V(C) + V(K))·tile + (CHW + KPQ)·MOVE
 * Winograd, gw: e²·V(K)·C·(T·SLOW + SUM)    + T·(V(C) + V(K))·tile + (CHW + KPQ)·MOVE
 * direct, y:    9·C·F·(⌈K⌉₄·PRODUCT + PACK)                        + (CHW + KPQ)·MOVE
 * direct, gw:   9·C·V(K)·(f·PRODUCT + PART)                        + (CHW + KPQ)·MOVE
 * </pre>
 *
 * <p>where f are the positions of a {@link FlatImage}, the useless ones at the end of a row among
 * them, and F the vectors that they fill, an even number. That is why small images are dear the
 * direct way, which computes 32 positions for 2×2 as for 5×5 outputs.
 *
 * <p>The constants are a fit to 221 shapes (1×1 to 28×28 pixels, 4 to 64 channels on either side,
 * batches of up to 128) on an AMD EPYC of the Zen 4 generation, vectors of 512 bits, JDK 17, one
 * thread, CPU time, the least of ten runs. The way chosen by them took 1% longer than the fastest
 * one on average, and 31% at worst. Where vectors are shorter the counts change and the constants
 * are taken to hold.
 *
 * <p>The transform of the kernels is left out: once per batch it costs some 0.2 µs for a vector of
 * kernels, and the way may not depend on the batch, or else an image would get other bits in
 * another one. It matters to single images of a few pixels only.
 */
final class ConvCost {
  /** A multiply–add of a vector, in a sum over channels or taps. */
  private static final double PRODUCT = 0.34;

  /** The same in a sum over tiles, whose rows of both matrices lie apart. */
  private static final double SLOW = 0.40;

  /** A vector of the sums of a point: what adding up the parts of a batch comes to per image. */
  private static final double SUM = 0.33;

  /** A vector of the sums of a tap: they are read and written for each image. */
  private static final double PART = 5;

  /** A vector copied into a panel. */
  private static final double PACK = 0.65;

  /** A number moved from its plane, or to it. */
  private static final double MOVE = 0.7;

  /** Either transform of a vector of 2×2 tiles. */
  private static final double TILE2 = 30;

  /** Likewise of 4×4 tiles. */
  private static final double TILE4 = 80;

  private final ConvShape s;
  private final int lanes;

  /**
   * @param s a convolution with 3×3 kernels, stride 1, no dilation, one group
   * @param lanes floats in a vector
   */
  ConvCost(ConvShape s, int lanes) {
    this.s = s;
    this.lanes = lanes;
  }

  /** Nanoseconds per image for y, or for gx when the shape is that of the turned convolution. */
  double forward(ConvWay way) {
    if (way == ConvWay.DIRECT) {
      double filled = 2 * ceil(positions(), 2 * lanes);
      return 9 * s.c() * filled * (4 * ceil(s.k(), 4) * PRODUCT + PACK) + moves();
    }
    double products = way.points() * way.tiles(s) * vectors(s.k()) * s.c() * PRODUCT;
    return products + transforms(way) + moves();
  }

  /** Nanoseconds per image for gw. */
  double weightGrad(ConvWay way) {
    double sums = vectors(s.k()) * s.c();
    if (way == ConvWay.DIRECT) {
      return 9 * sums * (positions() * PRODUCT + PART) + moves();
    }
    return way.points() * sums * (way.tiles(s) * SLOW + SUM) + transforms(way) + moves();
  }

  private double transforms(ConvWay way) {
    double tile = way == ConvWay.WINOGRAD2 ? TILE2 : TILE4;
    return way.tiles(s) * (vectors(s.c()) + vectors(s.k())) * tile;
  }

  private double moves() {
    return ((double) s.c() * s.h() * s.w() + (double) s.k() * s.p() * s.q()) * MOVE;
  }

  private double vectors(int channels) {
    return ceil(channels, lanes);
  }

  /** As many as in a {@link FlatImage}, where the padding of a row is shared with the next. */
  double positions() {
    return (s.p() - 1.0) * Math.max(s.w() + s.pad(), s.q()) + s.q();
  }

  private static double ceil(double n, int step) {
    return Math.ceil(n / step);
  }
}

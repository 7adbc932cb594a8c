package dev.ornstein.tensor.kernel;

import java.util.function.ToDoubleFunction;

/**
 * How a convolution, or one of its adjoints, is computed. Stated in order of their rounding errors:
 * of two ways the one with the larger error is taken where it is expected to save a tenth of the
 * time at least. What a way is expected to cost, each implementation says for itself.
 */
public enum ConvWay {
  /** Each product of the definition. */
  DIRECT(0),
  /** Winograd's F(2×2, 3×3). */
  WINOGRAD2(2),
  /** Winograd's F(4×4, 3×3). */
  WINOGRAD4(4);

  /** With fewer channels than this no tile is transformed. */
  private static final int FEW = 8;

  /** The share of the time that a larger rounding error must leave over at most. */
  private static final double WORTH = 0.9;

  private final int m;

  ConvWay(int m) {
    this.m = m;
  }

  /** Rows and columns of a tile's outputs; 0 for the direct way. */
  public int m() {
    return m;
  }

  /** Products of a tile. */
  public int points() {
    return (m + 2) * (m + 2);
  }

  /** Tiles of an image; not for the direct way. */
  public int tiles(ConvShape s) {
    return ((s.p() + m - 1) / m) * ((s.q() + m - 1) / m);
  }

  /**
   * The way with the least cost, unless its error is larger than another's for little.
   *
   * @param forced the way to take where it serves, or null for the one expected to be the fastest
   * @param cost what each is expected to take, in any unit
   */
  public static ConvWay choose(ConvShape s, ConvWay forced, ToDoubleFunction<ConvWay> cost) {
    if (!transformable(s)) {
      return DIRECT;
    }
    if (forced != null) {
      return forced;
    }
    ConvWay best = DIRECT;
    for (ConvWay way : values()) {
      if (cost.applyAsDouble(way) < WORTH * cost.applyAsDouble(best)) {
        best = way;
      }
    }
    return best;
  }

  /**
   * Whether Winograd's transforms serve the geometry. An error of theirs is spread over all outputs
   * of a tile, small ones too; only sums over some channels make that as rare as it is elsewhere.
   */
  private static boolean transformable(ConvShape s) {
    return s.r() == 3
        && s.s() == 3
        && s.stride() == 1
        && s.dilation() == 1
        && s.groups() == 1
        && s.pad() <= 2
        && s.c() >= FEW
        && s.k() >= FEW;
  }
}

package dev.ornstein.tensor.kernel.vector;

import dev.ornstein.tensor.kernel.ConvShape;

/** How a convolution, or one of its adjoints, is computed. */
enum ConvWay {
  /** Each product of the definition. */
  DIRECT(0),
  /** Winograd's F(2×2, 3×3). */
  WINOGRAD2(2),
  /** Winograd's F(4×4, 3×3). */
  WINOGRAD4(4);

  /** Fewer channels than this are not worth the transforms. */
  private static final int CHANNELS = 16;

  /** With fewer channels than this no tile is transformed. */
  private static final int FEW = 4;

  /** Rows and columns of a tile's outputs; 0 for the direct way. */
  final int m;

  ConvWay(int m) {
    this.m = m;
  }

  /**
   * The way that kernels of this name always take where it serves.
   *
   * @param kernels {@code vector}, or {@code vector-direct}, {@code vector-winograd2} or {@code
   *     vector-winograd4}
   * @return null for {@code vector}, which takes the way that is expected to be the fastest
   */
  static ConvWay forced(String kernels) {
    switch (kernels) {
      case "vector":
        return null;
      case "vector-direct":
        return DIRECT;
      case "vector-winograd2":
        return WINOGRAD2;
      case "vector-winograd4":
        return WINOGRAD4;
      default:
        throw new IllegalArgumentException("no vector kernels are called " + kernels);
    }
  }

  /**
   * The way for a geometry.
   *
   * @param forced the way to take where it serves, or null for the one expected to be the fastest
   */
  static ConvWay of(ConvShape s, ConvWay forced) {
    if (forced == DIRECT || !transformable(s)) {
      return DIRECT;
    }
    if (forced != null) {
      return forced;
    }
    int covered = (s.p() + 3) / 4 * ((s.q() + 3) / 4) * 16;
    boolean pays = s.c() >= CHANNELS && s.k() >= CHANNELS && covered <= 2 * s.p() * s.q();
    return pays ? WINOGRAD4 : DIRECT;
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

package dev.ornstein.tensor.kernel.vector;

import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.ConvWay;

/**
 * Which {@link ConvWay} vector kernels take: the one that {@link ConvCost} expects to be the
 * fastest. The choice depends on the shape of an image and of the kernels and on nothing else, so
 * that an image gets the same bits in any batch.
 *
 * <p>What comes of it with vectors of 16, as many channels on either side, and padding 1:
 *
 * <ul>
 *   <li>28×28, 14×14 and 7×7 go by 4×4 tiles from 10 channels up, their weight gradients from 8.
 *   <li>Where the last tiles of 4×4 would be mostly empty, those of 2×2 do as many products or
 *       fewer: 1×1, 2×2, 1×9, 2×28, and 5×5 and 6×6, where both do 144. So does 10×10 up to 17
 *       channels (weight gradients: 33), for the lesser error.
 *   <li>3×3 and 4×4, a single tile, go by 4×4 with any number of channels.
 *   <li>Directly go images of 5×5 up to 12 channels, 9×9 likewise, and with 17 to 24 channels,
 *       which leave most of a second vector empty, they do again (weight gradients: up to 10 only).
 * </ul>
 */
final class ConvChoice {
  private ConvChoice() {}

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
        return ConvWay.DIRECT;
      case "vector-winograd2":
        return ConvWay.WINOGRAD2;
      case "vector-winograd4":
        return ConvWay.WINOGRAD4;
      default:
        throw new IllegalArgumentException("no vector kernels are called " + kernels);
    }
  }

  /**
   * The way to y.
   *
   * @param forced the way to take where it serves, or null for the one expected to be the fastest
   * @param lanes floats in a vector
   */
  static ConvWay forward(ConvShape s, ConvWay forced, int lanes) {
    return ConvWay.choose(s, forced, new ConvCost(s, lanes)::forward);
  }

  /** The way to gw; parameters as in {@link #forward}. */
  static ConvWay weightGrad(ConvShape s, ConvWay forced, int lanes) {
    return ConvWay.choose(s, forced, new ConvCost(s, lanes)::weightGrad);
  }

  /**
   * The way of tiles that both gradients go, {@link ConvWay#DIRECT} where they have none in common;
   * parameters as in {@link #forward}.
   */
  static ConvWay bothGrads(ConvShape s, ConvWay forced, int lanes) {
    ConvWay way = weightGrad(s, forced, lanes);
    return s.turned().filter(t -> forward(t, forced, lanes) == way).isPresent()
        ? way
        : ConvWay.DIRECT;
  }
}

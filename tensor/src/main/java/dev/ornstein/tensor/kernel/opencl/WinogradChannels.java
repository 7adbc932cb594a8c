package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.ConvWay;

/**
 * From how many channels on a device takes Winograd's way: the transforms move as many numbers as
 * there are channels, on either side, and save products of each with each. Of different numbers on
 * the two sides the harmonic mean, 2CK/(C + K), counts.
 *
 * @param forward the least for y and gx, or {@link #NEVER}
 * @param weightGrad the least for gw, or {@link #NEVER}
 */
record WinogradChannels(int forward, int weightGrad) {
  /** More than any convolution has. */
  static final int NEVER = Integer.MAX_VALUE;

  /** No convolution goes Winograd's way. */
  static final WinogradChannels OFF = new WinogradChannels(NEVER, NEVER);

  /** Each goes so whose geometry allows it and saves enough products. */
  static final WinogradChannels ALL = new WinogradChannels(1, 1);

  /**
   * What the transforms cost, as a share of the products between them, where Winograd's way begins
   * to win.
   */
  private static final double TRANSFORMS = 1;

  /** The share of the time that it must leave over at most where it is taken. */
  private static final double WORTH = 0.9;

  /** Checks that either number is positive. */
  WinogradChannels {
    if (forward < 1 || weightGrad < 1) {
      throw new IllegalArgumentException(
          "the least channels for Winograd's way must be at least 1, got "
              + forward
              + " and "
              + weightGrad);
    }
  }

  /**
   * What serves most devices of a kind, as measured on one of each. On an H200 the direct way was
   * the faster one with 16 to 128 channels, 2.8 to 1.1 times as fast. On a processor with PoCL it
   * was Winograd's from 64 channels on, and from 32 for weight gradients.
   */
  static WinogradChannels of(DeviceInfo.Kind kind) {
    return kind == DeviceInfo.Kind.CPU ? new WinogradChannels(64, 32) : OFF;
  }

  /**
   * The least of some channels from which on each case is a tenth faster by Winograd's way.
   *
   * @param channels of the cases, ascending
   * @param direct speed of each by the direct way
   * @param winograd speed of each by Winograd's way, in the same unit
   */
  static int least(int[] channels, double[] direct, double[] winograd) {
    int least = NEVER;
    for (int i = channels.length - 1; i >= 0 && direct[i] < WORTH * winograd[i]; i--) {
      least = channels[i];
    }
    return least;
  }

  /**
   * The way to y, or to gx when the shape is that of the turned convolution.
   *
   * @param forced the way to take where it serves, or null
   */
  ConvWay forward(ConvShape s, ConvWay forced) {
    return choose(s, forced, forward);
  }

  /** The way to gw; parameters as in {@link #forward}. */
  ConvWay weightGrad(ConvShape s, ConvWay forced) {
    return choose(s, forced, weightGrad);
  }

  private static ConvWay choose(ConvShape s, ConvWay forced, int least) {
    double channels = 2.0 * s.c() * s.k() / (s.c() + s.k());
    return forced == null && channels < least
        ? ConvWay.DIRECT
        : ConvWay.choose(s, forced, way -> products(s, way));
  }

  /** Products of an image per pair of channels, and what the transforms cost in these. */
  private static double products(ConvShape s, ConvWay way) {
    return way == ConvWay.DIRECT
        ? 9.0 * s.p() * s.q()
        : (1 + TRANSFORMS) * way.points() * way.tiles(s);
  }

  /** For people. */
  @Override
  public String toString() {
    return "Winograd's way " + from(forward) + ", for weight gradients " + from(weightGrad);
  }

  private static String from(int channels) {
    return channels == NEVER ? "never" : "from " + channels + " channels";
  }
}

package dev.ornstein.tensor.kernel.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.ConvWay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which convolutions go Winograd's way on a device. It takes none. */
class WinogradChannelsTest {
  private static final WinogradChannels FROM_32 = new WinogradChannels(32, 64);

  private static ConvShape padded(int c, int h, int w, int k) {
    return new ConvShape(2, c, h, w, k, 3, 3, 1, 1, 1, 1);
  }

  @ParameterizedTest
  @CsvSource({
    "32,  28, 28, 32,  WINOGRAD4, DIRECT",
    "64,  14, 14, 64,  WINOGRAD4, WINOGRAD4",
    "128, 7,  7,  128, WINOGRAD4, WINOGRAD4",
    // the harmonic mean counts
    "31,  28, 28, 32,  DIRECT,    DIRECT",
    "16,  28, 28, 512, DIRECT,    DIRECT",
    "24,  28, 28, 48,  WINOGRAD4, DIRECT",
    "48,  28, 28, 96,  WINOGRAD4, WINOGRAD4",
    // images that tiles of 4×4 fit badly
    "64,  6,  6,  64,  WINOGRAD2, WINOGRAD2",
    "64,  2,  2,  64,  WINOGRAD2, WINOGRAD2",
    // a single tile
    "64,  3,  3,  64,  WINOGRAD4, WINOGRAD4",
    // those that no tiles fit well
    "64,  5,  5,  64,  DIRECT,    DIRECT",
    "64,  1,  1,  64,  DIRECT,    DIRECT",
  })
  void fromSoManyChannelsWhereItSavesHalfOfTheProducts(
      int c, int h, int w, int k, ConvWay forward, ConvWay weightGrad) {
    assertEquals(forward, FROM_32.forward(padded(c, h, w, k), null));
    assertEquals(weightGrad, FROM_32.weightGrad(padded(c, h, w, k), null));
    assertEquals(ConvWay.DIRECT, WinogradChannels.OFF.forward(padded(c, h, w, k), null));
  }

  @Test
  void aForcedWayIsTakenWhereItServes() {
    for (ConvWay way : ConvWay.values()) {
      assertEquals(way, WinogradChannels.OFF.forward(padded(8, 5, 5, 8), way));
      assertEquals(ConvWay.DIRECT, WinogradChannels.ALL.forward(padded(7, 8, 8, 64), way));
      ConvShape strided = new ConvShape(2, 64, 8, 8, 64, 3, 3, 2, 1, 1, 1);
      assertEquals(ConvWay.DIRECT, WinogradChannels.ALL.forward(strided, way));
    }
  }

  @Test
  void itIsTakenFromWhereItIsATenthFasterUpToTheMostChannels() {
    int[] channels = {16, 32, 64};
    double[] direct = {10, 10, 10};
    assertEquals(16, WinogradChannels.least(channels, direct, new double[] {12, 20, 40}));
    assertEquals(32, WinogradChannels.least(channels, direct, new double[] {11, 20, 40}));
    assertEquals(64, WinogradChannels.least(channels, direct, new double[] {20, 10, 40}));
    int never = WinogradChannels.NEVER;
    assertEquals(never, WinogradChannels.least(channels, direct, new double[] {20, 20, 11}));
    assertEquals(never, WinogradChannels.least(new int[0], new double[0], new double[0]));
  }

  @Test
  void numbersThatAreNotPositiveAreRefused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new WinogradChannels(1, 0));
    assertTrue(e.getMessage().endsWith("at least 1, got 1 and 0"), e.getMessage());
  }

  @Test
  void peopleReadIt() {
    assertEquals(
        "Winograd's way from 32 channels, for weight gradients never",
        new WinogradChannels(32, WinogradChannels.NEVER).toString());
  }
}

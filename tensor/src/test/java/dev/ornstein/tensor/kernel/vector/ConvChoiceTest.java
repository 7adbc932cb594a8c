package dev.ornstein.tensor.kernel.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.ConvWay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which way is taken. It takes no vectors to say so. */
class ConvChoiceTest {
  private static final int LANES = 16;

  private static ConvShape padded(int n, int c, int h, int w, int k) {
    return new ConvShape(n, c, h, w, k, 3, 3, 1, 1, 1, 1);
  }

  @ParameterizedTest
  @CsvSource({
    // as in the networks
    "16, 28, 28, 16, WINOGRAD4, WINOGRAD4",
    "32, 14, 14, 32, WINOGRAD4, WINOGRAD4",
    "64,  7,  7, 64, WINOGRAD4, WINOGRAD4",
    "65, 28, 28, 32, WINOGRAD4, WINOGRAD4",
    " 1, 28, 28, 32, DIRECT,    DIRECT",
    "32, 28, 28,  1, DIRECT,    DIRECT",
    // few channels
    " 7, 28, 28, 64, DIRECT,    DIRECT",
    " 8, 28, 28,  8, DIRECT,    WINOGRAD4",
    "10, 28, 28, 10, WINOGRAD4, WINOGRAD4",
    // images that tiles of 4×4 fit badly
    "16,  1,  1, 16, WINOGRAD2, WINOGRAD2",
    "64,  2,  2, 64, WINOGRAD2, WINOGRAD2",
    "16,  5,  5, 16, WINOGRAD2, WINOGRAD2",
    "12,  5,  5, 12, DIRECT,    WINOGRAD2",
    "17,  5,  5, 17, DIRECT,    WINOGRAD2",
    "32,  6,  6, 32, WINOGRAD2, WINOGRAD2",
    "16,  1,  9, 16, WINOGRAD2, WINOGRAD2",
    "32,  9,  9, 32, WINOGRAD4, WINOGRAD2",
    // one tile
    " 8,  3,  3,  8, WINOGRAD4, WINOGRAD4",
    " 8,  4,  4,  8, WINOGRAD4, WINOGRAD4",
  })
  void theExpectedlyFastestUnlessItsErrorIsLargerForLittle(
      int c, int h, int w, int k, ConvWay forward, ConvWay weightGrad) {
    for (int n : new int[] {1, 3, 128}) {
      ConvShape s = padded(n, c, h, w, k);
      assertEquals(forward, ConvChoice.forward(s, null, LANES), s + ", y");
      assertEquals(weightGrad, ConvChoice.weightGrad(s, null, LANES), s + ", gw");
    }
  }

  @Test
  void aForcedWayIsTakenWhereItServes() {
    ConvShape s = padded(2, 8, 28, 28, 8);
    ConvShape few = padded(2, 7, 28, 28, 64);
    ConvShape strided = new ConvShape(2, 16, 28, 28, 16, 3, 3, 2, 1, 1, 1);
    ConvShape grouped = new ConvShape(2, 32, 28, 28, 32, 3, 3, 1, 1, 1, 2);
    ConvShape dilated = new ConvShape(2, 16, 28, 28, 16, 3, 3, 1, 1, 2, 1);
    ConvShape larger = new ConvShape(2, 16, 28, 28, 16, 5, 5, 1, 2, 1, 1);
    ConvShape wide = new ConvShape(2, 16, 28, 28, 16, 3, 3, 1, 3, 1, 1);
    for (ConvWay way : ConvWay.values()) {
      assertEquals(way, ConvChoice.forward(s, way, LANES));
      assertEquals(way, ConvChoice.weightGrad(s, way, LANES));
      for (ConvShape other : new ConvShape[] {few, strided, grouped, dilated, larger, wide}) {
        assertEquals(ConvWay.DIRECT, ConvChoice.forward(other, way, LANES), other.toString());
        assertEquals(ConvWay.DIRECT, ConvChoice.weightGrad(other, way, LANES), other.toString());
      }
    }
  }

  @Test
  void kernelsOfTheLadderForceTheirWay() {
    assertEquals(null, ConvChoice.forced("vector"));
    assertEquals(ConvWay.DIRECT, ConvChoice.forced("vector-direct"));
    assertEquals(ConvWay.WINOGRAD2, ConvChoice.forced("vector-winograd2"));
    assertEquals(ConvWay.WINOGRAD4, ConvChoice.forced("vector-winograd4"));
    assertThrows(IllegalArgumentException.class, () -> ConvChoice.forced("vector-winograd6"));
  }

  @Test
  void theDirectWayIsChargedForThePositionsOfItsImage() {
    for (int pad = 0; pad <= 2; pad++) {
      for (int h = 3; h < 8; h++) {
        ConvShape s = new ConvShape(1, 8, h, 5, 8, 3, 3, 1, pad, 1, 1);
        assertEquals(new FlatImage(s, 0).flat, new ConvCost(s, LANES).positions(), s.toString());
      }
    }
  }
}

package dev.ornstein.mnist.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FrechetFloorTest {
  private static final double ROUND_OFF = 1e-12;

  /** 0.5 + 2000/n up to 5,000, then a bend. */
  private static final FrechetFloor FLOOR =
      new FrechetFloor(Map.of(1000, 2.5, 2000, 1.5, 5000, 0.9, 10_000, 0.6));

  @Test
  void tabulatedCountsAreTheTable() {
    FLOOR.table().forEach((n, d) -> assertEquals(d, FLOOR.at(n), ROUND_OFF));
  }

  @Test
  void betweenThemItIsLinearInTheInverse() {
    assertEquals(0.5 + 2000.0 / 1234, FLOOR.at(1234), ROUND_OFF);
    assertEquals(0.5 + 2000.0 / 4999, FLOOR.at(4999), ROUND_OFF);
    assertEquals(0.3 + 3000.0 / 8000, FLOOR.at(8000), ROUND_OFF);
    assertFalse(FLOOR.isExtrapolated(1000) || FLOOR.isExtrapolated(10_000));
  }

  @Test
  void outsideTheLineGoesOnButNotBelowZero() {
    assertEquals(0.5 + 2000.0 / 100, FLOOR.at(100), ROUND_OFF);
    assertEquals(0.3 + 3000.0 / 60_000, FLOOR.at(60_000), ROUND_OFF);
    assertTrue(FLOOR.isExtrapolated(999) && FLOOR.isExtrapolated(10_001));
    assertEquals(0, new FrechetFloor(Map.of(10, 2.0, 20, 0.5)).at(1000));
  }

  @Test
  void tablesThatSayNothingAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new FrechetFloor(Map.of(10, 1.0)));
    assertThrows(IllegalArgumentException.class, () -> new FrechetFloor(Map.of(1, 1.0, 2, 1.0)));
    assertThrows(IllegalArgumentException.class, () -> new FrechetFloor(Map.of(9, -1.0, 5, 1.0)));
    assertThrows(IllegalArgumentException.class, () -> FLOOR.at(1));
  }
}

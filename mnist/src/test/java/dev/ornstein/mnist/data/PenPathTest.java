package dev.ornstein.mnist.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PenPathTest {
  @Test
  void readsPointsCornersAndLifts() {
    PenPath path = PenPath.parse("10,20 30,40! 50,60 | -5,100 7,8");
    assertEquals(5, path.size());
    assertEquals(0.3, path.x(1));
    assertEquals(0.4, path.y(1));
    assertEquals(-0.05, path.x(3));
    assertTrue(path.lifted(0));
    assertFalse(path.lifted(1));
    assertTrue(path.lifted(3));
    assertFalse(path.lifted(4));
  }

  @Test
  void theSplinePassesThroughEveryPoint() {
    PenPath path = PenPath.parse("10,20 30,45 80,60 20,90 | 5,5 40,9");
    int pieces = 4;
    PenPath flat = path.flattened(pieces);
    int at = 0;
    for (int i = 0; i < path.size(); i++) {
      at += i == 0 ? 0 : path.lifted(i) ? 1 : pieces;
      assertEquals(path.x(i), flat.x(at), 1e-9, "x of point " + i);
      assertEquals(path.y(i), flat.y(at), 1e-9, "y of point " + i);
      assertEquals(path.lifted(i), flat.lifted(at), "lift of point " + i);
    }
    assertEquals(at + 1, flat.size());
  }

  @Test
  void wayBetweenTwoPointsIsStraight() {
    PenPath flat = PenPath.parse("0,0 100,50").flattened(5);
    for (int i = 0; i < flat.size(); i++) {
      assertEquals(0.5 * flat.x(i), flat.y(i), 1e-6);
    }
  }

  @Test
  void aCornerKeepsItsTwoSidesApart() {
    // With a corner both ways are straight; without one, the path swings out.
    PenPath sharp = PenPath.parse("0,0 50,0! 50,50").flattened(8);
    PenPath smooth = PenPath.parse("0,0 50,0 50,50").flattened(8);
    double sharpest = 0;
    double swing = 0;
    for (int i = 0; i < sharp.size(); i++) {
      sharpest = Math.max(sharpest, Math.max(-sharp.y(i), sharp.x(i) - 0.5));
      swing = Math.max(swing, Math.max(-smooth.y(i), smooth.x(i) - 0.5));
    }
    assertEquals(0, sharpest, 1e-6);
    assertTrue(swing > 0.01, "swing " + swing);
  }
}

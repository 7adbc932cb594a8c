package dev.ornstein.examples.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class GrayImageTest {
  private final GrayImage two = new GrayImage(2, 1, new byte[] {1, 2});

  @Test
  void enlargingRepeatsPixelsAndRows() {
    byte[] expected = {1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2};
    GrayImage large = two.enlarged(3);
    assertEquals(6, large.width());
    assertArrayEquals(expected, large.pixels());
  }

  @Test
  void stackingKeepsBothAtTheLeft() {
    GrayImage both = two.above(new GrayImage(3, 1, new byte[] {7, 8, 9}), 1);
    assertEquals(new GrayImage(3, 3, new byte[] {1, 2, 0, 0, 0, 0, 7, 8, 9}), both);
  }

  @Test
  void levelsAreClampedAndNanIsBlack() {
    assertEquals(0, GrayImage.level(-3f));
    assertEquals((byte) 255, GrayImage.level(1.5f));
    assertEquals((byte) 128, GrayImage.level(0.5f));
    assertEquals(0, GrayImage.level(Float.NaN));
  }

  @Test
  void sizesThatDisagreeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new GrayImage(2, 2, new byte[3]));
    assertThrows(IllegalArgumentException.class, () -> new GrayImage(0, 1, new byte[0]));
    assertThrows(IllegalArgumentException.class, () -> two.enlarged(0));
  }
}

package dev.ornstein.mnist.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImageRangeTest {
  @ParameterizedTest
  @EnumSource
  void everyPixelComesBack(ImageRange range) {
    for (int b = 0; b < 256; b++) {
      assertEquals((byte) b, range.toByte(range.toFloat((byte) b)), "byte " + b);
    }
  }

  @ParameterizedTest
  @EnumSource
  void blackAndWhiteAreTheEnds(ImageRange range) {
    assertEquals(range.black(), range.toFloat((byte) 0));
    assertEquals(range.white(), range.toFloat((byte) 255));
    assertEquals(1f, range.white());
    assertEquals(range == ImageRange.ZERO_TO_ONE ? 0f : -1f, range.black());
  }

  @ParameterizedTest
  @EnumSource
  void whatLiesOutsideIsClamped(ImageRange range) {
    assertEquals((byte) 0, range.toByte(-7f));
    assertEquals((byte) 255, range.toByte(7f));
    assertEquals((byte) 255, range.toByte(Float.POSITIVE_INFINITY));
    assertEquals((byte) 0, range.toByte(Float.NaN));
  }
}

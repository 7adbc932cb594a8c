package dev.ornstein.mnist.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class DatasetTest {
  private static final List<String> NAMES = List.of("cat", "dog");

  /** Three images with 2 channels of 1×3 pixels; pixel values count up from 250 and wrap. */
  private static Dataset small() {
    byte[] pixels = new byte[3 * 2 * 1 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (245 + i);
    }
    return new Dataset("pets", 2, 1, 3, pixels, new byte[] {1, 0, 1}, NAMES);
  }

  @Test
  void tellsWhatItHolds() {
    Dataset d = small();
    assertEquals(3, d.count());
    assertEquals(6, d.pixelsPerImage());
    assertEquals(2, d.classes());
    assertEquals(1, d.label(2));
    assertEquals(245 + 6 + 3 + 1, d.pixel(1, 1, 0, 1));
    assertEquals(0, d.pixel(1, 1, 0, 2));
    assertArrayEquals(new int[] {1, 2}, d.classHistogram());
    assertEquals("pets: 3 images 2×1×3, 2 classes", d.toString());
  }

  @Test
  void writesAnImageAsFloats() {
    float[] out = new float[8];
    small().image(0, ImageRange.ZERO_TO_ONE, out, 1);
    float[] expected = {
      0, 245 / 255f, 246 / 255f, 247 / 255f, 248 / 255f, 249 / 255f, 250 / 255f, 0
    };
    assertArrayEquals(expected, out, 1e-7f);
  }

  @Test
  void aBorderIsBlack() {
    float[] out = new float[2 * 3 * 5];
    small().paddedImage(2, ImageRange.MINUS_ONE_TO_ONE, 1, out, 0);
    for (int c = 0; c < 2; c++) {
      for (int y = 0; y < 3; y++) {
        for (int x = 0; x < 5; x++) {
          boolean inside = y == 1 && x >= 1 && x <= 3;
          float expected = inside ? small().pixel(2, c, 0, x - 1) / 127.5f - 1 : -1;
          assertEquals(expected, out[(c * 3 + y) * 5 + x], 1e-6f, c + " " + y + " " + x);
        }
      }
    }
  }

  @Test
  void theFirstImagesAreASet() {
    Dataset two = small().first(2);
    assertEquals(2, two.count());
    assertEquals(small().pixel(1, 0, 0, 2), two.pixel(1, 0, 0, 2));
    assertEquals(0, two.label(1));
    Dataset all = small();
    assertSame(all, all.first(3));
  }

  @Test
  void refusesSizesThatDisagree() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Dataset("x", 1, 2, 2, new byte[7], new byte[2], NAMES));
    assertEquals("2 labels of images 1×2×2 need 8 pixels, got 7", e.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> new Dataset("x", 0, 2, 2, new byte[0], new byte[2], NAMES));
  }

  @Test
  void refusesLabelsWithoutName() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Dataset("x", 1, 1, 1, new byte[2], new byte[] {0, (byte) 200}, NAMES));
    assertEquals("label 200 of image 1 must be less than the number of classes, 2", e.getMessage());
  }

  @Test
  void refusesImagesThatAreNotThere() {
    Dataset d = small();
    String message =
        assertThrows(IndexOutOfBoundsException.class, () -> d.pixel(3, 0, 0, 0)).getMessage();
    assertTrue(message.contains("0 … 2 of pets, got 3"), message);
  }

  @Test
  void trainAndTestMustBeAlike() {
    Dataset other = new Dataset("x", 1, 1, 1, new byte[1], new byte[1], NAMES);
    assertThrows(IllegalArgumentException.class, () -> new TrainTest(small(), other, "x", "mixed"));
    assertEquals("fine", new TrainTest(small(), small(), "x", "fine").description());
  }
}

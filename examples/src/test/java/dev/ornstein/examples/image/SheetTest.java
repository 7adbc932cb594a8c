package dev.ornstein.examples.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SheetTest {
  @Test
  void sheetIsNearlySquareAndHoldsAll() {
    for (int count = 1; count < 200; count++) {
      Sheet sheet = Sheet.forCount(count, 2, 3);
      int more = sheet.columns() - sheet.rows();
      assertEquals(true, sheet.capacity() >= count && more >= 0 && more <= 1, "for " + count);
    }
  }

  @Test
  void imagesLieInReadingOrderBetweenLines() {
    // Two images of 2 rows and 1 column: 0 over 1, and ½ over 0.
    GrayImage drawn = new Sheet(2, 1, 2, 1).draw(new float[] {0, 1, 0.5f, 0});
    byte line = 40;
    byte[] expected = {
      line,
      line,
      line,
      line,
      line,
      line,
      0,
      line,
      (byte) 128,
      line,
      line,
      (byte) 255,
      line,
      0,
      line,
      line,
      line,
      line,
      line,
      line
    };
    assertEquals(new GrayImage(5, 4, expected), drawn);
  }

  @Test
  void missingAndSurplusImagesDoNoHarm() {
    Sheet sheet = new Sheet(2, 2, 1, 1);
    GrayImage three = sheet.draw(new float[] {1, 1, 1});
    assertEquals(40, three.pixels()[3 * 5 + 3]);
    assertEquals(sheet.draw(new float[] {1, 1, 1, 1}), sheet.draw(new float[] {1, 1, 1, 1, 0, 0}));
  }

  @Test
  void emptySheetsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Sheet(0, 1, 1, 1));
  }
}

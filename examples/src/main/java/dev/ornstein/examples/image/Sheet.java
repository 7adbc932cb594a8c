package dev.ornstein.examples.image;

import java.util.Arrays;

/**
 * Many small images of one size in rows on one picture, with a thin line between them.
 *
 * @param columns images in a row, at least 1
 * @param rows how many rows, at least 1
 * @param height of one image in pixels
 * @param width of one image in pixels
 */
public record Sheet(int columns, int rows, int height, int width) {
  /** Pixels between two images and around all. */
  private static final int GAP = 1;

  /** The grey of the lines and of places without an image. */
  private static final byte LINE = 40;

  /** Checks the sizes. */
  public Sheet {
    if (columns < 1 || rows < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a sheet of " + columns + "×" + rows + " images of " + width + "×" + height + " pixels");
    }
  }

  /** A nearly square sheet, rather wider than high, for {@code count} images. */
  public static Sheet forCount(int count, int height, int width) {
    int columns = Math.max(1, (int) Math.ceil(Math.sqrt(count)));
    return new Sheet(columns, Math.max(1, (count + columns - 1) / columns), height, width);
  }

  /** How many images there is room for. */
  public int capacity() {
    return columns * rows;
  }

  /**
   * Draws the first images of an array, as many as there are and there is room for.
   *
   * @param images any number of images, row major (N, height, width), 0 black to 1 white
   */
  public GrayImage draw(float[] images) {
    int wide = GAP + columns * (width + GAP);
    int high = GAP + rows * (height + GAP);
    byte[] pixels = new byte[wide * high];
    Arrays.fill(pixels, LINE);
    int count = Math.min(capacity(), images.length / (height * width));
    for (int n = 0; n < count; n++) {
      int left = GAP + n % columns * (width + GAP);
      int top = GAP + n / columns * (height + GAP);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          float value = images[(n * height + y) * width + x];
          pixels[(top + y) * wide + left + x] = GrayImage.level(value);
        }
      }
    }
    return new GrayImage(wide, high, pixels);
  }
}

package dev.ornstein.examples.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.Arrays;

/**
 * A grey picture: rows of unsigned bytes from the top, 0 black to 255 white.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param pixels {@code width·height} bytes, row major; neither copied nor to be changed
 */
public record GrayImage(int width, int height, byte[] pixels) {
  /** Checks the sizes. */
  public GrayImage {
    if (width < 1 || height < 1 || pixels.length != (long) width * height) {
      throw new IllegalArgumentException(
          "a picture of " + width + "×" + height + " pixels cannot have " + pixels.length);
    }
  }

  /**
   * The byte for a number.
   *
   * @param x 0 for black to 1 for white; numbers outside are clamped, NaN becomes black
   */
  static byte level(float x) {
    return (byte) Math.round(255f * Math.max(0f, Math.min(1f, x)));
  }

  /** This picture with every pixel drawn as a square of {@code factor}×{@code factor}. */
  public GrayImage enlarged(int factor) {
    if (factor < 1) {
      throw new IllegalArgumentException("a picture is enlarged 1 times or more, got " + factor);
    }
    int wide = width * factor;
    byte[] large = new byte[wide * height * factor];
    for (int y = 0; y < height; y++) {
      int first = y * factor * wide;
      for (int x = 0; x < width; x++) {
        int at = first + x * factor;
        Arrays.fill(large, at, at + factor, pixels[y * width + x]);
      }
      for (int copy = 1; copy < factor; copy++) {
        System.arraycopy(large, first, large, first + copy * wide, wide);
      }
    }
    return new GrayImage(wide, height * factor, large);
  }

  /**
   * A picture of this one above another, both at the left, on black.
   *
   * @param gap rows of pixels between them
   */
  public GrayImage above(GrayImage below, int gap) {
    int wide = Math.max(width, below.width);
    byte[] both = new byte[wide * (height + gap + below.height)];
    copyRows(both, wide, 0);
    below.copyRows(both, wide, height + gap);
    return new GrayImage(wide, height + gap + below.height, both);
  }

  private void copyRows(byte[] to, int wide, int top) {
    for (int y = 0; y < height; y++) {
      System.arraycopy(pixels, y * width, to, (top + y) * wide, width);
    }
  }

  /** The picture in the form that Java's image writers take. */
  BufferedImage toBufferedImage() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    byte[] raster = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    System.arraycopy(pixels, 0, raster, 0, pixels.length);
    return image;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof GrayImage
        && ((GrayImage) o).width == width
        && Arrays.equals(((GrayImage) o).pixels, pixels);
  }

  @Override
  public int hashCode() {
    return 31 * width + Arrays.hashCode(pixels);
  }

  @Override
  public String toString() {
    return "GrayImage " + width + "×" + height;
  }
}

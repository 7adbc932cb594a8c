package dev.ornstein.examples.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Portable network graphics, written by Java's own writer. */
public final class Png {
  private Png() {}

  /** A picture as the content of a PNG file: 8 bits, grey, without loss. */
  public static byte[] encode(GrayImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // A stream in memory: left alone, ImageIO would cache in a temporary file.
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(image.toBufferedImage(), "png", out)) {
        throw new IllegalStateException("this Java has no PNG writer");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}

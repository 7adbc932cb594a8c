package dev.ornstein.examples.evaluate;

import java.util.Optional;

/**
 * Images to be judged.
 *
 * @param name what the user calls them
 * @param images (N, 28, 28), row major, in [0, 1], N at least 1
 * @param labels N classes that they should show, when that is known
 * @param restoration what they were restored from and what is true, when they are restored
 */
public record Exhibit(
    String name, float[] images, Optional<int[]> labels, Optional<Restoration> restoration) {
  /** Rows and columns of an image. */
  public static final int SIZE = 28;

  /** Pixels of an image. */
  public static final int PIXELS = SIZE * SIZE;

  /**
   * The two sides of a restoration, in the order of the images.
   *
   * @param truth (N, 28, 28) in [0, 1]
   * @param degraded (N, 28, 28), when it was kept; noise may lead out of [0, 1]
   */
  public record Restoration(float[] truth, Optional<float[]> degraded) {}

  /** N, how many images there are. */
  public int count() {
    return images.length / PIXELS;
  }
}

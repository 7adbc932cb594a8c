package dev.ornstein.mnist.judge;

import dev.ornstein.mnist.data.Dataset;
import dev.ornstein.mnist.data.ImageRange;
import dev.ornstein.tensor.ShapeException;

/** Makes and checks arrays (N, H, W) of grey images in [0, 1]. */
final class ImageStack {
  private ImageStack() {}

  /**
   * How many images two arrays hold, image by image the same scene.
   *
   * @param height H, rows of an image, at least 1
   * @param width W, columns of an image, at least 1
   * @throws ShapeException when the arrays hold no whole number of images, none, or not equally
   *     many
   */
  static int count(float[] images, float[] truth, int height, int width) {
    if (height < 1 || width < 1) {
      throw new ShapeException(
          "images need at least one row and one column, got " + height + "×" + width);
    }
    int pixels = height * width;
    if (images.length != truth.length || images.length == 0 || images.length % pixels != 0) {
      throw new ShapeException(
          "two equal stacks of at least one image "
              + height
              + "×"
              + width
              + " are compared; got "
              + images.length
              + " and "
              + truth.length
              + " pixels");
    }
    return images.length / pixels;
  }

  /** Images {@code from} … {@code from + count − 1} of a dataset. */
  static float[] of(Dataset data, int from, int count) {
    float[] images = new float[count * data.pixelsPerImage()];
    data.images(from, count, ImageRange.ZERO_TO_ONE, images, 0);
    return images;
  }

  /** The mean of numbers, added in their order. */
  static double mean(double[] values) {
    double sum = 0;
    for (double v : values) {
      sum += v;
    }
    return sum / values.length;
  }
}

package dev.ornstein.mnist.judge;

import dev.ornstein.mnist.data.Dataset;
import dev.ornstein.mnist.data.ImageRange;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Linalg;
import java.util.Arrays;

/**
 * For each sample the nearest image of a dataset by pixels, ‖a − b‖: whether a model has learnt by
 * heart what it was shown. The search uses ‖a − b‖² = ‖a‖² − 2 aᵀb + ‖b‖² with all aᵀb from matrix
 * products; the distance to the image found is then computed directly, since the difference of
 * large numbers is not exact. Of images that are equally near, the first one in the dataset counts.
 *
 * @param indices N numbers of images in the dataset
 * @param distances N distances, in units of the range from black to white
 */
public record NearestImages(int[] indices, double[] distances) {
  private static final int SAMPLES_AT_ONCE = 512;
  private static final int IMAGES_AT_ONCE = 2048;

  /** Checks that the two are equally long. */
  public NearestImages {
    if (indices.length != distances.length) {
      throw new IllegalArgumentException(
          indices.length + " images need as many distances, got " + distances.length);
    }
  }

  /**
   * Searches.
   *
   * @param engine for the matrix products
   * @param samples (N, H, W) in [0, 1], row major
   * @param data images of H·W pixels, at least one
   * @throws ShapeException when the samples are no whole number of images of the dataset's size
   */
  public static NearestImages of(Engine engine, float[] samples, Dataset data) {
    int pixels = data.pixelsPerImage();
    if (samples.length % pixels != 0 || data.count() == 0) {
      throw new ShapeException(
          samples.length + " pixels are no samples of the size of the images in " + data);
    }
    int n = samples.length / pixels;
    int[] indices = new int[n];
    float[] best = new float[n];
    Arrays.fill(best, Float.POSITIVE_INFINITY);
    for (int from = 0; from < data.count(); from += IMAGES_AT_ONCE) {
      float[] images = ImageStack.of(data, from, Math.min(IMAGES_AT_ONCE, data.count() - from));
      float[] squares = squares(images, pixels);
      for (int first = 0; first < n; first += SAMPLES_AT_ONCE) {
        int some = Math.min(SAMPLES_AT_ONCE, n - first);
        float[] products = products(engine, samples, first, some, images, pixels);
        for (int s = 0; s < some; s++) {
          for (int i = 0; i < squares.length; i++) {
            float squareDistance = squares[i] - 2 * products[s * squares.length + i];
            if (squareDistance < best[first + s]) {
              best[first + s] = squareDistance;
              indices[first + s] = from + i;
            }
          }
        }
      }
    }
    return new NearestImages(indices, distances(samples, data, indices));
  }

  /** ‖b‖² of each image. ‖a‖² is the same for all images and decides nothing. */
  private static float[] squares(float[] images, int pixels) {
    float[] squares = new float[images.length / pixels];
    for (int i = 0; i < squares.length; i++) {
      double sum = 0;
      for (int p = i * pixels; p < (i + 1) * pixels; p++) {
        sum += (double) images[p] * images[p];
      }
      squares[i] = (float) sum;
    }
    return squares;
  }

  /** aᵀb of some samples and all of some images, (samples, images). */
  private static float[] products(
      Engine engine, float[] samples, int first, int some, float[] images, int pixels) {
    try (Scope memory = engine.scope()) {
      Tensor a = engine.empty(Shape.of(some, pixels));
      System.arraycopy(samples, first * pixels, a.array(), a.offset(), some * pixels);
      Tensor b = engine.wrap(images, Shape.of(images.length / pixels, pixels));
      return Linalg.matmul(a, b, false, true).toArray();
    }
  }

  private static double[] distances(float[] samples, Dataset data, int[] indices) {
    int pixels = data.pixelsPerImage();
    float[] image = new float[pixels];
    double[] distances = new double[indices.length];
    for (int s = 0; s < indices.length; s++) {
      data.image(indices[s], ImageRange.ZERO_TO_ONE, image, 0);
      double sum = 0;
      for (int p = 0; p < pixels; p++) {
        double d = (double) samples[s * pixels + p] - image[p];
        sum += d * d;
      }
      distances[s] = Math.sqrt(sum);
    }
    return distances;
  }

  /** The mean of the distances; NaN without samples. */
  public double meanDistance() {
    return ImageStack.mean(distances);
  }
}

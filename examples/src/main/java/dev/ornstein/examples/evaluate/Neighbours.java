package dev.ornstein.examples.evaluate;

import dev.ornstein.mnist.data.Dataset;
import dev.ornstein.mnist.data.ImageRange;
import dev.ornstein.mnist.judge.NearestImages;
import dev.ornstein.tensor.Engine;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The first images of an exhibit and, for each, the nearest training image.
 *
 * @param data the training images
 * @param found nearest images by number
 */
public record Neighbours(Dataset data, NearestImages found) {
  /** Most images that are compared: the search reads all training images for each. */
  public static final int MOST = 1000;

  /** Searches for the first {@link #MOST} images. */
  public static Neighbours of(Engine engine, Exhibit exhibit, Dataset data) {
    int count = Math.min(MOST, exhibit.count());
    float[] first = Arrays.copyOf(exhibit.images(), count * Exhibit.PIXELS);
    return new Neighbours(data, NearestImages.of(engine, first, data));
  }

  /** The numbers of the images that are nearest to training images, nearest first. */
  int[] closest(int most) {
    return IntStream.range(0, found.distances().length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> found.distances()[i]))
        .mapToInt(Integer::intValue)
        .limit(most)
        .toArray();
  }

  /** The training image that is nearest to image {@code i}, (28, 28) in [0, 1]. */
  float[] nearestTo(int i) {
    float[] image = new float[Exhibit.PIXELS];
    data.image(found.indices()[i], ImageRange.ZERO_TO_ONE, image, 0);
    return image;
  }
}

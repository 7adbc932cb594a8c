package dev.ornstein.mnist.judge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ornstein.mnist.data.Dataset;
import dev.ornstein.mnist.data.ImageRange;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.ShapeException;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class NearestImagesTest {
  private static final double FLOATS = 1e-6;
  private static final int PIXELS = 6;

  private static Engine engine() {
    return Engine.create("auto", 2, line -> {});
  }

  private static Dataset random(int count) {
    byte[] pixels = new byte[count * PIXELS];
    Rng rng = Rng.of(7);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) rng.nextInt();
    }
    return new Dataset(
        "random", 1, 2, 3, pixels, new byte[count], Collections.nCopies(1, "anything"));
  }

  /** More images and samples than are compared at once, against a plain search. */
  @Test
  void itIsWhatASearchFinds() {
    Dataset data = random(2500);
    float[] samples = new float[600 * PIXELS];
    Rng rng = Rng.of(8);
    for (int i = 0; i < samples.length; i++) {
      samples[i] = rng.nextFloat();
    }
    NearestImages found;
    try (Engine engine = engine()) {
      found = NearestImages.of(engine, samples, data);
    }
    for (int s = 0; s < 600; s++) {
      double best = Double.POSITIVE_INFINITY;
      for (int i = 0; i < data.count(); i++) {
        best = Math.min(best, distance(samples, s, data, i));
      }
      assertEquals(best, found.distances()[s], FLOATS, "sample " + s);
      assertEquals(best, distance(samples, s, data, found.indices()[s]), FLOATS, "sample " + s);
    }
  }

  private static double distance(float[] samples, int s, Dataset data, int i) {
    float[] image = new float[PIXELS];
    data.image(i, ImageRange.ZERO_TO_ONE, image, 0);
    double sum = 0;
    for (int p = 0; p < PIXELS; p++) {
      sum += Math.pow(samples[s * PIXELS + p] - image[p], 2);
    }
    return Math.sqrt(sum);
  }

  @Test
  void anImageOfTheDatasetIsItsOwnNearest() {
    Dataset data = random(100);
    float[] samples = new float[3 * PIXELS];
    int[] which = {42, 0, 99};
    for (int s = 0; s < 3; s++) {
      data.image(which[s], ImageRange.ZERO_TO_ONE, samples, s * PIXELS);
    }
    try (Engine engine = engine()) {
      NearestImages found = NearestImages.of(engine, samples, data);
      assertArrayEquals(which, found.indices());
      assertArrayEquals(new double[3], found.distances());
      assertEquals(0, found.meanDistance());
      assertThrows(ShapeException.class, () -> NearestImages.of(engine, new float[7], data));
    }
  }
}

package dev.ornstein.mnist.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Parallel;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SyntheticDigitsTest {
  private static final int PIXELS = SyntheticDigits.SIDE * SyntheticDigits.SIDE;

  private static final long PINNED = 706130053L;

  private static Dataset train;
  private static Dataset test;

  @BeforeAll
  static void draw() {
    train = digits(7, "train", 4000, 2);
    test = digits(7, "test", 2000, 2);
  }

  private static Dataset digits(long seed, String split, int count, int threads) {
    try (Parallel parallel = new Parallel(threads)) {
      return SyntheticDigits.generate(seed, split, count, parallel);
    }
  }

  private static long crc(Dataset d, int from, int to) {
    CRC32 crc = new CRC32();
    for (int i = from; i < to; i++) {
      crc.update(d.label(i));
      for (int p = 0; p < PIXELS; p++) {
        crc.update(d.pixel(i, 0, p / SyntheticDigits.SIDE, p % SyntheticDigits.SIDE));
      }
    }
    return crc.getValue();
  }

  @Test
  void theSameOnEveryMachine() {
    assertEquals(PINNED, crc(digits(0, "train", 200, 1), 0, 200));
  }

  @Test
  void anImageDependsOnSeedSplitAndNumberOnly() {
    long expected = crc(train, 0, 300);
    assertEquals(expected, crc(digits(7, "train", 300, 1), 0, 300));
    assertEquals(expected, crc(digits(7, "train", 301, 3), 0, 300));
    assertNotEquals(expected, crc(digits(8, "train", 300, 1), 0, 300));
    assertNotEquals(expected, crc(test, 0, 300));
  }

  @Test
  void everyDigitIsAboutAsFrequent() {
    for (int n : train.classHistogram()) {
      // 400 expected, standard deviation 19: five of them.
      assertEquals(400, n, 95);
    }
  }

  @Test
  void brightnessIsThatOfMnist() {
    double sum = 0;
    double squares = 0;
    int inked = 0;
    float[] image = new float[PIXELS];
    for (int i = 0; i < train.count(); i++) {
      train.image(i, ImageRange.ZERO_TO_ONE, image, 0);
      float brightest = 0;
      for (float v : image) {
        sum += v;
        squares += v * v;
        inked += v > 0 ? 1 : 0;
        brightest = Math.max(brightest, v);
      }
      assertTrue(brightest > 0.75f, "image " + i + " is faint: " + brightest);
    }
    double n = (double) train.count() * PIXELS;
    double mean = sum / n;
    assertEquals(0.1307, mean, 0.015, "mean");
    assertEquals(0.3081, Math.sqrt(squares / n - mean * mean), 0.015, "standard deviation");
    assertEquals(0.191, inked / n, 0.03, "share of pixels that are not black");
  }

  @Test
  void inkKeepsAwayFromTheEdge() {
    int last = SyntheticDigits.SIDE - 1;
    for (int i = 0; i < train.count(); i++) {
      for (int k = 0; k <= last; k++) {
        int edge =
            train.pixel(i, 0, 0, k)
                + train.pixel(i, 0, last, k)
                + train.pixel(i, 0, k, 0)
                + train.pixel(i, 0, k, last);
        assertEquals(0, edge, "image " + i);
      }
    }
  }

  @Test
  void centreOfMassIsInTheMiddle() {
    float[] image = new float[PIXELS];
    double off = 0;
    for (int i = 0; i < train.count(); i++) {
      train.image(i, ImageRange.ZERO_TO_ONE, image, 0);
      double mass = 0;
      double x = 0;
      double y = 0;
      for (int p = 0; p < PIXELS; p++) {
        mass += image[p];
        x += image[p] * (p % SyntheticDigits.SIDE + 0.5);
        y += image[p] * (p / SyntheticDigits.SIDE + 0.5);
      }
      off += Math.hypot(x / mass - 14, y / mass - 14);
    }
    assertTrue(off / train.count() < 1, "mean distance from the middle " + off / train.count());
  }

  /** Class means tell the digits apart, but no better than handwriting: 82 % for MNIST. */
  @Test
  void digitsAreDistinctAndVaried() {
    double[][] means = classMeans();
    float[] image = new float[PIXELS];
    int[] right = new int[10];
    int hits = 0;
    for (int i = 0; i < test.count(); i++) {
      test.image(i, ImageRange.ZERO_TO_ONE, image, 0);
      if (nearest(means, image) == test.label(i)) {
        right[test.label(i)]++;
        hits++;
      }
    }
    double accuracy = (double) hits / test.count();
    assertTrue(accuracy > 0.8 && accuracy < 0.93, "accuracy of the nearest mean " + accuracy);
    for (int k = 0; k < 10; k++) {
      double share = (double) right[k] / test.classHistogram()[k];
      assertTrue(share > 0.6, "of digit " + k + " found " + share);
    }
  }

  private static double[][] classMeans() {
    double[][] means = new double[10][PIXELS];
    int[] count = train.classHistogram();
    float[] image = new float[PIXELS];
    for (int i = 0; i < train.count(); i++) {
      train.image(i, ImageRange.ZERO_TO_ONE, image, 0);
      for (int p = 0; p < PIXELS; p++) {
        means[train.label(i)][p] += image[p] / count[train.label(i)];
      }
    }
    return means;
  }

  private static int nearest(double[][] means, float[] image) {
    int best = -1;
    double least = Double.MAX_VALUE;
    for (int k = 0; k < means.length; k++) {
      double distance = 0;
      for (int p = 0; p < PIXELS; p++) {
        double d = image[p] - means[k][p];
        distance += d * d;
      }
      if (distance < least) {
        least = distance;
        best = k;
      }
    }
    return best;
  }
}

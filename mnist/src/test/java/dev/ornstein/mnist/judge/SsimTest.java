package dev.ornstein.mnist.judge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.ShapeException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SsimTest {
  private static final double ROUND_OFF = 1e-9;

  private static final double C1 = 1e-4;
  private static final double C2 = 9e-4;

  /** Waves whose length and phase depend on k. */
  private static float[] waves(int n, int height, int width, int k) {
    float[] x = new float[n * height * width];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (0.5 + 0.4 * Math.sin(0.37 * (k + 1) * (i % width) + 0.11 * (i / width) + k));
    }
    return x;
  }

  @Test
  void equalImagesHaveOne() {
    float[] x = waves(3, 28, 28, 0);
    Ssim ssim = Ssim.of(x, x, 28, 28);
    assertArrayEquals(new double[] {1, 1, 1}, ssim.perImage(), ROUND_OFF);
    assertEquals(1, ssim.mean(), ROUND_OFF);
  }

  @Test
  void itIsSymmetricAndBelowOne() {
    float[] a = waves(2, 14, 20, 0);
    float[] b = waves(2, 14, 20, 1);
    double[] ab = Ssim.of(a, b, 14, 20).perImage();
    assertArrayEquals(ab, Ssim.of(b, a, 14, 20).perImage(), ROUND_OFF);
    for (double s : ab) {
      assertTrue(s < 0.9 && s >= -1, "" + s);
    }
  }

  /** Without variance only the luminance is left: (2ab + C₁)/(a² + b² + C₁). */
  @Test
  void constantImagesHaveTheClosedForm() {
    float[] a = new float[2 * 12 * 11];
    float[] b = new float[a.length];
    Arrays.fill(a, 0.25f);
    Arrays.fill(b, 0.75f);
    Arrays.fill(b, 132, 264, 0f);
    double[] s = Ssim.of(a, b, 12, 11).perImage();
    assertEquals((2 * 0.1875 + C1) / (0.625 + C1), s[0], ROUND_OFF);
    assertEquals(C1 / (0.0625 + C1), s[1], ROUND_OFF);
  }

  /** Under one window: a a point at the centre of height h, b = 0; means and variances by hand. */
  @Test
  void onePointUnderOneWindow() {
    float[] a = new float[121];
    a[60] = 1;
    double centre = 0;
    for (int i = -5; i <= 5; i++) {
      centre += Math.exp(-i * i / 4.5);
    }
    double w = 1 / (centre * centre); // weight of the centre
    double variance = w - w * w;
    double expected = C1 / (w * w + C1) * (C2 / (variance + C2));
    assertEquals(expected, Ssim.of(a, new float[121], 11, 11).mean(), ROUND_OFF);
  }

  /** An image and its negative about the local mean have covariance −σ². */
  @Test
  void oppositesAreNegative() {
    float[] a = waves(1, 11, 11, 2);
    float[] negative = new float[121];
    for (int i = 0; i < 121; i++) {
      negative[i] = 1 - a[i];
    }
    double s = Ssim.of(a, negative, 11, 11).mean();
    assertTrue(s < -0.8, "" + s);
  }

  @Test
  void theWindowIsNormalAndSymmetric() {
    double[] w = Ssim.window();
    assertEquals(1, Arrays.stream(w).sum(), ROUND_OFF);
    assertEquals(Math.exp(-1 / 4.5), w[6] / w[5], ROUND_OFF);
    assertEquals(w[0], w[10], 0);
  }

  @Test
  void smallImagesAreRefused() {
    String message =
        assertThrows(ShapeException.class, () -> Ssim.of(new float[100], new float[100], 10, 10))
            .getMessage();
    assertTrue(message.contains("11×11") && message.contains("10×10"), message);
  }

  /**
   * The definition, place by place with a window of two dimensions, on images that are not square.
   */
  @Test
  void itIsThatOfTheDefinition() {
    int height = 14;
    int width = 19;
    Rng rng = Rng.of(8);
    float[] a = new float[height * width];
    float[] b = new float[height * width];
    for (int p = 0; p < a.length; p++) {
      a[p] = (float) rng.nextDouble();
      b[p] = 0.5f * a[p] + 0.5f * (float) rng.nextDouble() * p / a.length; // other further down
    }
    double sum = 0;
    int places = 0;
    for (int top = 0; top + Ssim.WINDOW <= height; top++) {
      for (int left = 0; left + Ssim.WINDOW <= width; left++) {
        sum += atOnePlace(a, b, top * width + left, width);
        places++;
      }
    }
    assertEquals(4 * 9, places);
    assertEquals(sum / places, Ssim.of(a, b, height, width).mean(), ROUND_OFF);
  }

  private static double atOnePlace(float[] a, float[] b, int corner, int width) {
    double total = 0;
    double[] m = new double[5]; // of a, b, a², b², ab
    for (int y = 0; y < Ssim.WINDOW; y++) {
      for (int x = 0; x < Ssim.WINDOW; x++) {
        double w = Math.exp(-((y - 5) * (y - 5) + (x - 5) * (x - 5)) / (2 * 1.5 * 1.5));
        double pa = a[corner + y * width + x];
        double pb = b[corner + y * width + x];
        double[] of = {pa, pb, pa * pa, pb * pb, pa * pb};
        for (int k = 0; k < m.length; k++) {
          m[k] += w * of[k];
        }
        total += w;
      }
    }
    for (int k = 0; k < m.length; k++) {
      m[k] /= total;
    }
    double luminance = (2 * m[0] * m[1] + C1) / (m[0] * m[0] + m[1] * m[1] + C1);
    double variances = m[2] - m[0] * m[0] + m[3] - m[1] * m[1];
    return luminance * (2 * (m[4] - m[0] * m[1]) + C2) / (variances + C2);
  }
}

package dev.ornstein.mnist.judge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Rng;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FrechetDistanceTest {
  /** Relative to the trace; the root of a product loses half of the digits where it is singular. */
  private static final double ROOTS = 1e-6;

  private static final double REGULAR = 1e-10;
  private static final int D = 6;

  private static FeatureStatistics diagonal(double[] mean, double... variances) {
    double[] c = new double[mean.length * mean.length];
    for (int k = 0; k < mean.length; k++) {
      c[k * mean.length + k] = variances[k];
    }
    return new FeatureStatistics(100, mean, c);
  }

  /** n samples of D numbers, correlated and scaled, whose mean is about {@code shift}. */
  private static float[] samples(int n, long seed, float shift) {
    Rng rng = Rng.of(seed);
    float[] f = new float[n * D];
    for (int i = 0; i < n; i++) {
      float common = rng.nextGaussian();
      for (int k = 0; k < D; k++) {
        f[i * D + k] = shift + (1 + 0.3f * k) * rng.nextGaussian() + common;
      }
    }
    return f;
  }

  private static FeatureStatistics statistics(float[] samples) {
    return FeatureStatistics.of(samples, D);
  }

  private static double between(FeatureStatistics a, FeatureStatistics b) {
    return FrechetDistance.between(a, b);
  }

  @Test
  void diagonalCovariancesHaveAClosedForm() {
    FeatureStatistics a = diagonal(new double[] {0, 1, 2}, 4, 9, 0);
    FeatureStatistics b = diagonal(new double[] {3, 1, 1}, 1, 25, 2);
    // Σ (m − m′)² + Σ (σ − σ′)²
    assertEquals(9 + 0 + 1 + 1 + 4 + 2, between(a, b), REGULAR);
    assertEquals(9 + 0 + 1 + 1 + 4 + 2, between(b, a), REGULAR);
  }

  /** One variable: the squared distance of two normal distributions on a line. */
  @Test
  void onALineItIsTheTransportOfQuantiles() {
    FeatureStatistics a = diagonal(new double[] {-1}, 2.25);
    FeatureStatistics b = diagonal(new double[] {0.5}, 0.25);
    assertEquals(1.5 * 1.5 + 1, between(a, b), REGULAR);
  }

  @Test
  void equalDistributionsAreAtZero() {
    FeatureStatistics a = statistics(samples(500, 1, 0));
    assertEquals(0, between(a, a), ROOTS);
  }

  @Test
  void shiftedByAVectorItIsItsSquaredLength() {
    FeatureStatistics a = statistics(samples(400, 1, 0));
    double[] mean = a.mean();
    mean[0] += 3;
    mean[4] -= 4;
    FeatureStatistics b = new FeatureStatistics(400, mean, a.covariance());
    assertEquals(25, between(a, b), ROOTS);
  }

  /** C and s²C: tr(C)·(1 − s)², since the roots commute. */
  @Test
  void scaledByANumber() {
    FeatureStatistics a = statistics(samples(400, 2, 0));
    double[] c = a.covariance();
    double trace = 0;
    for (int k = 0; k < D; k++) {
      trace += c[k * D + k];
    }
    double[] scaled = Arrays.stream(c).map(v -> 6.25 * v).toArray();
    FeatureStatistics b = new FeatureStatistics(400, a.mean(), scaled);
    assertEquals(2.25 * trace, between(a, b), ROOTS * trace);
  }

  /**
   * Covariances that do not commute. Of two variables the eigenvalues λ of the product AB are known
   * by its trace and determinant: tr (A^½ B A^½)^½ = √λ₁ + √λ₂ = (tr AB + 2 √(det A det B))^½.
   */
  @Test
  void twoVariablesHaveAClosedForm() {
    FeatureStatistics a = new FeatureStatistics(9, new double[2], new double[] {4, 1, 1, 2});
    FeatureStatistics b = new FeatureStatistics(9, new double[2], new double[] {1, -0.9, -0.9, 5});
    double product = 4 * 1 - 1 * 0.9 - 1 * 0.9 + 2 * 5;
    double determinants = (4 * 2 - 1) * (1 * 5 - 0.9 * 0.9);
    double root = Math.sqrt(product + 2 * Math.sqrt(determinants));
    assertEquals(4 + 2 + 1 + 5 - 2 * root, between(a, b), REGULAR);
    assertEquals(4 + 2 + 1 + 5 - 2 * root, between(b, a), REGULAR);
  }

  /** Round-off may leave an eigenvalue, or the distance of equal distributions, below 0. */
  @Test
  void whatIsBelowZeroCountsAsZero() {
    double below = -1e-6;
    FeatureStatistics a = diagonal(new double[2], 1, below);
    FeatureStatistics b = diagonal(new double[2], 1, 0.01);
    assertEquals(0.01 + below, between(a, b), REGULAR);
    assertEquals(0.01 + below, between(b, a), REGULAR);
    assertEquals(0, between(a, a), 0);
  }

  @Test
  void itIsSymmetricAndARotationChangesNothing() {
    float[] x = samples(300, 3, 0);
    float[] y = samples(200, 4, 0.5f);
    double d = between(statistics(x), statistics(y));
    assertTrue(d > 0.5, "" + d);
    assertEquals(d, between(statistics(y), statistics(x)), ROOTS * d);
    double turned = between(statistics(turned(x)), statistics(turned(y)));
    assertEquals(d, turned, 1e-5 * d, "samples are floats");
  }

  /** Turns the plane of the first and last feature by 30°, and swaps two others. */
  private static float[] turned(float[] samples) {
    float[] out = samples.clone();
    double cos = Math.sqrt(0.75);
    for (int i = 0; i < samples.length; i += D) {
      float first = samples[i];
      float last = samples[i + D - 1];
      out[i] = (float) (cos * first - 0.5 * last);
      out[i + D - 1] = (float) (0.5 * first + cos * last);
      out[i + 1] = samples[i + 2];
      out[i + 2] = samples[i + 1];
    }
    return out;
  }

  /** Fewer samples than features: the covariance is singular, and the distance still finite. */
  @Test
  void covariancesWithoutFullRankAreAllowed() {
    FeatureStatistics few = statistics(samples(3, 5, 0));
    FeatureStatistics many = statistics(samples(1000, 6, 0));
    double d = between(few, many);
    assertTrue(d > 0 && Double.isFinite(d), "" + d);
    assertEquals(d, between(many, few), 1e-5 * d);
    assertEquals(0, between(few, few), 1e-5);
    // Rank 1 against rank 1 along other axes: no overlap, so only the traces count.
    FeatureStatistics a = diagonal(new double[D], 4, 0, 0, 0, 0, 0);
    FeatureStatistics b = diagonal(new double[D], 0, 9, 0, 0, 0, 0);
    assertEquals(13, between(a, b), REGULAR);
  }

  @Test
  void statisticsAreThoseOfTheDefinition() {
    FeatureStatistics s = FeatureStatistics.of(new float[] {1, 2, 3, 6, 5, 4}, 2);
    assertEquals(3, s.count());
    assertArrayEquals(new double[] {3, 4}, s.mean(), REGULAR);
    assertArrayEquals(new double[] {4, 2, 2, 4}, s.covariance(), REGULAR);
  }

  @Test
  void whatHasNoCovarianceIsRefused() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> FeatureStatistics.of(new float[D], D))
            .getMessage();
    assertTrue(message.contains("at least 2 samples, got 1"), message);
    assertThrows(IllegalArgumentException.class, () -> FeatureStatistics.of(new float[7], D));
    assertThrows(
        IllegalArgumentException.class,
        () -> new FeatureStatistics(9, new double[2], new double[] {1, 2, 3, 4}));
    assertThrows(
        IllegalArgumentException.class,
        () -> between(diagonal(new double[1], 1), diagonal(new double[2], 1, 1)));
    float[] broken = samples(9, 1, 0);
    broken[5] = Float.NaN;
    assertThrows(IllegalArgumentException.class, () -> statistics(broken));
  }
}

package dev.ornstein.mnist.judge;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Mean and covariance of descriptions of images. The covariance is the unbiased one, with N − 1.
 */
public final class FeatureStatistics {
  private final int count;
  private final double[] mean;
  private final DMatrixRMaj covariance;

  /**
   * Statistics known from elsewhere.
   *
   * @param count N, at least 2
   * @param mean D numbers
   * @param covariance D·D numbers, row major, symmetric
   * @throws IllegalArgumentException when there are too few samples, the sizes disagree, a number
   *     is not finite, or the matrix is not symmetric
   */
  public FeatureStatistics(int count, double[] mean, double[] covariance) {
    requireCount(count);
    int d = mean.length;
    if (d == 0 || covariance.length != d * d) {
      throw new IllegalArgumentException(
          "a mean of "
              + d
              + " numbers has a covariance of "
              + d * d
              + " and at least 1; got "
              + covariance.length);
    }
    requireFinite("mean", mean);
    requireFinite("covariance", covariance);
    requireSymmetric(covariance, d);
    this.count = count;
    this.mean = mean.clone();
    this.covariance = new DMatrixRMaj(d, d, true, covariance.clone());
  }

  /**
   * The statistics of samples: m = 1/N Σ f, C = 1/(N−1) Σ (f − m)(f − m)ᵀ, in double precision and
   * in the order of the samples.
   *
   * @param features (N, D), row major, N at least 2
   * @param dimension D
   * @throws IllegalArgumentException when there are fewer than 2 samples, no whole number of them,
   *     or some that are not finite
   */
  public static FeatureStatistics of(float[] features, int dimension) {
    if (dimension < 1 || features.length % dimension != 0) {
      throw new IllegalArgumentException(
          features.length + " numbers are no samples of " + dimension + " features each");
    }
    int n = features.length / dimension;
    requireCount(n);
    double[] mean = new double[dimension];
    for (int i = 0; i < features.length; i++) {
      mean[i % dimension] += features[i];
    }
    Arrays.setAll(mean, k -> mean[k] / n);
    double[] covariance = new double[dimension * dimension];
    double[] f = new double[dimension];
    for (int s = 0; s < n; s++) {
      for (int k = 0; k < dimension; k++) {
        f[k] = features[s * dimension + k] - mean[k];
      }
      for (int i = 0; i < dimension; i++) {
        for (int j = 0; j <= i; j++) {
          covariance[i * dimension + j] += f[i] * f[j];
        }
      }
    }
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j <= i; j++) {
        covariance[i * dimension + j] /= n - 1;
        covariance[j * dimension + i] = covariance[i * dimension + j];
      }
    }
    return new FeatureStatistics(n, mean, covariance);
  }

  private static void requireCount(int count) {
    if (count < 2) {
      throw new IllegalArgumentException(
          "a covariance needs at least 2 samples, got " + count + "; draw more images");
    }
  }

  private static void requireFinite(String what, double[] values) {
    for (double v : values) {
      if (!Double.isFinite(v)) {
        throw new IllegalArgumentException(
            "a " + what + " of features must be finite, got " + v + "; are all images finite?");
      }
    }
  }

  private static void requireSymmetric(double[] c, int d) {
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < i; j++) {
        if (c[i * d + j] != c[j * d + i]) {
          throw new IllegalArgumentException(
              String.format(
                  "a covariance is symmetric; at (%d, %d) this one has %s, mirrored %s",
                  i, j, c[i * d + j], c[j * d + i]));
        }
      }
    }
  }

  /** N, how many samples these are of. */
  public int count() {
    return count;
  }

  /** D, numbers in a description. */
  public int dimension() {
    return mean.length;
  }

  /** The mean, D numbers; a copy. */
  public double[] mean() {
    return mean.clone();
  }

  /** The covariance, D·D numbers, row major; a copy. */
  public double[] covariance() {
    return covariance.data.clone();
  }

  DMatrixRMaj matrix() {
    return covariance;
  }
}

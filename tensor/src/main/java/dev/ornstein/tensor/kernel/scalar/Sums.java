package dev.ornstein.tensor.kernel.scalar;

/**
 * Sums over consecutive elements, accumulated in double. Four accumulators take the elements in
 * turn and are added at the end: one alone would wait for the latency of each addition.
 */
final class Sums {
  private Sums() {}

  /** Σ x[i]. */
  static double sum(float[] x, int at, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = at;
    int end = at + n;
    for (; i < end - 3; i += 4) {
      s0 += x[i];
      s1 += x[i + 1];
      s2 += x[i + 2];
      s3 += x[i + 3];
    }
    for (; i < end; i++) {
      s0 += x[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** Σ x[i]·y[i]; products of two floats are exact in double. */
  static double dot(float[] x, int xAt, float[] y, int yAt, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i < n - 3; i += 4) {
      s0 += (double) x[xAt + i] * y[yAt + i];
      s1 += (double) x[xAt + i + 1] * y[yAt + i + 1];
      s2 += (double) x[xAt + i + 2] * y[yAt + i + 2];
      s3 += (double) x[xAt + i + 3] * y[yAt + i + 3];
    }
    for (; i < n; i++) {
      s0 += (double) x[xAt + i] * y[yAt + i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** Σ (x[i] − y[i])². */
  static double squaredDifferences(float[] x, int xAt, float[] y, int yAt, int n) {
    double s0 = 0;
    double s1 = 0;
    int i = 0;
    for (; i < n - 1; i += 2) {
      double d0 = (double) x[xAt + i] - y[yAt + i];
      double d1 = (double) x[xAt + i + 1] - y[yAt + i + 1];
      s0 += d0 * d0;
      s1 += d1 * d1;
    }
    if (i < n) {
      double d = (double) x[xAt + i] - y[yAt + i];
      s0 += d * d;
    }
    return s0 + s1;
  }

  /** Σ (x[i] − mean)². */
  static double squaredDeviations(float[] x, int at, int n, double mean) {
    double s0 = 0;
    double s1 = 0;
    int i = at;
    int end = at + n;
    for (; i < end - 1; i += 2) {
      double d0 = x[i] - mean;
      double d1 = x[i + 1] - mean;
      s0 += d0 * d0;
      s1 += d1 * d1;
    }
    if (i < end) {
      double d = x[i] - mean;
      s0 += d * d;
    }
    return s0 + s1;
  }

  /** Σ g[i]·(x[i] − mean). */
  static double centredDot(float[] g, int gAt, float[] x, int xAt, int n, double mean) {
    double s0 = 0;
    double s1 = 0;
    int i = 0;
    for (; i < n - 1; i += 2) {
      s0 += g[gAt + i] * (x[xAt + i] - mean);
      s1 += g[gAt + i + 1] * (x[xAt + i + 1] - mean);
    }
    if (i < n) {
      s0 += g[gAt + i] * (x[xAt + i] - mean);
    }
    return s0 + s1;
  }
}

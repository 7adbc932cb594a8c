package dev.ornstein.diffusion.sampler;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Tensor;

/** The mean and covariance of samples, judged by the Monte-Carlo error that they must have. */
final class SampleMoments {
  private SampleMoments() {}

  /**
   * Fails unless the samples can come from N(mean, covariance): each entry of their mean and
   * covariance has a known standard deviation σ; at least 99 % of the entries are within 3σ and all
   * within 5σ.
   *
   * @param x (N, …) samples
   */
  static void agree(Tensor x, double[] mean, double[] covariance, String what) {
    int n = x.dim(0);
    int d = x.size() / n;
    int entries = 0;
    int beyondThree = 0;
    double worst = 0;
    for (int a = 0; a < d; a++) {
      for (int b = -1; b <= a; b++) {
        double sum = 0;
        for (int s = 0; s < n; s++) {
          double da = x.get(s * d + a) - mean[a];
          sum += b < 0 ? da : da * (x.get(s * d + b) - mean[b]);
        }
        double expected = b < 0 ? 0 : covariance[a * d + b];
        double variance =
            b < 0
                ? covariance[a * d + a]
                : covariance[a * d + a] * covariance[b * d + b] + expected * expected;
        double sigmas = Math.abs(sum / n - expected) / Math.sqrt(variance / n);
        assertTrue(sigmas < 5, what + ": moment (" + a + ", " + b + ") is off by " + sigmas + "σ");
        worst = Math.max(worst, sigmas);
        beyondThree += sigmas > 3 ? 1 : 0;
        entries++;
      }
    }
    assertTrue(
        beyondThree <= 0.01 * entries,
        what + ": " + beyondThree + " of " + entries + " moments are off by more than 3σ");
    assertTrue(worst > 0.5, what + ": too good to be a random sample");
  }
}

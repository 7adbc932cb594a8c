package dev.ornstein.diffusion.process;

import dev.ornstein.tensor.UserError;
import java.util.function.IntFunction;

/**
 * Whether a diffusion with given eigenvalues h(t) of H and σ²(t) of Σ exists, looked at on a dense
 * grid of times: for each eigenvalue
 *
 * <pre>
 * h ≠ 0 and of one sign,   σ² ≥ 0,   g² = dσ²/dt − 2 h′/h σ² ≥ 0
 * </pre>
 *
 * <p>The last is the same as: σ²/h² does not fall. It is judged with the tolerance of {@link
 * ForwardProcess#G2}, relative to the largest eigenvalues of the two terms. Looking once, when a
 * process is made, finds a wrong schedule before hours of training, at some milliseconds of cost.
 */
final class ScheduleCheck {
  private static final int STEPS = 256;

  private final Curves h;
  private final Curves variance;
  private final IntFunction<String> place;

  /**
   * @param h eigenvalues of H
   * @param variance eigenvalues of Σ, as many
   * @param place names one of them: " at pixel (0, 3, 5)"
   */
  ScheduleCheck(Curves h, Curves variance, IntFunction<String> place) {
    this.h = h;
    this.variance = variance;
    this.place = place;
  }

  /**
   * Looks at t = 0, 1/256, … 1.
   *
   * @throws UserError naming the first time and the first eigenvalue where something is wrong
   */
  void run() {
    double[] first = h.value(0);
    for (int i = 0; i <= STEPS; i++) {
      double t = (double) i / STEPS;
      double[] signal = h.value(t);
      double[] noise = variance.value(t);
      requireInverse(t, signal, first);
      requireVariances(t, noise);
      requireDiffusion(t, signal, noise);
    }
  }

  private void requireInverse(double t, double[] signal, double[] first) {
    for (int k = 0; k < signal.length; k++) {
      if (signal[k] == 0 || !Double.isFinite(signal[k])) {
        throw refusal("H must have an inverse, with a finite h other than 0", signal[k], t, k);
      }
      if (signal[k] > 0 != first[k] > 0) { // it was 0 between two times
        throw refusal("H must have an inverse, with an h that keeps its sign", signal[k], t, k);
      }
    }
  }

  private void requireVariances(double t, double[] noise) {
    for (int k = 0; k < noise.length; k++) {
      if (!(noise[k] >= 0 && Double.isFinite(noise[k]))) {
        throw refusal("Σ must have finite variances of at least 0", noise[k], t, k);
      }
    }
  }

  private void requireDiffusion(double t, double[] signal, double[] noise) {
    double[] growth = variance.slope(t);
    double[] slope = h.slope(t);
    double[] carried = new double[slope.length];
    double largestGrowth = 0;
    double largestCarried = 0;
    for (int k = 0; k < carried.length; k++) {
      carried[k] = 2 * slope[k] / signal[k] * noise[k];
      largestGrowth = Math.max(largestGrowth, Math.abs(growth[k]));
      largestCarried = Math.max(largestCarried, Math.abs(carried[k]));
    }
    double tolerance = ForwardProcess.ROUND_OFF * (largestGrowth + largestCarried);
    for (int k = 0; k < carried.length; k++) {
      double g2 = growth[k] - carried[k];
      if (!(g2 >= -tolerance && Double.isFinite(g2))) {
        throw refusal("G² = Σ′ − 2H′H⁻¹Σ must be at least 0: Σ/H² may not fall", g2, t, k);
      }
    }
  }

  private UserError refusal(String rule, double value, double t, int k) {
    return new UserError(
        "this schedule is not that of a diffusion: "
            + rule
            + "; it is "
            + value
            + place.apply(k)
            + " at t = "
            + t);
  }

  /** One curve as the curves of a matrix with one eigenvalue. */
  static Curves single(Curve f) {
    return Curves.of(t -> new double[] {f.value(t)}, t -> new double[] {f.slope(t)});
  }
}

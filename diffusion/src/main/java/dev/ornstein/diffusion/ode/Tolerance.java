package dev.ornstein.diffusion.ode;

/**
 * The error that one step may make: in each element i, {@code absolute + relative·|yᵢ|}. Slopes
 * that come from float32 have an error of their own; relative tolerances much below 10⁻⁶ then cost
 * steps and win nothing.
 *
 * @param relative in (0, 1]
 * @param absolute in (0, 1], in the units of the state
 */
public record Tolerance(double relative, double absolute) {

  /** Checks the ranges. */
  public Tolerance {
    require(relative, "relative");
    require(absolute, "absolute");
  }

  /** The same number for both. */
  public static Tolerance of(double both) {
    return new Tolerance(both, both);
  }

  private static void require(double value, String name) {
    if (!(value > 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "the " + name + " tolerance of an integration must lie in (0, 1]; got " + value);
    }
  }

  /**
   * The largest error of an element as a multiple of what is allowed: at most 1 when a step is good
   * enough. The largest, not the mean, so that no element is lost among many others.
   *
   * @param before the state before the step
   * @param after the state after it
   * @param error what it may be wrong by
   * @return NaN when there is one among the numbers
   */
  double excess(double[] before, double[] after, double[] error) {
    double worst = 0;
    for (int i = 0; i < error.length; i++) {
      double size = Math.max(Math.abs(before[i]), Math.abs(after[i]));
      double multiple = Math.abs(error[i]) / (absolute + relative * size);
      if (!(multiple <= worst)) { // NaN stays
        worst = multiple;
      }
      if (Double.isNaN(multiple)) {
        return multiple;
      }
    }
    return worst;
  }
}

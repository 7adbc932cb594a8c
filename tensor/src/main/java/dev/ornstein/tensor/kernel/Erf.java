package dev.ornstein.tensor.kernel;

/**
 * The error function and the normal distribution function in double precision, for the kernels that
 * need them in float: the results rounded to float are within one unit in the last place.
 *
 * <p>Two classical expansions (Abramowitz &amp; Stegun, Handbook of Mathematical Functions, 7.1.6
 * and 7.1.14): for small |x| a series whose terms all have one sign, so that nothing cancels; for
 * large x a continued fraction of erfc, which keeps its relative accuracy where erf is 1 in every
 * digit.
 */
public final class Erf {
  private static final double TWO_OVER_SQRT_PI = 1.1283791670955126;
  private static final double SQRT_PI = 1.7724538509055160;
  private static final double SQRT_2 = 1.4142135623730951;

  /** Where the series and the continued fraction need about equally many terms. */
  private static final double BORDER = 2.5;

  /** erfc is below half the smallest double from here on. */
  private static final double UNDERFLOW = 27.3;

  /** Levels of the continued fraction: enough for double precision at {@link #BORDER}. */
  private static final int LEVELS = 48;

  private Erf() {}

  /** erf x = (2/√π) ∫₀ˣ e^{−u²} du; NaN for NaN. */
  public static double erf(double x) {
    double a = Math.abs(x);
    if (a < BORDER) {
      return series(x);
    }
    return Math.copySign(1 - fraction(a), x);
  }

  /** erfc x = 1 − erf x, with full relative accuracy for large positive x. */
  public static double erfc(double x) {
    double a = Math.abs(x);
    if (a < BORDER) {
      // Up to here erfc is at least 4e−4: the subtraction costs 11 bits of 53, float needs 24.
      return 1 - series(x);
    }
    double tail = fraction(a);
    return x > 0 ? tail : 2 - tail;
  }

  /** Φ(x) = ½ erfc(−x/√2), the distribution function of a standard normal variable. */
  public static double normalCdf(double x) {
    return 0.5 * erfc(-x / SQRT_2);
  }

  /** erf x = (2/√π) e^{−x²} Σₙ 2ⁿ x^{2n+1} / (1·3·5 ⋯ (2n+1)). */
  private static double series(double x) {
    double twoXSquared = 2 * x * x;
    double term = x;
    double sum = x;
    for (int odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
      term *= twoXSquared / odd;
      sum += term;
    }
    return TWO_OVER_SQRT_PI * Math.exp(-x * x) * sum;
  }

  /**
   * erfc x = e^{−x²}/√π · 1/(x + ½/(x + 1/(x + (3/2)/(x + 2/(x + …))))), from the innermost out.
   */
  private static double fraction(double x) {
    if (x > UNDERFLOW) {
      return 0;
    }
    double tail = x;
    for (int k = LEVELS; k >= 1; k--) {
      tail = x + 0.5 * k / tail;
    }
    return Math.exp(-x * x) / (SQRT_PI * tail);
  }
}

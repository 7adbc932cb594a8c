package dev.ornstein.tensor.kernel;

/**
 * Turns random 32-bit words into uniform and standard normal numbers.
 *
 * <p>Only {@code + − × ÷} and {@code Math.sqrt} (which IEEE 754 rounds correctly) are used, in
 * double precision and in one fixed order, so the same words give the same bits on every JVM and
 * processor; {@code Math.log}, {@code sin} and {@code cos} may differ in the last bit between them.
 * The results are rounded to float once, at the end: they are within 0.51 ulp of the exact values.
 */
public final class Deviates {
  private static final double TWO_POW_MINUS_24 = 0x1p-24;
  private static final double TWO_POW_MINUS_32 = 0x1p-32;
  private static final double LN_2 = 0x1.62e42fefa39efp-1;
  private static final double HALF_PI = 0x1.921fb54442d18p0;
  private static final int LOW_30_BITS = 0x3FFFFFFF;

  private Deviates() {}

  /** The upper 24 bits of a word as a number in [0, 1). */
  public static float uniform(int word) {
    return (float) ((word >>> 8) * TWO_POW_MINUS_24);
  }

  /** The upper 53 of the 64 bits (high, low) as a number in [0, 1). */
  public static double uniform(int high, int low) {
    long bits = (high & 0xFFFFFFFFL) << 32 | (low & 0xFFFFFFFFL);
    return (bits >>> 11) * 0x1p-53;
  }

  /**
   * Uniform numbers in [lo, hi), one per word: lo + (hi − lo)·u with u from the upper 24 bits.
   *
   * @param out receives {@code count} numbers from {@code outOffset} on
   * @param words read from {@code wordOffset} on
   */
  public static void uniform(
      float[] out, int outOffset, int[] words, int wordOffset, int count, float lo, float hi) {
    double span = ((double) hi - lo) * TWO_POW_MINUS_24;
    // Rounding to float may reach hi, which is outside of the interval.
    float last = Math.nextDown(hi);
    for (int i = 0; i < count; i++) {
      float value = (float) (lo + span * (words[wordOffset + i] >>> 8));
      out[outOffset + i] = Math.min(value, last);
    }
  }

  /**
   * Standard normal numbers by Box and Muller's method (1958), two per pair of words: with u in (0,
   * 1) from the first word and a direction (c, s) on the unit circle from the second, √(−2 ln u)·c
   * and √(−2 ln u)·s.
   *
   * <p>u = (word + ½)/2³², so no number exceeds √(2·33·ln 2) ≈ 6.76 in size; the mass beyond is
   * 1.4e-11.
   *
   * <p>The direction: 30 bits of the second word choose an angle in (−π/4, π/4), symmetric around
   * 0; one bit turns it by half a turn; one bit exchanges the axes. The four arcs cover the circle
   * evenly, and no branch depends on a random bit.
   *
   * @param out receives 2·pairs numbers from {@code outOffset} on
   * @param words read from {@code wordOffset} on
   */
  public static void normal(float[] out, int outOffset, int[] words, int wordOffset, int pairs) {
    for (int i = 0; i < pairs; i++) {
      int first = words[wordOffset + 2 * i];
      int second = words[wordOffset + 2 * i + 1];
      double radius = Math.sqrt(-2 * log(((first & 0xFFFFFFFFL) + 0.5) * TWO_POW_MINUS_32));
      double angle = ((second & LOW_30_BITS) - 0x1p29 + 0.5) * (HALF_PI * 0x1p-30);
      double sign = 1 + (second >> 31 & -2);
      int exchange = second >>> 30 & 1;
      int o = outOffset + 2 * i;
      out[o + exchange] = (float) (radius * sign * cos(angle));
      out[o + 1 - exchange] = (float) (radius * sin(angle));
    }
  }

  /**
   * ln x for a normal positive x, to a relative error below 1e-11.
   *
   * <p>x = 2^e·m with m in [√½, √2); ln m = 2 artanh z with z = (m − 1)/(m + 1), |z| ≤ 0.172, whose
   * Taylor series is cut after z¹³/13.
   */
  public static double log(double x) {
    long bits = Double.doubleToRawLongBits(x);
    // Adding the distance from √½ to 1 in the mantissa field carries into the exponent when m ≥ √2.
    long shifted = bits - 0x3FE6A09E667F3BCDL;
    int e = (int) (shifted >> 52);
    double m = Double.longBitsToDouble(bits - ((long) e << 52));
    double z = (m - 1) / (m + 1);
    double zz = z * z;
    double series =
        1
            + zz
                * (1 / 3.0
                    + zz * (0.2 + zz * (1 / 7.0 + zz * (1 / 9.0 + zz * (1 / 11.0 + zz / 13)))));
    return e * LN_2 + 2 * z * series;
  }

  /** sin x for |x| ≤ π/4 by its Taylor series up to x¹³/13!; relative error below 1e-13. */
  public static double sin(double x) {
    double xx = x * x;
    return x
        * (1
            + xx
                * (-1 / 6.0
                    + xx
                        * (1 / 120.0
                            + xx
                                * (-1 / 5040.0
                                    + xx
                                        * (1 / 362880.0
                                            + xx * (-1 / 39916800.0 + xx / 6227020800.0))))));
  }

  /** cos x for |x| ≤ π/4 by its Taylor series up to x¹²/12!; absolute error below 1e-12. */
  public static double cos(double x) {
    double xx = x * x;
    return 1
        + xx
            * (-1 / 2.0
                + xx
                    * (1 / 24.0
                        + xx
                            * (-1 / 720.0
                                + xx * (1 / 40320.0 + xx * (-1 / 3628800.0 + xx / 479001600.0)))));
  }
}

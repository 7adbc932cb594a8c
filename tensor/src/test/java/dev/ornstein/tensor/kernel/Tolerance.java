package dev.ornstein.tensor.kernel;

/**
 * How far a float result may lie from the true value. The magnitude of a sum is Σ|terms|: rounding
 * errors scale with it, and not with what is left after terms have cancelled.
 */
final class Tolerance {
  /** Rounding to nearest moves a float by at most this share of it. */
  static final double UNIT = 0x1p-24;

  /** The same value. */
  static final Tolerance EXACT = new Tolerance("exact", 0, 0);

  private final String name;
  private final double ofMagnitude;
  private final double floor;

  private Tolerance(String name, double ofMagnitude, double floor) {
    this.name = name;
    this.ofMagnitude = ofMagnitude;
    this.floor = floor;
  }

  /** {@code n} units in the last place of the magnitude; subnormal results may be flushed. */
  static Tolerance ulps(double n) {
    return new Tolerance(n + " ulps", n * 2 * UNIT, n * Float.MIN_VALUE);
  }

  /**
   * A sum of {@code k} rounded products in any order: k·2⁻²⁴·magnitude at worst, about √k·2⁻²⁴ when
   * errors are as often up as down; four times that leaves room for the worst of many outputs.
   */
  static Tolerance sumOf(long k) {
    return sumOf(k, 1, "");
  }

  /**
   * The same sum by Winograd's F(2×2, 3×3), whose transforms add a few numbers and halve: twice the
   * error of the direct way. (Like any error of a transform it is shared by the outputs of a tile;
   * one whose own magnitude is tiny beside its neighbours' could exceed this.)
   */
  static Tolerance winograd2(long k) {
    return sumOf(k, 2, "Winograd 2×2 ");
  }

  /**
   * The same sum by Winograd's F(4×4, 3×3). Its transforms multiply by up to 8 and cancel again;
   * measured against the direct way (Lavin and Gray, 2016) the error is about ten times larger.
   */
  static Tolerance winograd4(long k) {
    return sumOf(k, 10, "Winograd 4×4 ");
  }

  private static Tolerance sumOf(long k, double times, String name) {
    double worst = 4 * times;
    return new Tolerance(
        name + "sum of " + k,
        worst * (Math.sqrt(k) + 1) * UNIT,
        worst * (k + 1.0) * Float.MIN_VALUE);
  }

  /** This tolerance, and besides an error that does not shrink with the magnitude. */
  Tolerance orAbsolute(double error) {
    return new Tolerance(name + " or " + error, ofMagnitude, Math.max(floor, error));
  }

  /** The largest error allowed. */
  double allowed(double magnitude) {
    return Math.max(floor, ofMagnitude * magnitude);
  }

  /**
   * Whether {@code actual} is near enough. A NaN passes where one was expected and nowhere else,
   * and so does an infinity.
   */
  boolean accepts(double expected, double actual, double magnitude) {
    if (Double.isNaN(expected)) {
      return Double.isNaN(actual);
    }
    if (Float.isInfinite((float) expected)) {
      return actual == (float) expected;
    }
    // NaN and infinite magnitudes allow nothing here: the comparison is false for the former.
    return actual == expected || Math.abs(actual - expected) <= allowed(magnitude);
  }

  @Override
  public String toString() {
    return name;
  }
}

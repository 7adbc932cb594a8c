package dev.ornstein.diffusion.process;

/**
 * Signal power that falls linearly: ᾱ(t) = 1 − fall·t.
 *
 * <p>Source: seed 0, {@code ScalarDiffusionModel_VariancePreserving_LinearSchedule}, where fall is
 * 0.999.
 *
 * @param fall how much power is lost between t = 0 and t = 1, in (0, 1)
 */
public record LinearAlphaBar(double fall) implements Curve {

  /** Seed 0's: fall = 0.999. */
  public LinearAlphaBar() {
    this(0.999);
  }

  /** Checks the range of {@code fall}. */
  public LinearAlphaBar {
    if (!(fall > 0 && fall < 1)) {
      throw new IllegalArgumentException(
          "the fall of a linear signal power must lie in (0, 1), so that some signal is left; got "
              + fall);
    }
  }

  @Override
  public double value(double t) {
    return 1 - fall * t;
  }

  @Override
  public double slope(double t) {
    return -fall;
  }
}

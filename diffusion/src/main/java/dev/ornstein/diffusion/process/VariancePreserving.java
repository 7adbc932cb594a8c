package dev.ornstein.diffusion.process;

/**
 * The scalar process that keeps unit variance: H = √ᾱ(t) I, Σ = (1 − ᾱ(t)) I, from any signal power
 * ᾱ(t) with ᾱ(0) = 1 that falls towards 0. Its drift and diffusion are F = −½β I and G² = β I with
 * β = −ᾱ′/ᾱ: the Ornstein–Uhlenbeck process in a time of its own.
 *
 * <p>Source: seed 0, {@code ScalarDiffusionModel_VariancePreserving}; Song et al. (2021, arXiv
 * 2011.13456), equation 11.
 */
public final class VariancePreserving extends ScalarProcess {
  private final Curve alphaBar;

  /**
   * @param alphaBar ᾱ(t), in (0, 1] for t ∈ [0, 1]
   */
  public VariancePreserving(Curve alphaBar) {
    super(
        Curve.of(
            t -> Math.sqrt(power(alphaBar, t)),
            t -> 0.5 * alphaBar.slope(t) / Math.sqrt(power(alphaBar, t))),
        Curve.of(t -> 1 - power(alphaBar, t), t -> -alphaBar.slope(t)));
    this.alphaBar = alphaBar;
  }

  /** With the {@linkplain LinearAlphaBar linear ᾱ} of seed 0, ᾱ = 1 − 0.999 t. */
  public static VariancePreserving linear() {
    return new VariancePreserving(new LinearAlphaBar());
  }

  /** With the {@linkplain CosineAlphaBar cosine ᾱ} of Nichol and Dhariwal. */
  public static VariancePreserving cosine() {
    return new VariancePreserving(new CosineAlphaBar());
  }

  /** The signal power ᾱ(t). */
  public double alphaBar(double t) {
    return alphaBar.value(t);
  }

  /** ln(ᾱ/(1−ᾱ)), the logarithm of the signal-to-noise ratio; infinite where ᾱ is 1. */
  public double logSnr(double t) {
    double power = alphaBar.value(t);
    return Math.log(power / (1 - power));
  }

  private static double power(Curve alphaBar, double t) {
    double power = alphaBar.value(t);
    if (!(power > 0 && power <= 1)) {
      throw new ArithmeticException(
          "a variance preserving process has ᾱ in (0, 1]; ᾱ(" + t + ") is " + power);
    }
    return power;
  }
}

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
   * @param alphaBar ᾱ(t), in (0, 1] for t ∈ [0, 1], not rising
   * @throws dev.ornstein.tensor.UserError naming the first t where it is not
   */
  public VariancePreserving(Curve alphaBar) {
    this(new SignalPower(alphaBar));
  }

  private VariancePreserving(SignalPower power) {
    super(power.root(), Curve.of(t -> 1 - power.value(t), t -> -power.slope(t)));
    this.alphaBar = power;
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
}

package dev.ornstein.diffusion.process;

/**
 * The scalar process whose noise stays below that of the {@link VariancePreserving} one with the
 * same signal power: H = √ᾱ(t) I, Σ = (1 − ᾱ(t))² I. Its drift and diffusion are
 *
 * <pre>
 * F = −½ β I,   G² = β (1 − ᾱ²) I,   β = −ᾱ′/ᾱ
 * </pre>
 *
 * <p>and ᾱ² = exp(−2∫β). The smaller variance makes likelihoods better.
 *
 * <p>Source: Song et al. (2021, arXiv 2011.13456), equation 12.
 */
public final class SubVariancePreserving extends ScalarProcess {
  private final Curve alphaBar;

  /**
   * @param alphaBar ᾱ(t), in (0, 1] for t ∈ [0, 1], not rising
   * @throws dev.ornstein.tensor.UserError naming the first t where it is not
   */
  public SubVariancePreserving(Curve alphaBar) {
    this(new SignalPower(alphaBar));
  }

  private SubVariancePreserving(SignalPower power) {
    super(
        power.root(),
        Curve.of(
            t -> (1 - power.value(t)) * (1 - power.value(t)),
            t -> -2 * (1 - power.value(t)) * power.slope(t)));
    this.alphaBar = power;
  }

  /** The signal power ᾱ(t). */
  public double alphaBar(double t) {
    return alphaBar.value(t);
  }
}

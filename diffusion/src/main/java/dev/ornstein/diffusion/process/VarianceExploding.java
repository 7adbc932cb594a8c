package dev.ornstein.diffusion.process;

/**
 * The scalar process that keeps the image and buries it in noise, whose standard deviation grows
 * geometrically from σ_min to σ_max:
 *
 * <pre>
 * H = I,   Σ = σ²(t) I,   σ(t) = σ_min (σ_max/σ_min)^t
 * F = 0,   G² = 2 ln(σ_max/σ_min) σ²(t) I
 * </pre>
 *
 * <p>At t = 1 the image is still there: σ_max must be large against the distances between images,
 * so that the reverse process may start from noise alone.
 *
 * <p>Source: Song et al. (2021, arXiv 2011.13456), equation 9 and appendix C.
 */
public final class VarianceExploding extends ScalarProcess {

  /**
   * @param sigmaMin standard deviation of the noise at t = 0, in units of pixel values, above 0
   * @param sigmaMax at t = 1, above {@code sigmaMin} and finite
   * @throws IllegalArgumentException naming the values when they are not in this order
   */
  public VarianceExploding(double sigmaMin, double sigmaMax) {
    super(Curve.of(t -> 1, t -> 0), new GeometricVariance(sigmaMin, sigmaMax));
  }
}

package dev.ornstein.diffusion.process;

/**
 * The variance of noise whose standard deviation grows geometrically: σ²(t) = σ_min²
 * (σ_max/σ_min)^{2t}.
 *
 * <p>Source: Song et al. (2021, arXiv 2011.13456), appendix C.
 *
 * @param sigmaMin standard deviation at t = 0, in units of pixel values, above 0
 * @param sigmaMax at t = 1, above {@code sigmaMin} and finite
 */
public record GeometricVariance(double sigmaMin, double sigmaMax) implements Curve {

  /** Checks the order of the two. */
  public GeometricVariance {
    if (!(sigmaMin > 0 && sigmaMin < sigmaMax && Double.isFinite(sigmaMax))) {
      throw new IllegalArgumentException(
          "noise that grows geometrically needs 0 < σ_min < σ_max, finite; got σ_min = "
              + sigmaMin
              + " and σ_max = "
              + sigmaMax);
    }
  }

  @Override
  public double value(double t) {
    double sigma = sigmaMin * Math.pow(sigmaMax / sigmaMin, t);
    return sigma * sigma;
  }

  @Override
  public double slope(double t) {
    return 2 * Math.log(sigmaMax / sigmaMin) * value(t);
  }
}

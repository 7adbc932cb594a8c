package dev.ornstein.diffusion.process;

/**
 * Signal power along a squared cosine:
 *
 * <pre>
 * ᾱ(t) = floor + (1 − floor)·f(t)/f(0),   f(t) = cos²(π/2 · (t + s)/(1 + s))
 * </pre>
 *
 * <p>Source: Nichol and Dhariwal (2021, arXiv 2102.09672), equation 17, where floor is 0 and β is
 * clipped instead, since f(1) = 0. A floor leaves ᾱ(1) = floor &gt; 0, keeps ᾱ(0) = 1, and stays
 * smooth, so that β(t) is finite and exact for every t.
 *
 * @param s offset that keeps the noise of the first instants from being too small, in (0, 1)
 * @param floor signal power left at t = 1, in (0, 1)
 */
public record CosineAlphaBar(double s, double floor) implements Curve {

  /** s = 0.008 as in the paper, floor = 10⁻⁴. */
  public CosineAlphaBar() {
    this(0.008, 1e-4);
  }

  /** Checks the ranges. */
  public CosineAlphaBar {
    if (!(s > 0 && s < 1)) {
      throw new IllegalArgumentException(
          "the offset s of a cosine signal power must lie in (0, 1); got " + s);
    }
    if (!(floor > 0 && floor < 1)) {
      throw new IllegalArgumentException(
          "the floor of a cosine signal power must lie in (0, 1); got " + floor);
    }
  }

  @Override
  public double value(double t) {
    double c = Math.cos(angle(t)) / Math.cos(angle(0));
    return floor + (1 - floor) * c * c;
  }

  @Override
  public double slope(double t) {
    double c0 = Math.cos(angle(0));
    return -(1 - floor) * Math.PI / 2 / (1 + s) * Math.sin(2 * angle(t)) / (c0 * c0);
  }

  private double angle(double t) {
    return Math.PI / 2 * (t + s) / (1 + s);
  }
}

package dev.ornstein.diffusion.process;

import dev.ornstein.diffusion.matrix.FourierMatrix;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;

/**
 * Three bands of spatial frequencies that add up to 1, cut by Gaussian low passes G of 6 and 3
 * pixels, and the two Fourier processes that are made of them:
 *
 * <pre>
 * LPF = G(6 px),   BPF = G(3 px) − G(6 px),   HPF = 1 − G(3 px)
 * </pre>
 *
 * <p>Source: seed 0, Fourier examples; arXiv 2303.13285.
 */
public final class FourierBands {
  private static final double WIDE = 6; // px, of the low pass
  private static final double NARROW = 3; // px, of the low and band pass together
  private static final double FLOOR = 1e-10; // of the noise, so that Σ has an inverse at t = 0

  private final double[] low;
  private final double[] band;
  private final double[] high;

  private FourierBands(double[] low, double[] band, double[] high) {
    this.low = low;
    this.band = band;
    this.high = high;
  }

  /**
   * The bands of the seed.
   *
   * @param form (H, W) or (C, H, W), frequencies in the order of {@link FourierMatrix}
   */
  public static FourierBands of(Shape form) {
    double[] wide = gaussian(form, WIDE);
    double[] narrow = gaussian(form, NARROW);
    double[] band = new double[wide.length];
    double[] high = new double[wide.length];
    for (int k = 0; k < wide.length; k++) {
      band[k] = narrow[k] - wide[k];
      high[k] = 1 - narrow[k];
    }
    return new FourierBands(wide, band, high);
  }

  /**
   * The transfer function of a Gaussian blur, known by the full width at half maximum of its point
   * spread function: exp(−2π² σ² |f|²) with σ = FWHM/(2√(2 ln 2)), f in cycles per pixel.
   *
   * @param form (H, W) or (C, H, W)
   * @param fwhm in pixels, above 0
   * @return one factor per frequency, in the order of {@link FourierMatrix}
   * @throws IllegalArgumentException when the width is not above 0 and finite
   */
  public static double[] gaussian(Shape form, double fwhm) {
    if (!(fwhm > 0 && Double.isFinite(fwhm))) {
      throw new IllegalArgumentException(
          "the full width at half maximum of a blur must be above 0 pixels and finite; got "
              + fwhm);
    }
    if (form.rank() != 2 && form.rank() != 3) {
      throw new ShapeException("bands of frequencies need (H, W) or (C, H, W); got " + form);
    }
    double sigma = fwhm / (2 * Math.sqrt(2 * Math.log(2)));
    double[] transfer = new double[form.size()];
    for (int k = 0; k < transfer.length; k++) {
      double f2 = Frequencies.square(k, form.dim(-2), form.dim(-1));
      transfer[k] = Math.exp(-2 * Math.PI * Math.PI * sigma * sigma * f2);
    }
    return transfer;
  }

  /**
   * Restoration: fine structure is lost and coloured noise comes in, the mean of the image stays.
   *
   * <pre>
   * MTF = LPF + BPF (0.5 + 0.5 exp(−5t²)) + HPF (0.1 + 0.9 exp(−5t²))
   * NPS = c² [(0.02 LPF + 0.06 BPF + 0.04 HPF)(1 − exp(−10t²)) + 10⁻¹⁰]
   * </pre>
   *
   * @param form (H, W) or (C, H, W)
   * @param contrast c, white minus black of the images: 1 for pixels in [0, 1], 2 for [−1, 1];
   *     noise is a share of it
   * @throws IllegalArgumentException when the contrast is not above 0 and finite
   */
  public static FourierProcess restoration(Shape form, double contrast) {
    if (!(contrast > 0 && Double.isFinite(contrast))) {
      throw new IllegalArgumentException(
          "the contrast, white minus black, must be above 0 and finite; got " + contrast);
    }
    FourierBands bands = of(form);
    double c2 = contrast * contrast;
    double[] noise = bands.mix(0.02 * c2, 0.06 * c2, 0.04 * c2, 0);
    Curves h =
        Curves.of(
            t -> bands.mix(1, 0.5 + 0.5 * decay(5, t), 0.1 + 0.9 * decay(5, t), 0),
            t -> bands.mix(0, 0.5 * decaySlope(5, t), 0.9 * decaySlope(5, t), 0));
    Curves variance =
        Curves.of(
            t -> affine(noise, rise(10, t), FLOOR * c2), t -> affine(noise, -decaySlope(10, t), 0));
    return new FourierProcess(form, h, variance);
  }

  /**
   * Generation: every band becomes white noise of variance 1, the fine ones first; each is variance
   * preserving at its own pace.
   *
   * <pre>
   * MTF = LPF exp(−5t²) + BPF exp(−7t²) + HPF exp(−9t²)
   * NPS = LPF (1 − exp(−10t²)) + BPF (1 − exp(−14t²)) + HPF (1 − exp(−18t²)) + 10⁻¹⁰
   * </pre>
   *
   * @param form (H, W) or (C, H, W)
   */
  public static FourierProcess generation(Shape form) {
    FourierBands bands = of(form);
    Curves h =
        Curves.of(
            t -> bands.mix(decay(5, t), decay(7, t), decay(9, t), 0),
            t -> bands.mix(decaySlope(5, t), decaySlope(7, t), decaySlope(9, t), 0));
    Curves variance =
        Curves.of(
            t -> bands.mix(rise(10, t), rise(14, t), rise(18, t), FLOOR),
            t -> bands.mix(-decaySlope(10, t), -decaySlope(14, t), -decaySlope(18, t), 0));
    return new FourierProcess(form, h, variance);
  }

  /** LPF, one factor per frequency; a copy. */
  public double[] low() {
    return low.clone();
  }

  /** BPF, one factor per frequency; a copy. */
  public double[] band() {
    return band.clone();
  }

  /** HPF, one factor per frequency; a copy. */
  public double[] high() {
    return high.clone();
  }

  /** a LPF + b BPF + c HPF + d, one value per frequency. */
  public double[] mix(double a, double b, double c, double d) {
    double[] out = new double[low.length];
    for (int k = 0; k < out.length; k++) {
      out[k] = a * low[k] + b * band[k] + c * high[k] + d;
    }
    return out;
  }

  private static double[] affine(double[] x, double factor, double plus) {
    double[] out = new double[x.length];
    for (int k = 0; k < out.length; k++) {
      out[k] = factor * x[k] + plus;
    }
    return out;
  }

  /** exp(−r t²). */
  private static double decay(double r, double t) {
    return Math.exp(-r * t * t);
  }

  /** The derivative of {@link #decay} in t. */
  private static double decaySlope(double r, double t) {
    return -2 * r * t * decay(r, t);
  }

  /** 1 − exp(−r t²), without cancellation at small t. */
  private static double rise(double r, double t) {
    return -Math.expm1(-r * t * t);
  }
}

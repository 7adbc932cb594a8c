package dev.ornstein.diffusion.process;

import dev.ornstein.diffusion.matrix.FourierMatrix;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.fft.Fft2d;

/**
 * H(t) and Σ(t) are convolutions: every spatial frequency has a schedule of its own. H(t) is the
 * modulation transfer function (MTF) of an imaging system that blurs more and more, Σ(t) its noise
 * power spectrum (NPS).
 *
 * <p>Source: seed 0, {@code FourierDiffusionModel}; arXiv 2303.13285.
 */
public final class FourierProcess extends CurvesProcess<FourierMatrix> {
  private final Shape form;
  private final Fft2d fft;

  /**
   * @param form (H, W) or (C, H, W), frequencies in the order of {@link FourierMatrix}
   * @param h the MTF, one per frequency, even, none of them 0
   * @param variance the NPS, one per frequency, even, at least 0; σ²/h² does not fall
   * @throws dev.ornstein.tensor.UserError naming the first time on a dense grid, and the frequency,
   *     at which no such process exists
   */
  public FourierProcess(Shape form, Curves h, Curves variance) {
    super(form.size(), h, variance);
    this.form = form;
    this.fft = new Fft2d(form.dim(-2), form.dim(-1));
    requireDiffusion();
  }

  /**
   * The diffusion from the clean image, H(0) = 1 and Σ(0) = φ, to what an imaging system makes of
   * it, H(1) = MTF and Σ(1) = NPS. Each frequency goes evenly in the time t²:
   *
   * <pre>
   * H = MTF^{t²},   Σ = φ MTF^{2t²} + (NPS − φ MTF²) (1 − MTF^{2t²})/(1 − MTF²)
   * </pre>
   *
   * <p>so that G² = 2t·const ≥ 0 for every MTF in (0, 1] and every NPS above 0. φ is 10⁻¹⁰, or the
   * smallest NPS if that is less. Its reverse process restores the images of the system.
   */
  public static FourierProcess of(ImagingSystem system) {
    ImagingPath path = new ImagingPath(system);
    return new FourierProcess(system.form(), path.signal(), path.variance());
  }

  /** The form of its transfer functions, (H, W) or (C, H, W) as given. */
  public Shape form() {
    return form;
  }

  @Override
  FourierMatrix matrix(double[] eigenvalues) {
    return FourierMatrix.of(eigenvalues, form, fft);
  }
}

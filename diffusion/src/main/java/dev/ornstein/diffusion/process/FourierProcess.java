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

  @Override
  FourierMatrix matrix(double[] eigenvalues) {
    return FourierMatrix.of(eigenvalues, form, fft);
  }
}

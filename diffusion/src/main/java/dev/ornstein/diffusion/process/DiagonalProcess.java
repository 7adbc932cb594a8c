package dev.ornstein.diffusion.process;

import dev.ornstein.diffusion.matrix.DiagonalMatrix;
import dev.ornstein.tensor.Shape;

/**
 * H(t) = diag(h(t)) and Σ(t) = diag(σ²(t)): every pixel has a schedule of its own. A mask whose
 * inside turns to noise while its outside stays as it is makes in-painting of it.
 *
 * <p>Source: seed 0, {@code DiagonalDiffusionModel}.
 */
public final class DiagonalProcess extends CurvesProcess<DiagonalMatrix> {
  private final Shape form;

  /**
   * @param form the shape of the diagonals, for example (C, H, W); see {@link DiagonalMatrix#of}
   * @param h h(t), one per pixel, row-major, none of them 0
   * @param variance σ²(t), one per pixel, at least 0
   */
  public DiagonalProcess(Shape form, Curves h, Curves variance) {
    super(form.size(), h, variance);
    this.form = form;
  }

  @Override
  DiagonalMatrix matrix(double[] eigenvalues) {
    return DiagonalMatrix.of(eigenvalues, form);
  }
}

package dev.ornstein.diffusion.process;

import dev.ornstein.diffusion.matrix.DiagonalMatrix;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;

/**
 * H(t) = diag(h(t)) and Σ(t) = diag(σ²(t)): every pixel has a schedule of its own. A mask whose
 * inside turns to noise while its outside stays as it is makes in-painting of it.
 *
 * <p>Source: seed 0, {@code DiagonalDiffusionModel}.
 */
public final class DiagonalProcess extends CurvesProcess<DiagonalMatrix> {
  private static final double FLOOR = 1e-10; // variance that no pixel is ever without, as in seed 0

  private final Shape form;

  /**
   * @param form the shape of the diagonals, for example (C, H, W); see {@link DiagonalMatrix#of}
   * @param h h(t), one per pixel, row-major, none of them 0
   * @param variance σ²(t), one per pixel, at least 0; σ²/h² does not fall
   * @throws dev.ornstein.tensor.UserError naming the first time on a dense grid, and the pixel, at
   *     which no such process exists
   */
  public DiagonalProcess(Shape form, Curves h, Curves variance) {
    super(form.size(), h, variance);
    this.form = form;
    requireDiffusion();
  }

  /**
   * In-painting: inside a mask the image turns to noise as a variance preserving process does, with
   * β = 20 t; outside it stays.
   *
   * <pre>
   * inside:  h = exp(−5 t²),  σ² = 10⁻¹⁰ + 1 − exp(−10 t²)
   * outside: h = 1,           σ² = 10⁻¹⁰
   * </pre>
   *
   * <p>Outside, derivatives are 0 exactly, and so are F and G²: no sampler moves those pixels.
   *
   * <p>Source: seed 0, diagonal example. There the floor 10⁻¹⁰ stands outside only; inside it keeps
   * the score finite at t = 0.
   *
   * @param form of a sample, for example (1, 28, 28); see {@link DiagonalMatrix#of}
   * @param mask true for the pixels to be painted, row-major over {@code form}; {@link CentreMask}
   *     has that of the seed
   * @throws ShapeException when the mask has not one value per pixel
   */
  public static DiagonalProcess inpainting(Shape form, boolean[] mask) {
    if (mask.length != form.size()) {
      throw new ShapeException(
          "a mask has one value for each pixel of " + form + "; got " + mask.length);
    }
    boolean[] inside = mask.clone();
    return new DiagonalProcess(
        form,
        Curves.of(
            t -> where(inside, Math.exp(-5 * t * t), 1),
            t -> where(inside, -10 * t * Math.exp(-5 * t * t), 0)),
        Curves.of(
            t -> where(inside, FLOOR - Math.expm1(-10 * t * t), FLOOR),
            t -> where(inside, 20 * t * Math.exp(-10 * t * t), 0)));
  }

  private static double[] where(boolean[] mask, double inside, double outside) {
    double[] values = new double[mask.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = mask[i] ? inside : outside;
    }
    return values;
  }

  @Override
  DiagonalMatrix matrix(double[] eigenvalues) {
    return DiagonalMatrix.of(eigenvalues, form);
  }
}

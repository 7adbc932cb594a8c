package dev.ornstein.diffusion.process;

import dev.ornstein.diffusion.matrix.FourierMatrix;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.UserError;
import java.util.Arrays;

/**
 * What an imaging system does to an image: it blurs by a modulation transfer function (MTF) and
 * adds stationary noise of a noise power spectrum (NPS). {@link FourierProcess#of(ImagingSystem)}
 * makes a diffusion of it.
 *
 * @param form (H, W) or (C, H, W), frequencies in the order of {@link FourierMatrix}
 * @param mtf one factor in (0, 1] per frequency, the same at k and −k
 * @param nps one variance above 0 per frequency, the same at k and −k, in units of squared pixel
 *     values: white noise of variance v has v everywhere
 */
public record ImagingSystem(Shape form, double[] mtf, double[] nps) {

  /**
   * Copies and checks.
   *
   * @throws ShapeException when the form is none of images, or the values are not as many
   * @throws UserError naming the first frequency whose value is out of range
   * @throws IllegalArgumentException naming the first frequencies k, −k with different values
   */
  public ImagingSystem {
    mtf = mtf.clone();
    nps = nps.clone();
    FourierMatrix first = named("modulation transfer function", mtf, form);
    for (int k = 0; k < mtf.length; k++) {
      if (!(mtf[k] > 0 && mtf[k] <= 1)) {
        throw new UserError(
            "a modulation transfer function must lie in (0, 1], so that no frequency is lost or"
                + " amplified; it is "
                + mtf[k]
                + first.place(k));
      }
    }
    FourierMatrix second = named("noise power spectrum", nps, form);
    for (int k = 0; k < nps.length; k++) {
      if (!(nps[k] > 0)) {
        throw new UserError(
            "a noise power spectrum must be above 0 and finite; it is " + nps[k] + second.place(k));
      }
    }
  }

  private static FourierMatrix named(String what, double[] values, Shape form) {
    if (values.length != form.size()) {
      throw new ShapeException(
          "a "
              + what
              + " of form "
              + form
              + " has "
              + form.size()
              + " values, one per frequency; got "
              + values.length);
    }
    return FourierMatrix.of(values, form); // which refuses values that are not finite or not even
  }

  /** The factors; a copy. */
  @Override
  public double[] mtf() {
    return mtf.clone();
  }

  /** The variances; a copy. */
  @Override
  public double[] nps() {
    return nps.clone();
  }

  /** Whether form and all values are the same: those of the arrays, not the arrays themselves. */
  @Override
  public boolean equals(Object o) {
    if (!(o instanceof ImagingSystem)) {
      return false;
    }
    ImagingSystem s = (ImagingSystem) o;
    return form.equals(s.form) && Arrays.equals(mtf, s.mtf) && Arrays.equals(nps, s.nps);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(mtf) + Arrays.hashCode(nps);
  }
}

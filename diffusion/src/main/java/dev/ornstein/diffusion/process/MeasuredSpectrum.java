package dev.ornstein.diffusion.process;

import dev.ornstein.tensor.Shape;

/**
 * A function of spatial frequency that was measured, next to what was asked for. All arrays have
 * one value per frequency, in the order of {@link dev.ornstein.diffusion.matrix.FourierMatrix}.
 *
 * @param form (C, H, W) or (H, W)
 * @param asked the value that the process has
 * @param measured the estimate; NaN where it could not be measured
 * @param standardError standard deviation of the estimate; infinite where it could not be measured
 */
public record MeasuredSpectrum(
    Shape form, double[] asked, double[] measured, double[] standardError) {

  /**
   * Averages over all directions and channels, for a plot against frequency. Band r takes the
   * frequencies with |f| nearest to r/n cycles per pixel, n being the larger side; what could not
   * be measured is left out, and so are empty bands. The estimates at k and −k are one and the
   * same, which the standard errors take into account.
   */
  public RadialProfile radial() {
    int height = form.dim(-2);
    int width = form.dim(-1);
    int n = Math.max(height, width);
    int bands = (int) Math.round(Math.hypot(0.5, 0.5) * n) + 1;
    double[][] sums = new double[4][bands]; // of f, asked, measured, squared standard error
    int[] count = new int[bands];
    for (int k = 0; k < asked.length; k++) {
      if (!Double.isFinite(standardError[k])) {
        continue;
      }
      double f = Frequencies.magnitude(k, height, width);
      int band = (int) Math.round(f * n);
      sums[0][band] += f;
      sums[1][band] += asked[k];
      sums[2][band] += measured[k];
      double copies = Frequencies.isReal(k, height, width) ? 1 : 2;
      sums[3][band] += copies * standardError[k] * standardError[k];
      count[band]++;
    }
    return RadialProfile.ofSums(sums, count);
  }
}

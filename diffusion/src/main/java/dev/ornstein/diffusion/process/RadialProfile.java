package dev.ornstein.diffusion.process;

/**
 * A measured function of spatial frequency, averaged over directions: ready to plot. All arrays
 * have one value per band, in ascending order of frequency.
 *
 * @param frequency mean |f| of the band, in cycles per pixel
 * @param asked mean of the values that the process has
 * @param measured mean of the estimates
 * @param standardError standard deviation of {@code measured}
 */
public record RadialProfile(
    double[] frequency, double[] asked, double[] measured, double[] standardError) {

  /** Number of bands. */
  public int size() {
    return frequency.length;
  }

  /**
   * @param sums of f, asked, measured and squared standard error, per band
   * @param count frequencies per band; bands with none are left out
   */
  static RadialProfile ofSums(double[][] sums, int[] count) {
    int filled = 0;
    for (int c : count) {
      filled += c > 0 ? 1 : 0;
    }
    double[][] out = new double[4][filled];
    int at = 0;
    for (int b = 0; b < count.length; b++) {
      if (count[b] > 0) {
        for (int i = 0; i < 3; i++) {
          out[i][at] = sums[i][b] / count[b];
        }
        out[3][at] = Math.sqrt(sums[3][b]) / count[b];
        at++;
      }
    }
    return new RadialProfile(out[0], out[1], out[2], out[3]);
  }
}

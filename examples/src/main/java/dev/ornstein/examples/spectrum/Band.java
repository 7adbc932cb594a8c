package dev.ornstein.examples.spectrum;

/**
 * Transfer and noise at one time in one band of spatial frequencies, averaged over directions.
 *
 * @param t the time, in [0, 1]
 * @param frequency mean |f| of the band, in cycles per pixel
 * @param mtf the modulation transfer function, H(t)
 * @param nps the noise power spectrum, Σ(t), in units of contrast squared, contrast being white
 *     minus black
 */
public record Band(double t, double frequency, Value mtf, Value nps) {
  /**
   * A number that the process was made with, beside what its samples say. All are NaN where the
   * images have too little of these frequencies to say anything.
   *
   * @param asked of the process
   * @param measured from samples
   * @param error standard error of {@code measured}
   */
  public record Value(double asked, double measured, double error) {
    /** What could not be measured. */
    static final Value NONE = new Value(Double.NaN, Double.NaN, Double.NaN);

    /** How many standard errors the measurement lies above what was asked for. */
    public double deviation() {
      return (measured - asked) / error;
    }

    Value times(double factor) {
      return new Value(factor * asked, factor * measured, factor * error);
    }
  }
}

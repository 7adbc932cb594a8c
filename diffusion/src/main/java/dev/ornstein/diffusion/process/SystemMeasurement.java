package dev.ornstein.diffusion.process;

import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.fft.Fft2d;
import java.util.Arrays;

/**
 * Measures the MTF and NPS of a Fourier process from its samples, as those of a camera are measured
 * from pictures of known objects. With X₀ and X the spectra of an image and of a draw of x_t, and n
 * pairs of them,
 *
 * <pre>
 * MTF = Re Σ X X₀* / Σ |X₀|²
 * NPS = Σ |X − MTF·X₀|² / (H·W·(n − p)),   p = ½, or 1 where k and −k are the same frequency
 * </pre>
 *
 * <p>which is linear regression: p is the part of a complex number that the fitted real MTF takes
 * up. The standard errors are √(p·NPS·H·W/Σ|X₀|²) of the MTF and NPS·√(2p/(n − p)) of the NPS.
 *
 * <p>Sums are of what is left over when the process's own H is taken away, X − H X₀. They say the
 * same, and nothing cancels when the noise is far weaker than the image.
 */
public final class SystemMeasurement {
  /**
   * Power, relative to the largest, below which a frequency of float32 images is rounding alone.
   */
  private static final double ROUNDING = 1e-12;

  private final FourierProcess process;
  private final double t;
  private final Shape form;
  private final Fft2d fft;
  private final double[] product; // Re Σ (X − H X₀) X₀*, per frequency
  private final double[] signal; // Σ |X₀|²
  private final double[] rest; // Σ |X − H X₀|²
  private long pairs; // images per transfer function

  /**
   * @param process whose samples are measured
   * @param t their time
   */
  public SystemMeasurement(FourierProcess process, double t) {
    this.process = process;
    this.t = t;
    this.form = process.form();
    this.fft = new Fft2d(form.dim(-2), form.dim(-1));
    this.product = new double[form.size()];
    this.signal = new double[form.size()];
    this.rest = new double[form.size()];
  }

  /**
   * Draws x_t many times for each image and measures.
   *
   * @param images (N, C, H, W) or (N, H, W), x₀
   * @param draws for each image, at least 1; N·draws must be at least 2
   * @param noise its seed and stream say which noise
   */
  public static SystemMeasurement of(
      FourierProcess process, double t, Tensor images, int draws, Rng noise) {
    SystemMeasurement measurement = new SystemMeasurement(process, t);
    Tensor epsilon = images.engine().empty(images.shape());
    Tensor time = ForwardProcess.sharedTime(images, t);
    for (int draw = 0; draw < draws; draw++) {
      noise.normalKeyed(epsilon, 0, draw);
      measurement.add(images, process.perturb(images, time, epsilon));
    }
    return measurement;
  }

  /**
   * Takes pairs of an image and a draw into account.
   *
   * @param x0 (N, C, H, W) or (N, H, W) images; where the process treats all channels alike, each
   *     channel counts as an image
   * @param x a draw of x_t for each, of the same shape
   * @throws ShapeException when the images are not those of the process, or the shapes differ
   */
  public void add(Tensor x0, Tensor x) {
    x.shape().require(x0.shape(), "the draws of x_t");
    Tensor left = x.minus(process.H(t).times(x0));
    int[] dims = x0.shape().toArray();
    int[] complex = Arrays.copyOf(dims, dims.length + 1);
    complex[dims.length] = 2;
    Tensor a = x0.engine().empty(Shape.of(complex));
    Tensor b = x0.engine().empty(Shape.of(complex));
    fft.forwardReal(a, x0);
    fft.forwardReal(b, left);
    for (int i = 0; i < x0.size(); i++) {
      double ar = a.get(2 * i);
      double ai = a.get(2 * i + 1);
      double br = b.get(2 * i);
      double bi = b.get(2 * i + 1);
      int k = i % form.size();
      product[k] += br * ar + bi * ai;
      signal[k] += ar * ar + ai * ai;
      rest[k] += br * br + bi * bi;
    }
    pairs += x0.size() / form.size();
  }

  /**
   * The MTF. It cannot be measured at frequencies that no image has, but for the rounding of the
   * transform.
   *
   * @throws IllegalStateException when fewer than two pairs were added
   */
  public MeasuredSpectrum mtf() {
    double[] noise = power();
    double[] asked = process.H(t).transfer();
    double[] measured = new double[asked.length];
    double[] error = new double[asked.length];
    double floor = ROUNDING * Arrays.stream(signal).max().orElse(0);
    for (int k = 0; k < asked.length; k++) {
      boolean seen = signal[k] > floor;
      measured[k] = seen ? asked[k] + product[k] / signal[k] : Double.NaN;
      error[k] =
          seen ? Math.sqrt(fitted(k) * noise[k] * pixels() / signal[k]) : Double.POSITIVE_INFINITY;
    }
    return new MeasuredSpectrum(form, asked, measured, error);
  }

  /**
   * The NPS, in squared pixel values.
   *
   * @throws IllegalStateException when fewer than two pairs were added
   */
  public MeasuredSpectrum nps() {
    double[] measured = power();
    double[] error = new double[measured.length];
    for (int k = 0; k < error.length; k++) {
      error[k] = measured[k] * Math.sqrt(2 * fitted(k) / (pairs - fitted(k)));
    }
    return new MeasuredSpectrum(form, process.Sigma(t).transfer(), measured, error);
  }

  private double[] power() {
    if (pairs < 2) {
      throw new IllegalStateException(
          "noise is measured from at least two pairs of images and draws; got " + pairs);
    }
    double[] power = new double[rest.length];
    for (int k = 0; k < power.length; k++) {
      double explained = signal[k] > 0 ? product[k] * product[k] / signal[k] : 0;
      power[k] = (rest[k] - explained) / (pixels() * (pairs - fitted(k)));
    }
    return power;
  }

  /** p: the share of one complex observation that a real factor takes up. */
  private double fitted(int k) {
    return Frequencies.isReal(k, form.dim(-2), form.dim(-1)) ? 1 : 0.5;
  }

  private int pixels() {
    return form.dim(-2) * form.dim(-1);
  }
}

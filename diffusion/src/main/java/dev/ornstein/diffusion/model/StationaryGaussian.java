package dev.ornstein.diffusion.model;

import dev.ornstein.diffusion.matrix.FourierMatrix;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.fft.Fft2d;
import java.util.Arrays;

/**
 * Images as a normal distribution N(μ, C) whose covariance is the same everywhere in the image: C
 * is a circular convolution, known by the power spectrum of the images around their mean.
 *
 * @param mean μ as a batch of one, (1, C, H, W) or (1, H, W)
 * @param C power spectrum: the variance of each spatial frequency, 1 everywhere for white noise of
 *     variance 1
 */
public record StationaryGaussian(Tensor mean, FourierMatrix C) {

  /**
   * The mean image of a set, and the power spectrum around it, averaged over the images:
   *
   * <pre>
   * μ = 1/N Σᵢ xᵢ,   C(k) = 1/(N − 1) Σᵢ |F(xᵢ − μ)(k)|² / (H·W)
   * </pre>
   *
   * <p>μ is taken pixel by pixel, C channel by channel. N − 1 makes C unbiased. The power of real
   * images is even in k, as the transfer function of a real matrix must be.
   *
   * @param images (N, C, H, W) or (N, H, W), at least two
   * @throws ShapeException when the images have another rank or are fewer than two
   */
  public static StationaryGaussian of(Tensor images) {
    Shape shape = images.shape();
    if (shape.rank() != 3 && shape.rank() != 4 || shape.dim(0) < 2) {
      throw new ShapeException(
          "a power spectrum is estimated from at least two images (N, C, H, W) or (N, H, W); got "
              + shape);
    }
    int n = shape.dim(0);
    int pixels = images.size() / n;
    float[] mu = floats(columnSums(images, pixels), 1.0 / n);
    Tensor mean = images.engine().wrap(mu, shape.with(0, 1));
    Tensor power = images.engine().empty(shape);
    new Fft2d(shape.dim(-2), shape.dim(-1)).powerSpectrum(power, images.minus(mean));
    double[] spectrum = columnSums(power, pixels);
    for (int k = 0; k < pixels; k++) {
      spectrum[k] /= n - 1;
    }
    int[] dims = shape.toArray();
    Shape form = Shape.of(Arrays.copyOfRange(dims, 1, dims.length));
    return new StationaryGaussian(mean, FourierMatrix.of(spectrum, form));
  }

  /** Sums over the first axis, in double. */
  private static double[] columnSums(Tensor x, int columns) {
    double[] sums = new double[columns];
    for (int i = 0; i < x.size(); i++) {
      sums[i % columns] += x.get(i);
    }
    return sums;
  }

  private static float[] floats(double[] x, double factor) {
    float[] out = new float[x.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) (factor * x[i]);
    }
    return out;
  }
}

package dev.ornstein.diffusion.likelihood;

import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import java.util.Locale;

/**
 * How many bits a model needs for each number of an image of 8 bits. Whole numbers have no density,
 * so each is spread over the unit that it stands for, with u uniform in [0, 1), and brought into
 * the range [lo, hi] that the model was trained with:
 *
 * <pre>
 * x = lo + (hi − lo) (pixel + u) / 256
 * ln P(pixels) ≥ E[ln p(x)] + D ln((hi − lo) / 256)
 * bits per dimension = −(ln p(x) + D ln((hi − lo) / 256)) / (D ln 2)
 * </pre>
 *
 * <p>By Jensen's inequality its mean is an upper bound of what the discrete model would need, and
 * so never less than the entropy of the images. Source: Theis et al. (2016, arXiv 1511.01844).
 *
 * @param likelihood of the model
 * @param lo what black is to the model
 * @param hi what follows white: 256 levels fill the range
 * @param rng its seed and stream give u, by the number of the sample; probes of the same generator
 *     are independent of it
 */
public record BitsPerDimension(FlowLikelihood likelihood, double lo, double hi, Rng rng) {
  private static final int LEVELS = 256;

  /** Checks the range. */
  public BitsPerDimension {
    if (!(lo < hi && Double.isFinite(lo) && Double.isFinite(hi))) {
      throw new IllegalArgumentException(
          "the range of an image needs finite lo < hi; got [" + lo + ", " + hi + "]");
    }
  }

  /**
   * @param each bits per dimension of each image
   * @param mean their mean
   * @param standardError of the mean, from their spread; NaN for one image
   */
  public record Result(double[] each, double mean, double standardError) {

    static Result of(double[] each) {
      double sum = 0;
      for (double bits : each) {
        sum += bits;
      }
      double mean = sum / each.length;
      double squares = 0;
      for (double bits : each) {
        squares += (bits - mean) * (bits - mean);
      }
      double variance = squares / (each.length - 1); // 0/0 is NaN for one image
      return new Result(each, mean, Math.sqrt(variance / each.length));
    }

    /** For example {@code 3.412 ± 0.018 bits per dimension}. */
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.3f ± %.3f bits per dimension", mean, standardError);
    }
  }

  /**
   * Bits per dimension of images.
   *
   * @param pixels (N, …) whole numbers from 0 to 255
   * @param firstSample the number of the first image
   * @throws IllegalArgumentException naming the first number that is not one of these
   */
  public Result of(Tensor pixels, long firstSample) {
    if (pixels.size() == 0) {
      throw new ShapeException("bits per dimension need at least one image; got " + pixels.shape());
    }
    int n = pixels.dim(0);
    int d = pixels.size() / n;
    Tensor x = dequantise(pixels, firstSample);
    double[] bits = likelihood.of(x, firstSample).nats();
    for (int i = 0; i < n; i++) {
      double logProbability = bits[i] + d * Math.log((hi - lo) / LEVELS);
      bits[i] = -logProbability / (d * Math.log(2));
    }
    return Result.of(bits);
  }

  /**
   * Images of whole numbers made continuous, lo + (hi − lo) (pixel + u)/256.
   *
   * @param pixels (N, …) whole numbers from 0 to 255
   * @param firstSample the number of the first image
   */
  public Tensor dequantise(Tensor pixels, long firstSample) {
    Tensor x = pixels.engine().empty(pixels.shape());
    rng.stream("dequantisation").uniformKeyed(x, firstSample, 0);
    float[] array = x.array();
    for (int i = 0; i < x.size(); i++) {
      float pixel = pixels.get(i);
      if (!(pixel >= 0 && pixel < LEVELS && pixel == Math.rint(pixel))) {
        throw new IllegalArgumentException(
            "an image of 8 bits holds whole numbers from 0 to 255; element " + i + " is " + pixel);
      }
      double u = array[x.offset() + i];
      array[x.offset() + i] = (float) (lo + (hi - lo) * (pixel + u) / LEVELS);
    }
    x.changed();
    return x;
  }
}

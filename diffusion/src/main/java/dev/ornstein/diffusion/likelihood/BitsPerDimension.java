package dev.ornstein.diffusion.likelihood;

import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
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
 * @param likelihood ln p of the model, or a lower bound of it
 * @param lo what black is to the model
 * @param hi what follows white: 256 levels fill the range
 * @param rng its seed and stream give u, by the number of the sample; probes of the same generator
 *     are independent of it
 */
public record BitsPerDimension(LogDensity likelihood, double lo, double hi, Rng rng) {
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
   * @param standardErrors what random probes leave uncertain in each of them: 0 for an exact
   *     divergence, NaN for a single random probe
   * @param evaluations of the denoiser with its gradients, as {@link LogDensities} counts them
   * @param mean of all images
   * @param standardError of the mean, from their spread; NaN for one image
   */
  public record Result(
      double[] each, double[] standardErrors, long evaluations, double mean, double standardError) {

    static Result of(double[] each, double[] standardErrors, long evaluations) {
      double mean = Arrays.stream(each).sum() / each.length;
      double squares = Arrays.stream(each).map(bits -> (bits - mean) * (bits - mean)).sum();
      double variance = squares / (each.length - 1); // 0/0 is NaN for one image
      double standardError = Math.sqrt(variance / each.length);
      return new Result(each, standardErrors, evaluations, mean, standardError);
    }

    /** The results of all images of several batches as one. */
    public static Result of(List<Result> batches) {
      return of(
          batches.stream().flatMapToDouble(b -> Arrays.stream(b.each)).toArray(),
          batches.stream().flatMapToDouble(b -> Arrays.stream(b.standardErrors)).toArray(),
          batches.stream().mapToLong(Result::evaluations).sum());
    }

    /**
     * For example {@code 3.412 ± 0.018 bits per dimension}; a single image has no spread and gives
     * no standard error, which is said.
     */
    @Override
    public String toString() {
      return Double.isNaN(standardError)
          ? String.format(
              Locale.ROOT, "%.3f bits per dimension (one image gives no standard error)", mean)
          : String.format(Locale.ROOT, "%.3f ± %.3f bits per dimension", mean, standardError);
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
    LogDensities densities = likelihood.of(x, firstSample);
    double perNat = 1 / (d * Math.log(2));
    double level = d * Math.log((hi - lo) / LEVELS);
    double[] bits = Arrays.stream(densities.nats()).map(ln -> -(ln + level) * perNat).toArray();
    double[] errors =
        Arrays.stream(densities.standardErrors()).map(nats -> nats * perNat).toArray();
    return Result.of(bits, errors, densities.evaluations());
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

package dev.ornstein.examples.restore;

import dev.ornstein.diffusion.matrix.ScalarMatrix;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.model.StationaryGaussian;
import dev.ornstein.diffusion.model.WienerFilter;
import dev.ornstein.diffusion.process.FourierProcess;
import dev.ornstein.diffusion.sampler.Noise;
import dev.ornstein.examples.sample.DegradedStarts;
import dev.ornstein.examples.sample.Drawing;
import dev.ornstein.examples.sample.Frames;
import dev.ornstein.mnist.data.Dataset;
import dev.ornstein.mnist.judge.Psnr;
import dev.ornstein.mnist.judge.Ssim;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** What restored images are compared with: the truth, what was left of it, a linear filter. */
public final class Restorations {
  /** Images at once; they do not depend on it. */
  private static final int BATCH = 64;

  /** Training images from which means, variances and the power spectrum are estimated. */
  private static final int FOR_STATISTICS = 10_000;

  /** The name of the restored images among others. */
  public static final String RESTORED = "restored";

  private final Engine engine;
  private final DegradedStarts starts;
  private final Dataset training;
  private final long seed;
  private final int count;
  private StationaryGaussian spectrum;

  /**
   * @param starts of the samples
   * @param training images that a linear filter may learn from
   * @param seed of the noise of the samples
   * @param count how many images were restored
   */
  public Restorations(
      Engine engine, DegradedStarts starts, Dataset training, long seed, int count) {
    this.engine = engine;
    this.starts = starts;
    this.training = training;
    this.seed = seed;
    this.count = count;
  }

  /** The images as they were, (count, H, W). */
  public float[] truth() {
    return collect(DegradedStarts.Degraded::truth);
  }

  /** The images as they were given to be restored, (count, H, W), cut off to [0, 1]. */
  public float[] degraded() {
    return collect(DegradedStarts.Degraded::degraded);
  }

  /**
   * Every way of restoring that needs no network, by name: nothing at all, and for blurred images a
   * Wiener filter.
   */
  public Map<String, float[]> baselines() {
    Map<String, float[]> byName = new LinkedHashMap<>();
    byName.put("degraded", degraded());
    if (starts.saved().process() instanceof FourierProcess) {
      WienerFilter filter = new WienerFilter(starts.saved().process(), spectrum());
      byName.put("Wiener filter", collect(d -> filter.restore(d.degraded(), 1)));
    }
    return byName;
  }

  /** The variance of a pixel, as one number for all: the mean over the image. */
  public SymmetricMatrix variance() {
    Shape sample = Shape.of(1, training.height(), training.width());
    return ScalarMatrix.of(spectrum().C().trace(sample)[0] / sample.size());
  }

  /** Mean and power spectrum of training images; worked out when they are first asked for. */
  public StationaryGaussian spectrum() {
    if (spectrum == null) {
      int n = Math.min(FOR_STATISTICS, training.count());
      spectrum = StationaryGaussian.of(training.images(engine, 0, n, starts.saved().range()));
    }
    return spectrum;
  }

  private float[] collect(Function<DegradedStarts.Degraded, Tensor> wanted) {
    int pixels = training.pixelsPerImage();
    float[] all = new float[count * pixels];
    for (int first = 0; first < count; first += BATCH) {
      int n = Math.min(BATCH, count - first);
      try (Scope memory = engine.scope()) {
        Noise noise = Noise.keyed(Drawing.stream(seed), first);
        Tensor images = wanted.apply(starts.degrade(engine, first, n, noise));
        float[] unit = Frames.toUnit(images, images.size(), starts.saved().range());
        System.arraycopy(unit, 0, all, first * pixels, unit.length);
      }
    }
    return all;
  }

  /**
   * How near images are to the truth.
   *
   * @param method how they were restored
   * @param psnr mean over the images of the peak signal-to-noise ratio, in dB
   * @param ssim mean structural similarity, at most 1; NaN for images too small for its window
   */
  public record Score(String method, double psnr, double ssim) {
    /** For people. */
    public String text() {
      String similarity = Double.isNaN(ssim) ? "" : String.format(Locale.ROOT, ", SSIM %.3f", ssim);
      return String.format(Locale.ROOT, "PSNR %5.2f dB", psnr) + similarity;
    }

    /**
     * Of some images.
     *
     * @param images (N, H, W) in [0, 1]
     * @param truth of the same shape
     */
    public static Score of(String method, float[] images, float[] truth, Dataset size) {
      boolean tiny = Math.min(size.height(), size.width()) < Ssim.WINDOW;
      return new Score(
          method,
          Psnr.of(images, truth, size.height(), size.width()).mean(),
          tiny ? Double.NaN : Ssim.of(images, truth, size.height(), size.width()).mean());
    }
  }
}

package dev.ornstein.examples.likelihood;

import dev.ornstein.diffusion.likelihood.BitsPerDimension;
import dev.ornstein.diffusion.likelihood.FlowLikelihood;
import dev.ornstein.diffusion.likelihood.HutchinsonDivergence;
import dev.ornstein.diffusion.likelihood.NoiseClock;
import dev.ornstein.diffusion.likelihood.NoisedDensity;
import dev.ornstein.diffusion.likelihood.NormalDistribution;
import dev.ornstein.diffusion.ode.Ode;
import dev.ornstein.diffusion.ode.OdeMethod;
import dev.ornstein.examples.sample.Drawing;
import dev.ornstein.examples.sample.SavedModel;
import dev.ornstein.mnist.data.Dataset;
import dev.ornstein.mnist.data.ImageRange;
import dev.ornstein.mnist.net.Condition;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import java.util.ArrayList;
import java.util.List;

/**
 * Bits per dimension of images under the model of a run, which is told no class.
 *
 * <p><b>The images.</b> Pixels are whole numbers; each is spread evenly over the grey level whose
 * centre the network was trained with. What comes out is an upper bound of the bits that the pixels
 * themselves need.
 *
 * <p><b>Where the flow begins.</b> At t = 0 the variance preserving process has no noise, hence no
 * score. The flow begins where the noise has a standard deviation of 1/16 grey level (t = 6·10⁻⁶
 * with the cosine in [−1, 1]), and the images get that noise: {@link NoisedDensity} is a bound
 * wherever it begins, so that the beginning may be chosen by how near the bound is. Of a model of
 * MNIST it was 2.93 bits per dimension for noise of one grey level, 2.27 for 1/2, 1.91 for 0.29 (of
 * a number uniform in a grey level), 1.61 for 1/16, and 1.60 for 1/32, 1/100 and 1/300: no earlier
 * beginning wins more than 0.02.
 *
 * <p><b>The steps</b> are equal in the logarithm of the ratio of noise to signal, and the flow is
 * solved in that variable: see {@link NoiseClock}. The noise doubles within 2·10⁻⁵ near t = 0, for
 * which steps of any power of t are too long, or too many elsewhere. With 80 evaluations of that
 * network the bits were wrong by 0.004 with Runge and Kutta's method and by 0.07 with Heun's; with
 * equal steps of √t and Heun's method they were wrong by 2.2, on the side that flatters the model.
 */
public final class ImageBits {
  /** Standard deviation of the noise where the flow begins, in grey levels. */
  private static final double FIRST_NOISE = 1 / 16.0;

  private static final int GREY_STEPS = 255;

  private final Engine engine;
  private final SavedModel saved;
  private final FlowSettings settings;
  private final int batch;

  /**
   * @param saved a model that draws from noise
   * @param settings how its flow is followed
   * @param batch how many images go together; they do not depend on it
   */
  public ImageBits(Engine engine, SavedModel saved, FlowSettings settings, int batch) {
    this.engine = engine;
    this.saved = saved;
    this.settings = settings;
    this.batch = batch;
  }

  /**
   * Of the first images.
   *
   * @param images of the size that the model has learnt
   * @throws UserError when the model gives numbers that are not finite, or an image would need too
   *     many steps
   */
  public BitsPerDimension.Result of(Dataset images, int count, Drawing.Progress progress) {
    List<BitsPerDimension.Result> parts = new ArrayList<>();
    Watched watched = new Watched(settings.method(), progress, (long) count * settings.intervals());
    BitsPerDimension bits = bits(Shape.of(1, images.height(), images.width()), watched);
    for (int first = 0; first < count; first += batch) {
      int n = Math.min(batch, count - first);
      watched.images = watched.isAdaptive() ? 1 : n;
      try (Scope memory = engine.scope()) {
        parts.add(bits.of(pixels(images, first, n), first));
      } catch (ArithmeticException e) {
        throw new UserError(
            "the likelihood of images "
                + first
                + " … "
                + (first + n - 1)
                + " cannot be had: "
                + e.getMessage()
                + "; try more --steps or another --tolerance",
            e);
      }
    }
    return BitsPerDimension.Result.of(parts);
  }

  /** Evaluations of the network for one image, on average, each with its gradients. */
  public double evaluationsPerImage(BitsPerDimension.Result result) {
    int count = result.each().length;
    double together = settings.method().isAdaptive() ? count : Math.ceil((double) count / batch);
    return result.evaluations() / together;
  }

  private BitsPerDimension bits(Shape sample, OdeMethod method) {
    NoiseClock clock = new NoiseClock(saved.process(), sample);
    ImageRange range = saved.range();
    double level = ((double) range.white() - range.black()) / GREY_STEPS;
    double begin = clock.time(Math.log(FIRST_NOISE * level));
    Rng rng = Rng.of(settings.seed()).stream("likelihood");
    FlowLikelihood flow =
        new FlowLikelihood(
            saved.model(Condition.NONE, 0),
            clock.grid(settings.intervals(), begin, 1),
            clock.pace(method),
            new HutchinsonDivergence(settings.probes(), HutchinsonDivergence.Probe.RADEMACHER, rng),
            NormalDistribution.of(saved.process(), 1));
    return new BitsPerDimension(
        new NoisedDensity(flow, rng), range.black() - level / 2, range.white() + level / 2, rng);
  }

  /** (n, 1, H, W) whole numbers. */
  private Tensor pixels(Dataset images, int first, int n) {
    int height = images.height();
    int width = images.width();
    float[] all = new float[n * height * width];
    int at = 0;
    for (int i = first; i < first + n; i++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          all[at++] = images.pixel(i, 0, y, x);
        }
      }
    }
    return engine.of(all, Shape.of(n, 1, height, width));
  }

  /** A method that tells how far it is. */
  private static final class Watched implements OdeMethod {
    private final OdeMethod method;
    private final Drawing.Progress progress;
    private final long all;
    private int images;
    private long done;

    Watched(OdeMethod method, Drawing.Progress progress, long all) {
      this.method = method;
      this.progress = progress;
      this.all = all;
    }

    @Override
    public double[] advance(Ode ode, double t, double s, double[] y) {
      double[] next = method.advance(ode, t, s, y);
      done += images;
      progress.reached(done, all);
      return next;
    }

    @Override
    public boolean isAdaptive() {
      return method.isAdaptive();
    }
  }
}

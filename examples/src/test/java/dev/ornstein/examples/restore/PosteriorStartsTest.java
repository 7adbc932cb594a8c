package dev.ornstein.examples.restore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ornstein.diffusion.matrix.DiagonalMatrix;
import dev.ornstein.diffusion.matrix.FourierMatrix;
import dev.ornstein.diffusion.matrix.ScalarMatrix;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.model.StationaryGaussian;
import dev.ornstein.diffusion.process.CentreMask;
import dev.ornstein.diffusion.sampler.DdimSampler;
import dev.ornstein.diffusion.sampler.Noise;
import dev.ornstein.diffusion.sampler.Sampler;
import dev.ornstein.diffusion.sampler.TimeGrid;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.examples.sample.DegradedStarts;
import dev.ornstein.examples.sample.Drawing;
import dev.ornstein.examples.sample.SavedModel;
import dev.ornstein.examples.sample.Starts;
import dev.ornstein.mnist.data.Dataset;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Posterior sampling of normal images with the exact denoiser, against the posterior in closed
 * form. C and A commute, so the likelihood is exact and only the steps of the sampler are wrong.
 */
class PosteriorStartsTest {
  private static final int SIDE = 8;
  private static final int PIXELS = SIDE * SIDE;
  private static final Shape FORM = Shape.of(1, SIDE, SIDE);

  /** What the noise at the start instead of noisy images does to a mean, in pixels of [−1, 1]. */
  private static final double START = 1e-3;

  /** Of 200 steps and float32, in pixels of [−1, 1]. */
  private static final double MEAN = 6e-5;

  /** Of 200 steps of order 1, as a share of the variance. */
  private static final double STEPS = 0.06;

  /** Of float32, in pixels of [−1, 1]. */
  private static final double ROUND_OFF = 1e-5;

  /** Standard deviations of what is random that a test allows. */
  private static final double SIGMAS = 4;

  private static final long SEED = 7;

  private final Engine engine = Engine.create("auto", 2, warning -> {});
  private final Tensor mean = normal(1, 1).times(0.1f);

  @AfterEach
  void close() {
    engine.close();
  }

  private Tensor normal(long seed, int n) {
    Tensor out = engine.empty(Shape.of(n, 1, SIDE, SIDE));
    Rng.of(seed).normal(out);
    return out;
  }

  /** One restoration of as many images as there are pixels, and all that is known of it. */
  private final class Case {
    final SymmetricMatrix C;
    final PosteriorStarts starts;
    final Tensor truth;
    final SymmetricMatrix gain;
    final Tensor posteriorMean;
    final SymmetricMatrix posteriorCovariance;

    Case(String degradation) {
      boolean masked = degradation.equals("masked");
      C = masked ? pixels() : spectrum();
      SavedModel restoring =
          ExactLearner.saved(
              masked ? "in-painting" : "fourier-restoration", degradation, SIDE, mean, C);
      DegradedStarts measured = new DegradedStarts(restoring, draws(C));
      SavedModel prior = ExactLearner.saved("vp-cosine", "none", SIDE, mean, C);
      PosteriorStarts usual =
          PosteriorStarts.of(
              prior, measured, new Restorations(engine, measured, draws(C), 0, PIXELS));
      SymmetricMatrix A = usual.A();
      SymmetricMatrix SigmaY = usual.SigmaY();
      starts = new PosteriorStarts(prior, measured, A, SigmaY, C);
      DegradedStarts.Degraded d = measured.degrade(engine, 0, PIXELS, noise(false));
      truth = d.truth();
      gain = C.times(A).times(A.times(C).times(A).plus(SigmaY).inverse());
      posteriorMean = restored(d.degraded());
      posteriorCovariance = C.minus(gain.times(A).times(C));
    }

    /** E[x₀ given y]. */
    Tensor restored(Tensor y) {
      return gain.times(y.minus(starts.A().times(mean))).plus(mean);
    }
  }

  /** Standard deviations between 0.1 and 0.25: hardly a pixel reaches black or white. */
  private static SymmetricMatrix pixels() {
    double[] variance = new double[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      variance[i] = Math.pow(0.1 + 0.15 * i / PIXELS, 2);
    }
    return DiagonalMatrix.of(variance, FORM);
  }

  private static SymmetricMatrix spectrum() {
    double[] power = new double[PIXELS];
    for (int k = 0; k < PIXELS; k++) {
      int u = Math.min(k / SIDE, SIDE - k / SIDE);
      int v = Math.min(k % SIDE, SIDE - k % SIDE);
      power[k] = 0.3 / (1 + u * u + 2 * v * v);
    }
    return FourierMatrix.of(power, FORM);
  }

  /** Images from N(μ, C), in grey levels. */
  private Dataset draws(SymmetricMatrix C) {
    Tensor x = C.sqrt().times(normal(2, PIXELS)).plus(mean);
    byte[] bytes = new byte[x.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(Math.max(0, Math.min(255, 127.5 * (1 + x.get(i)))));
    }
    return new Dataset("draws", 1, SIDE, SIDE, bytes, new byte[PIXELS], List.of("a"));
  }

  /**
   * The noise of the measurements is random; that of the start of sample j is 0, or 1 in pixel j.
   */
  private static Noise noise(boolean unit) {
    Noise random = Noise.keyed(Rng.of(3), 0);
    return (out, step) -> {
      if (step == Noise.START) {
        random.fill(out, step);
        return;
      }
      out.fillInPlace(0);
      for (int j = 0; unit && j < PIXELS; j++) {
        out.set(j * PIXELS + j, 1);
      }
    };
  }

  /** Mean and covariance of what a sampler returns: it is affine in the noise of the start. */
  private record Moments(Tensor mean, double[] covariance) {
    static Moments of(Tensor still, Tensor pushed) {
      Tensor columns = pushed.minus(still);
      double[] covariance = new double[PIXELS * PIXELS];
      for (int a = 0; a < PIXELS; a++) {
        for (int b = 0; b < PIXELS; b++) {
          for (int j = 0; j < PIXELS; j++) {
            float toA = columns.get(j * PIXELS + a);
            covariance[a * PIXELS + b] += toA * columns.get(j * PIXELS + b);
          }
        }
      }
      return new Moments(still, covariance);
    }

    double meanError(Tensor expected) {
      return largest(mean.minus(expected));
    }

    double covarianceError(double[] expected) {
      double worst = 0;
      for (int i = 0; i < expected.length; i++) {
        worst = Math.max(worst, Math.abs(covariance[i] - expected[i]));
      }
      return worst;
    }
  }

  private static double largest(Tensor x) {
    double worst = 0;
    for (int i = 0; i < x.size(); i++) {
      worst = Math.max(worst, Math.abs(x.get(i)));
    }
    return worst;
  }

  private Moments restored(Starts starts, int steps) {
    Tensor[] ends = new Tensor[2];
    for (int unit = 0; unit < 2; unit++) {
      Noise noise = noise(unit == 1);
      Starts.Start start = starts.of(engine, 0, PIXELS, noise);
      Sampler ddim = new DdimSampler(start.model(), TimeGrid.uniform(steps, 1, 0), 0);
      ends[unit] = ddim.run(start.x(), noise);
    }
    return Moments.of(ends[0], ends[1]);
  }

  /**
   * Samples begin as noise N(0, Σ(1)), which is not quite what N(μ′, C′), images that fit what was
   * measured, become at t = 1: a hundredth of them is still there. The flow carries the difference
   * to the end by K = (C′ (H C′ H + Σ)⁻¹)^½, and what comes out is N(μ′ − K H μ′, K Σ K). Each
   * image has a mean of its own, that of its own measurement.
   */
  @ParameterizedTest
  @ValueSource(strings = {"blurred", "masked"})
  void theMomentsAreThoseOfThePosterior(String degradation) {
    Case c = new Case(degradation);
    SymmetricMatrix given = c.posteriorCovariance;
    SymmetricMatrix H = c.starts.prior().process().H(1);
    SymmetricMatrix Sigma = c.starts.prior().process().Sigma(1);
    SymmetricMatrix K = given.times(H.times(given).times(H).plus(Sigma).inverse()).sqrt();
    Tensor mean = c.posteriorMean.minus(K.times(H).times(c.posteriorMean));
    double[] covariance = K.times(Sigma).times(K).toDense(FORM).entries();
    assertEquals(0, largest(mean.minus(c.posteriorMean)), START, "the start changes little");
    Moments coarse = restored(c.starts, 100);
    Moments fine = restored(c.starts, 200);
    assertEquals(0, fine.meanError(mean), MEAN, degradation + ": means");
    double error = fine.covarianceError(covariance);
    double largest = Arrays.stream(covariance).max().getAsDouble();
    assertEquals(0, error, STEPS * largest, degradation + ": covariance");
    double order = Math.log(coarse.covarianceError(covariance) / error) / Math.log(2);
    assertEquals(1, order, 0.1, degradation + ": order of DDIM");
  }

  /**
   * A whole drawing, in batches: a sample is as far from the mean of the posterior as that is wide,
   * and, since the truth is a draw of it too, twice as far from the truth in mean square.
   */
  @ParameterizedTest
  @ValueSource(strings = {"blurred", "masked"})
  void aSampleIsAsFarFromTheTruthAsThePosteriorIsWide(String degradation) {
    Case c = new Case(degradation);
    RunConfig.Sampling sampling = new RunConfig.Sampling(PIXELS, "heun", 200, "none", 0);
    float[] unit =
        new Drawing(engine, c.starts.prior(), sampling, c.starts, SEED, 10)
            .draw(PIXELS, List.of(), (done, all) -> {});
    Tensor drawn = engine.of(unit, c.truth.shape().toArray()).times(2f).minus(engine.scalar(1));
    Noise measuring = Noise.keyed(Drawing.stream(SEED), 0);
    Tensor y = c.starts.measured().degrade(engine, 0, PIXELS, measuring).degraded();
    double width = c.posteriorCovariance.trace(FORM)[0] / PIXELS;
    double squares = c.posteriorCovariance.times(c.posteriorCovariance).trace(FORM)[0] / PIXELS;
    double deviation = Math.sqrt(2 * squares / PIXELS / PIXELS); // of a mean over all images
    Tensor middle = c.restored(y);
    assertEquals(width, meanSquare(drawn.minus(middle)), SIGMAS * deviation, "around the mean");
    assertEquals(width, meanSquare(c.truth.minus(middle)), SIGMAS * deviation, "the truth");
    double apart = meanSquare(drawn.minus(c.truth));
    assertEquals(2 * width, apart, 2 * SIGMAS * deviation, "sample and truth");
  }

  private static double meanSquare(Tensor x) {
    double sum = 0;
    for (int i = 0; i < x.size(); i++) {
      sum += x.get(i) * x.get(i);
    }
    return sum / x.size();
  }

  /** What is measured is known; what images are like is learnt from those for training. */
  @Test
  void theCovariancesAreThoseOfTheTrainingImages() {
    SavedModel prior = ExactLearner.saved("vp-cosine", "none", SIDE, mean, spectrum());
    Dataset training = draws(spectrum());
    Tensor x = training.images(engine, 0, PIXELS, prior.range());

    PosteriorStarts blurred = usual(prior, "fourier-restoration", "blurred", training);
    double[] power = StationaryGaussian.of(x).C().transfer();
    assertArrayEquals(power, ((FourierMatrix) blurred.C()).transfer(), 0, "power spectrum");
    DegradedStarts.Degraded d = blurred.measured().degrade(engine, 0, PIXELS, noise(false));
    Tensor y = blurred.A().times(d.truth()).plus(blurred.SigmaY().sqrt().times(d.epsilon()));
    assertEquals(0, largest(y.minus(d.degraded())), ROUND_OFF, "y = A x₀ + Σ_y^½ ε");

    PosteriorStarts masked = usual(prior, "in-painting", "masked", training);
    boolean[] mask = CentreMask.of(FORM);
    for (int i = 0; i < PIXELS; i++) {
      assertEquals(mask[i] ? 0 : 1, ((DiagonalMatrix) masked.A()).diagonal()[i], "pixel " + i);
    }
    Tensor average = StationaryGaussian.of(x).mean();
    double variance = meanSquare(x.minus(average)) * PIXELS / (PIXELS - 1);
    assertEquals(variance, ((ScalarMatrix) masked.C()).values()[0], 1e-6, "variance of a pixel");
    double noise = ((ScalarMatrix) masked.SigmaY()).values()[0];
    assertEquals(0.004, Math.sqrt(noise), 1e-9, "less than a grey level of 2/255");
  }

  private PosteriorStarts usual(
      SavedModel prior, String process, String degradation, Dataset training) {
    SavedModel restoring = ExactLearner.saved(process, degradation, SIDE, mean, spectrum());
    DegradedStarts measured = new DegradedStarts(restoring, training);
    return PosteriorStarts.of(
        prior, measured, new Restorations(engine, measured, training, 0, PIXELS));
  }
}

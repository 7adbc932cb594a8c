package dev.ornstein.diffusion.likelihood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.Kind;
import dev.ornstein.diffusion.matrix.ScalarMatrix;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.model.GaussianDenoiser;
import dev.ornstein.diffusion.model.Prediction;
import dev.ornstein.diffusion.ode.Heun;
import dev.ornstein.diffusion.process.VariancePreserving;
import dev.ornstein.diffusion.sampler.TimeGrid;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Tensor;
import org.junit.jupiter.api.Test;

/**
 * Images whose pixels are whole parts of normal numbers: their entropy is a sum, and the best
 * normal model comes close to it.
 */
class BitsPerDimensionTest {
  private static final int IMAGES = 600;
  private static final double CENTRE = 128;
  private static final double SPREAD = 20; // levels
  private static final double LEVEL_ROUND_OFF = 1e-4; // 256 levels at 2⁻²³ and some
  private static final float LO = -1;
  private static final float HI = 1;

  private final Engine engine = Compare.engine();

  private Tensor images() {
    Tensor pixels = Compare.normal(engine, 1, IMAGES, 1, 4, 4);
    for (int i = 0; i < pixels.size(); i++) {
      int at = pixels.offset() + i;
      pixels.array()[at] = (float) Math.floor(CENTRE + SPREAD * pixels.array()[at]);
    }
    return pixels;
  }

  /** Bits per pixel: −Σ P log₂ P with P(k) the normal probability of [k, k + 1). */
  private static double entropy() {
    double bits = 0;
    int pieces = 200;
    for (int k = 0; k < 256; k++) {
      double p = 0;
      for (int i = 0; i < pieces; i++) {
        double z = (k + (i + 0.5) / pieces - CENTRE) / SPREAD;
        p += Math.exp(-0.5 * z * z) / (SPREAD * Math.sqrt(2 * Math.PI) * pieces);
      }
      bits -= p > 0 ? p * Math.log(p) / Math.log(2) : 0;
    }
    return bits;
  }

  /** A normal model, right in its mean, with a standard deviation of so many levels. */
  private GaussianDenoiser data(double levels) {
    double sigma = levels * (HI - LO) / 256;
    Tensor mean = engine.full(images().shape().with(0, 1), (float) (LO + (HI - LO) * CENTRE / 256));
    return new GaussianDenoiser(VariancePreserving.cosine(), mean, ScalarMatrix.of(sigma * sigma));
  }

  private BitsPerDimension bits(GaussianDenoiser data, Rng rng) {
    DiffusionModel model = new DiffusionModel(VariancePreserving.cosine(), Prediction.SCORE, data);
    double last = 0.9;
    FlowLikelihood likelihood =
        new FlowLikelihood(
            model,
            TimeGrid.quadratic(200, 0, last),
            new Heun(),
            new HutchinsonDivergence(1, HutchinsonDivergence.Probe.RADEMACHER, rng),
            new NormalDistribution(data.mean(last), data.covariance(last)));
    return new BitsPerDimension(likelihood, LO, HI, rng);
  }

  @Test
  void theyAreBoundedByTheEntropyOfTheImages() {
    double entropy = entropy();
    BitsPerDimension.Result right = bits(data(SPREAD), Rng.of(2)).of(images(), 0);
    assertTrue(right.standardError() > 0 && right.standardError() < 0.02, right.toString());
    double excess = right.mean() - entropy;
    assertTrue(excess > -4 * right.standardError(), right + " below the entropy " + entropy);
    assertTrue(excess < 0.005 + 4 * right.standardError(), right + " above " + entropy);
    BitsPerDimension.Result wide = bits(data(1.5 * SPREAD), Rng.of(2)).of(images(), 0);
    double ratio = 1 / (1.5 * 1.5);
    double divergence = 0.5 * (ratio - 1 - Math.log(ratio)) / Math.log(2); // Kullback and Leibler
    assertEquals(divergence, wide.mean() - entropy, 0.005 + 4 * wide.standardError());
    assertTrue(wide.mean() > right.mean() + 0.5 * divergence, wide + " and " + right);
  }

  /** Image by image: the change of variables from pixels to the model's range. */
  @Test
  void eachIsTheDensityInUnitsOfALevel() {
    GaussianDenoiser data = data(SPREAD);
    BitsPerDimension bits = bits(data, Rng.of(3));
    Tensor pixels = images();
    double[] each = bits.of(pixels, 0).each();
    Tensor x = bits.dequantise(pixels, 0);
    double[] expected = new double[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      for (int p = 0; p < Kind.D; p++) {
        // back in levels: the density of N(CENTRE, SPREAD²) there
        double level = (x.get(i * Kind.D + p) - LO) / (HI - LO) * 256;
        double z = (level - CENTRE) / SPREAD;
        double ln = -0.5 * z * z - Math.log(SPREAD * Math.sqrt(2 * Math.PI));
        expected[i] -= ln / (Kind.D * Math.log(2));
        double u = level - pixels.get(i * Kind.D + p);
        assertTrue(u > -LEVEL_ROUND_OFF && u < 1 + LEVEL_ROUND_OFF, "u of pixel " + p + ": " + u);
      }
    }
    Compare.close(expected, each, 1e-3, "bits per dimension");
  }

  @Test
  void theNoiseBelongsToTheImage() {
    BitsPerDimension bits = bits(data(SPREAD), Rng.of(4));
    Tensor pixels = images();
    Tensor together = bits.dequantise(pixels, 10);
    Tensor last = pixels.window(5 * Kind.D, pixels.shape().with(0, 1)).copy();
    Tensor alone = bits.dequantise(last, 15);
    for (int p = 0; p < Kind.D; p++) {
      assertEquals(alone.get(p), together.get(5 * Kind.D + p), "pixel " + p);
    }
  }

  /** Else a probe would know the image, and its estimate be biased. */
  @Test
  void probesOfTheSameGeneratorKnowNothingOfTheNoise() {
    Rng rng = Rng.of(4);
    Tensor x = bits(data(SPREAD), rng).dequantise(engine.zeros(images().shape()), 0);
    Tensor v = engine.empty(x.shape());
    new HutchinsonDivergence(1, HutchinsonDivergence.Probe.RADEMACHER, rng).fill(v, 0, 0);
    double sum = 0;
    for (int i = 0; i < x.size(); i++) {
      double u = (x.get(i) - LO) / (HI - LO) * 256;
      sum += Math.signum(u - 0.5) * v.get(i);
    }
    double sigmas = sum / Math.sqrt(x.size());
    assertTrue(Math.abs(sigmas) < 4, "correlated by " + sigmas + "σ");
  }

  @Test
  void theMeanHasTheErrorOfTheSpread() {
    BitsPerDimension.Result result =
        BitsPerDimension.Result.of(new double[] {1, 2, 3, 6}, new double[4], 8);
    assertEquals(3, result.mean(), 1e-12);
    assertEquals(Math.sqrt(14 / 3.0 / 4), result.standardError(), 1e-12);
    assertEquals("3.000 ± 1.080 bits per dimension", result.toString());
    BitsPerDimension.Result one =
        BitsPerDimension.Result.of(new double[] {2.5}, new double[] {0.1}, 8);
    assertTrue(Double.isNaN(one.standardError()));
    assertEquals("2.500 bits per dimension (one image gives no standard error)", one.toString());
  }

  @Test
  void otherImagesAreRefused() {
    BitsPerDimension bits = bits(data(SPREAD), Rng.of(4));
    for (float wrong : new float[] {-1, 256, 0.5f, Float.NaN}) {
      Tensor pixels = engine.zeros(images().shape().with(0, 1));
      pixels.set(3, wrong);
      String message =
          assertThrows(IllegalArgumentException.class, () -> bits.of(pixels, 0)).getMessage();
      assertTrue(message.contains("element 3 is " + wrong), message);
    }
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new BitsPerDimension(bits.likelihood(), 1, 0, Rng.of(1)))
            .getMessage();
    assertTrue(message.contains("[1.0, 0.0]"), message);
  }
}

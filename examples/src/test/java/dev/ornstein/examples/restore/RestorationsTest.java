package dev.ornstein.examples.restore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ornstein.diffusion.matrix.ScalarMatrix;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.model.StationaryGaussian;
import dev.ornstein.diffusion.sampler.Noise;
import dev.ornstein.examples.sample.DegradedStarts;
import dev.ornstein.examples.sample.Drawing;
import dev.ornstein.examples.sample.Frames;
import dev.ornstein.examples.sample.SavedModel;
import dev.ornstein.mnist.data.Dataset;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What restorations are compared with. */
class RestorationsTest {
  private static final int SIDE = 8;
  private static final int IMAGES = 40;
  private static final long SEED = 3;

  /** Of float32, in brightness. */
  private static final float ROUND_OFF = 1e-5f;

  private final Engine engine = Engine.create("auto", 2, warning -> {});
  private final Dataset training = images(1);
  private final Dataset test = images(2);

  @AfterEach
  void close() {
    engine.close();
  }

  /** Grey levels that rise from the left to the right, with noise. */
  private static Dataset images(long seed) {
    Rng rng = Rng.of(seed);
    byte[] pixels = new byte[IMAGES * SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (20 * (i % SIDE) + rng.nextInt(100));
    }
    return new Dataset("", 1, SIDE, SIDE, pixels, new byte[IMAGES], List.of("a"));
  }

  private DegradedStarts degraded(String process, String degradation) {
    Tensor mean = engine.zeros(Shape.of(1, 1, SIDE, SIDE));
    SavedModel saved = ExactLearner.saved(process, degradation, SIDE, mean, ScalarMatrix.of(1));
    return new DegradedStarts(saved, test);
  }

  private Map<String, float[]> baselines(DegradedStarts starts) {
    return new Restorations(engine, starts, training, SEED, IMAGES).baselines();
  }

  /** μ + C H (H C H + Σ)⁻¹ (y − H μ) with H(1) and Σ(1), learnt from the training images alone. */
  @Test
  void theWienerFilterKnowsTheEndOfTheProcess() {
    DegradedStarts starts = degraded("fourier-restoration", "blurred");
    StationaryGaussian known =
        StationaryGaussian.of(training.images(engine, 0, IMAGES, starts.saved().range()));
    SymmetricMatrix H = starts.saved().process().H(1);
    SymmetricMatrix seen = H.times(known.C()).times(H).plus(starts.saved().process().Sigma(1));
    SymmetricMatrix gain = known.C().times(H).times(seen.inverse());
    Noise noise = Noise.keyed(Drawing.stream(SEED), 0);
    Tensor y = starts.degrade(engine, 0, IMAGES, noise).degraded();
    Tensor restored = gain.times(y.minus(H.times(known.mean()))).plus(known.mean());
    float[] expected = Frames.toUnit(restored, restored.size(), starts.saved().range());
    assertArrayEquals(expected, baselines(starts).get("Wiener filter"), ROUND_OFF);
  }

  @Test
  void aMaskHasNoWienerFilter() {
    assertEquals(Set.of("degraded"), baselines(degraded("in-painting", "masked")).keySet());
  }
}

package dev.ornstein.examples.likelihood;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.diffusion.likelihood.BitsPerDimension;
import dev.ornstein.examples.model.Learner;
import dev.ornstein.examples.model.Words;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.examples.sample.SavedModel;
import dev.ornstein.mnist.data.Dataset;
import dev.ornstein.mnist.data.ImageRange;
import dev.ornstein.mnist.data.SyntheticDigits;
import dev.ornstein.nn.Init;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.UserError;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A network that has learnt nothing returns 0. As v it makes the score −x, that of white noise: the
 * flow of the variance preserving process stands still, and the likelihood has a closed form.
 */
class ImageBitsTest {
  private static final int IMAGES = 12;
  private static final Shape SAMPLE = Shape.of(1, 28, 28);

  /** What u of 784 dark pixels leaves uncertain, in bits per dimension: five standard errors. */
  private static final double RANDOM = 6e-4;

  /** Of float32 along the flow, in bits per dimension. */
  private static final double ROUND_OFF = 1e-5;

  private final Engine engine = Engine.create("auto", 2, warning -> {});
  private final Dataset images = SyntheticDigits.generate(5, "test", IMAGES, engine.parallel());

  @AfterEach
  void close() {
    engine.close();
  }

  private SavedModel untrained(String process, String range) {
    RunConfig.Data data = new RunConfig.Data("synthetic", "digits", "", IMAGES, 1, 28, 28, 10, "");
    RunConfig.Model model =
        new RunConfig.Model(
            "small", "SmallUNet", 4, 0, 0, process, "v", "v-mse", range, "none", "none");
    RunConfig config =
        new RunConfig(RunConfig.FORMAT, "scalar", null, "", data, model, null, null, null);
    Learner learner =
        Learner.of(Init.of(engine, 1), model, Words.process(model, 28, 28, () -> null), 28, 28);
    learner.module().train(false);
    return new SavedModel(config, learner);
  }

  private static FlowSettings settings(int steps, int probes) {
    return new FlowSettings(steps, Optional.empty(), probes, 0);
  }

  private BitsPerDimension.Result bits(SavedModel saved, FlowSettings settings, int batch) {
    return new ImageBits(engine, saved, settings, batch).of(images, IMAGES, (done, all) -> {});
  }

  /**
   * −ln N(x; 0, Σ(1)) with the mean square of a dequantised pixel of level b, (black + b·step)² +
   * step²/12, and the level in bits. The noise where the flow begins is far less.
   */
  private double expected(SavedModel saved, int image) {
    ImageRange range = saved.range();
    double step = (range.white() - range.black()) / 255.0;
    double variance = saved.process().Sigma(1).trace(SAMPLE)[0] / SAMPLE.size();
    double sum = 0;
    for (int y = 0; y < 28; y++) {
      for (int x = 0; x < 28; x++) {
        double centre = range.black() + images.pixel(image, 0, y, x) * step;
        sum += (centre * centre + step * step / 12) / variance;
      }
    }
    double nats = 0.5 * (sum / 784 + Math.log(2 * Math.PI * variance)) - Math.log(step);
    return nats / Math.log(2);
  }

  @ParameterizedTest
  @CsvSource({"vp-cosine, '[-1,1]'", "vp-linear, '[-1,1]'", "vp-cosine, '[0,1]'"})
  void theBitsOfWhiteNoiseAreKnown(String process, String range) {
    SavedModel saved = untrained(process, range);
    BitsPerDimension.Result result = bits(saved, settings(2, 2), IMAGES);
    double mean = 0;
    for (int i = 0; i < IMAGES; i++) {
      mean += expected(saved, i) / IMAGES;
      assertEquals(expected(saved, i), result.each()[i], RANDOM, "image " + i);
      assertEquals(0, result.standardErrors()[i], ROUND_OFF, "probes agree where J is diagonal");
    }
    assertEquals(mean, result.mean(), RANDOM / Math.sqrt(IMAGES));
  }

  @Test
  void anImageDoesNotDependOnItsBatch() {
    SavedModel saved = untrained("vp-cosine", "[-1,1]");
    AtomicLong last = new AtomicLong();
    BitsPerDimension.Result together =
        new ImageBits(engine, saved, settings(3, 1), IMAGES)
            .of(
                images,
                IMAGES,
                (done, all) -> {
                  assertTrue(done > last.get() && done <= all, done + " of " + all);
                  last.set(done);
                });
    assertEquals(3L * IMAGES, last.get());
    assertArrayEquals(together.each(), bits(saved, settings(3, 1), 5).each());
  }

  @Test
  void evaluationsAreCountedForOneImage() {
    SavedModel saved = untrained("vp-cosine", "[-1,1]");
    for (int batch : new int[] {5, IMAGES}) {
      ImageBits bits = new ImageBits(engine, saved, settings(3, 1), batch);
      BitsPerDimension.Result result = bits.of(images, IMAGES, (done, all) -> {});
      assertEquals(12, bits.evaluationsPerImage(result), "four for each of three steps");
    }
  }

  @Test
  void adaptiveStepsGiveTheSame() {
    SavedModel saved = untrained("vp-linear", "[-1,1]");
    FlowSettings settings = new FlowSettings(1, Optional.of(1e-3), 1, 0);
    double[] adaptive = bits(saved, settings, 5).each();
    double[] fixed = bits(saved, settings(3, 1), 5).each();
    assertArrayEquals(fixed, adaptive, 10 * ROUND_OFF);
  }

  @Test
  void settingsAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> settings(0, 1));
    assertThrows(IllegalArgumentException.class, () -> settings(1, 0));
    for (double wrong : new double[] {0, 1.5, Double.NaN}) {
      UserError refusal =
          assertThrows(UserError.class, () -> new FlowSettings(1, Optional.of(wrong), 1, 0));
      assertTrue(refusal.getMessage().contains("(0, 1]; got " + wrong), refusal.getMessage());
    }
  }
}

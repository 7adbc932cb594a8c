package dev.ornstein.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.ornstein.diffusion.sampler.Noise;
import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.restore.PosteriorStarts;
import dev.ornstein.examples.restore.Restorations;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.examples.run.RunDirectory;
import dev.ornstein.examples.sample.DegradedStarts;
import dev.ornstein.examples.sample.Drawing;
import dev.ornstein.examples.sample.Frames;
import dev.ornstein.examples.sample.NoiseStarts;
import dev.ornstein.examples.sample.SavedModel;
import dev.ornstein.examples.sample.Starts;
import dev.ornstein.mnist.data.Datasets;
import dev.ornstein.mnist.data.TrainTest;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.io.Npy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** More samples than one batch holds: number i is the same, bit for bit, however they are split. */
class BatchSplitTest {
  private static final int PIXELS = TinyData.SIZE * TinyData.SIZE;

  /** More than the 64 that the commands take at once. */
  private static final int SAMPLES = 70;

  private static final long SEED = 9;

  @TempDir Path folder;

  private final Engine engine = Engine.create("auto", 2, warning -> {});
  private Path data;
  private TrainTest images;

  @BeforeEach
  void writeData() throws IOException {
    data = TinyData.write(folder.resolve("data"), 1, SAMPLES);
    images = Datasets.resolve(data.toString(), warning -> {});
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private RunDirectory train(String example) {
    return train(example, 4);
  }

  private RunDirectory train(String example, int width) {
    RunDirectory run = new RunDirectory(folder.resolve(example));
    Object[] options = {"--width", width, "--batch-size", 16, "--samples", 1, "--sampler-steps", 1};
    Shell.ornstein(example, "--data", data, "--out", run, "--steps", 2, Shell.words(options))
        .expect(ExitStatus.DONE);
    LivelyWeights.give(run);
    return run;
  }

  private SavedModel saved(RunDirectory run) {
    return SavedModel.load(engine, run, false);
  }

  private static RunConfig.Sampling sampling(SavedModel saved, String sampler) {
    RunConfig.Sampling usual = saved.config().sampling();
    return new RunConfig.Sampling(SAMPLES, sampler, 3, usual.labels(), usual.guidance());
  }

  private void assertNoSplitMatters(SavedModel saved, Starts starts, String sampler) {
    RunConfig.Sampling sampling = sampling(saved, sampler);
    float[] together = null;
    for (int batch : new int[] {SAMPLES, 64, 7, 1}) {
      float[] drawn =
          new Drawing(engine, saved, sampling, starts, SEED, batch)
              .draw(SAMPLES, List.of(), (done, all) -> {});
      together = together == null ? drawn : together;
      assertArrayEquals(together, drawn, sampler + " in batches of " + batch);
    }
    assertFalse(
        Arrays.equals(
            Arrays.copyOf(together, PIXELS),
            Arrays.copyOfRange(together, 64 * PIXELS, 65 * PIXELS)),
        "the second batch is not the first again");
  }

  @ParameterizedTest
  @CsvSource({
    "scalar, ancestral",
    "scalar, heun",
    "fourier-unconditional, euler-maruyama",
    "classifier-guided, ancestral",
    "classifier-guided, euler"
  })
  void samplesFromNoise(String example, String sampler) {
    SavedModel saved = saved(train(example));
    assertNoSplitMatters(saved, new NoiseStarts(saved, sampling(saved, sampler)), sampler);
  }

  /** Its linear layers have 64 and 128 inputs, longer sums than those of narrow ones. */
  @Test
  void samplesOfANetworkOfTheUsualWidth() {
    SavedModel saved = saved(train("scalar", 16));
    assertNoSplitMatters(saved, new NoiseStarts(saved, sampling(saved, "ddim")), "ddim");
  }

  @ParameterizedTest
  @CsvSource({"diagonal, ancestral", "diagonal, ddim", "fourier, euler-maruyama", "fourier, ddim"})
  void restorations(String example, String sampler) {
    SavedModel saved = saved(train(example));
    assertNoSplitMatters(saved, new DegradedStarts(saved, images.test()), sampler);
  }

  @ParameterizedTest
  @CsvSource({"diagonal", "fourier"})
  void posteriorSamplesAndWhatTheyAreComparedWith(String example) {
    DegradedStarts measured = new DegradedStarts(saved(train(example)), images.test());
    Restorations others = new Restorations(engine, measured, images.train(), SEED, SAMPLES);
    SavedModel prior = saved(train("scalar"));
    assertNoSplitMatters(prior, PosteriorStarts.of(prior, measured, others), "ancestral");
    Noise noise = Noise.keyed(Drawing.stream(SEED), 0);
    DegradedStarts.Degraded all = measured.degrade(engine, 0, SAMPLES, noise);
    assertArrayEquals(unit(all.truth(), prior), others.truth(), "truth");
    assertArrayEquals(unit(all.degraded(), prior), others.degraded(), "degraded");
  }

  private static float[] unit(Tensor x, SavedModel saved) {
    return Frames.toUnit(x, x.size(), saved.range());
  }

  /** What the command itself does with more than a batch. */
  @Test
  void theCommandDrawsTheSame() {
    RunDirectory run = train("diagonal");
    Path out = folder.resolve("drawn");
    Object[] options = {"--samples", SAMPLES, "--sampler", "ancestral", "--sampler-steps", 3};
    Shell.ornstein("sample", run, "--seed", SEED, "--out", out, Shell.words(options))
        .expect(ExitStatus.DONE);
    SavedModel saved = saved(run);
    float[] expected =
        new Drawing(
                engine,
                saved,
                sampling(saved, "ancestral"),
                new DegradedStarts(saved, images.test()),
                SEED,
                SAMPLES)
            .draw(SAMPLES, List.of(), (done, all) -> {});
    assertArrayEquals(expected, Npy.read(new RunDirectory(out).samples()).floats());
  }
}

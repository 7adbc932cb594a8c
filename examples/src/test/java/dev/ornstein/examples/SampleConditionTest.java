package dev.ornstein.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.diffusion.process.CentreMask;
import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.run.RunDirectory;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.io.Npy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every sample is drawn with the class and the image that are its own. */
class SampleConditionTest {
  private static final int PIXELS = TinyData.SIZE * TinyData.SIZE;
  private static final int SAMPLES = 5;

  /**
   * Of the probability flow of random weights by 400 steps and by a tolerance of 10⁻³, in
   * brightness.
   */
  private static final float FLOW = 0.1f;

  /** What another condition changes at least, in the brightness of one pixel of each sample. */
  private static final float CONDITION = 2.5f * FLOW;

  /** Of training: nothing moves, and no last bit of a step of it can matter. */
  private static final double RATE = 1e-30;

  @TempDir Path folder;

  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = TinyData.write(folder.resolve("data"), 1);
  }

  private RunDirectory train(String example) {
    RunDirectory run = new RunDirectory(folder.resolve("run"));
    Object[] options = {"--width", 4, "--batch-size", 16, "--samples", SAMPLES, "--threads", 2};
    Shell.ornstein(
            example,
            "--data",
            data,
            "--out",
            run,
            "--steps",
            1,
            "--lr",
            RATE,
            "--sampler-steps",
            4,
            Shell.words(options))
        .expect(ExitStatus.DONE);
    LivelyWeights.give(run);
    return run;
  }

  private float[] sampled(RunDirectory run, String name, Object... more) {
    Path out = folder.resolve(name);
    Shell.ornstein("sample", run, "--out", out, Shell.words(more)).expect(ExitStatus.DONE);
    return Npy.read(new RunDirectory(out).samples()).floats();
  }

  private float[] heun(RunDirectory run, String name, Object... more) {
    return sampled(run, name, "--sampler", "heun", "--sampler-steps", 400, Shell.words(more));
  }

  private static float[] sample(float[] all, int i) {
    return Arrays.copyOfRange(all, i * PIXELS, (i + 1) * PIXELS);
  }

  private static float farthest(float[] a, float[] b) {
    float most = 0;
    for (int i = 0; i < a.length; i++) {
      most = Math.max(most, Math.abs(a[i] - b[i]));
    }
    return most;
  }

  /**
   * Samples go one by one, and yet each has its own class and its own image to restore: Heun's
   * method, which takes them together, comes to the same images in many steps.
   */
  @ParameterizedTest
  @ValueSource(strings = {"scalar", "diagonal", "fourier-unconditional", "classifier-guided"})
  void adaptiveStepsKnowTheConditionOfEachSample(String example) {
    RunDirectory run = train(example);
    float[] heun = heun(run, "heun");
    float[] own = sampled(run, "own", "--sampler", "rk45", "--sampler-steps", 6);
    assertArrayEquals(heun, own, FLOW, example);
    float[] few = sampled(run, "few", "--sampler", "rk45", "--sampler-steps", 6, "--samples", 2);
    assertArrayEquals(few, Arrays.copyOf(own, few.length), "an image among few and many");
  }

  /** Without which the test above would show nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"scalar", "classifier-guided"})
  void everySampleIsOfItsClassAndAnotherClassIsAnotherImage(String example) {
    RunDirectory run = train(example);
    float[] each = heun(run, "each");
    for (int label = 0; label < SAMPLES; label++) {
      float[] same = heun(run, "label-" + label, "--label", label);
      for (int i = 0; i < SAMPLES; i++) {
        String what = example + ": sample " + i + " of class " + label;
        float far = farthest(sample(each, i), sample(same, i));
        assertTrue(i == label ? far == 0 : far > CONDITION, what + " is off by " + far);
      }
    }
  }

  /** The noise in the mask is the same, the image around it is another. */
  @Test
  void whatIsPaintedFollowsTheImageOfTheSample() throws IOException {
    RunDirectory run = train("diagonal");
    Path others = TinyData.write(folder.resolve("others"), 3);
    boolean[] mask = CentreMask.of(Shape.of(TinyData.SIZE, TinyData.SIZE));
    float[] a = heun(run, "own");
    float[] b = heun(run, "others-painted", "--data", others);
    for (int i = 0; i < SAMPLES; i++) {
      float most = 0;
      for (int k = 0; k < PIXELS; k++) {
        most = mask[k] ? Math.max(most, Math.abs(a[i * PIXELS + k] - b[i * PIXELS + k])) : most;
      }
      assertTrue(most > CONDITION, "image " + i + " is off by " + most);
    }
  }
}

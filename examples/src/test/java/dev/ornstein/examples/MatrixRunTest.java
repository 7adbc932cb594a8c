package dev.ornstein.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.diffusion.process.CentreMask;
import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.restore.Restorations;
import dev.ornstein.examples.restore.ScoreTable;
import dev.ornstein.examples.run.ConfigFile;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.examples.run.RunDirectory;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.io.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples with matrices, with conditions, and with a classifier. */
class MatrixRunTest {
  private static final int PIXELS = TinyData.SIZE * TinyData.SIZE;

  @TempDir Path folder;

  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = TinyData.write(folder.resolve("data"), 1);
  }

  private RunDirectory train(String example, String name, Object... more) {
    RunDirectory run = new RunDirectory(folder.resolve(name));
    Shell.ornstein(example, TinyData.options(data, run, 5, 4, "--threads", 2, Shell.words(more)))
        .expect(ExitStatus.DONE);
    return run;
  }

  private static float[] floats(Path file) {
    return Npy.read(file).floats();
  }

  @ParameterizedTest
  @CsvSource({
    "diagonal, small", "fourier, small", "fourier-unconditional, small", "classifier-guided, small",
    "diagonal, seed", "fourier, seed", "fourier-unconditional, seed", "classifier-guided, seed"
  })
  void everyExampleTrainsAndDraws(String example, String preset) throws IOException {
    RunDirectory run = train(example, "run", "--preset", preset, "--steps", 2);
    RunConfig config = ConfigFile.read(run.config());
    assertEquals(example, config.example());
    assertEquals(preset.equals("seed") ? "[0,1]" : "[-1,1]", config.model().range());
    assertEquals(Shape.of(5, TinyData.SIZE, TinyData.SIZE), Npy.read(run.samples()).shape());
    boolean restores = example.equals("diagonal") || example.equals("fourier");
    assertEquals(restores, Files.exists(run.truth()));
    assertEquals(!example.equals("fourier-unconditional"), Files.exists(run.labels()));
    assertTrue(Files.exists(run.report()) && Files.exists(run.samplesPicture()));
    boolean fourier = example.startsWith("fourier");
    assertEquals(fourier, Files.exists(run.spectrum()));
    assertEquals(fourier, Files.readString(run.report()).contains("<h2>Transfer and noise</h2>"));
  }

  @Test
  void paintingLeavesTheOutsideOfTheMaskAlone() {
    RunDirectory run = train("diagonal", "run", "--steps", 5);
    boolean[] mask = CentreMask.of(Shape.of(TinyData.SIZE, TinyData.SIZE));
    float[] truth = floats(run.truth());
    float[] degraded = floats(run.degraded());
    float[] painted = floats(run.samples());
    for (int i = 0; i < truth.length; i++) {
      if (mask[i % PIXELS]) {
        assertEquals(0.5f, degraded[i], 0, "grey in the mask");
      } else {
        assertEquals(truth[i], degraded[i], 0, "the image outside");
        assertEquals(truth[i], painted[i], 1e-3, "painting has touched pixel " + i % PIXELS);
      }
    }
  }

  @Test
  void scoresAreThoseOfTheFiles() {
    RunDirectory run = train("fourier", "run", "--steps", 5);
    List<Restorations.Score> scores = ScoreTable.read(run.restoration());
    assertEquals(
        List.of("degraded", "Wiener filter", Restorations.RESTORED),
        scores.stream().map(Restorations.Score::method).toList());
    assertEquals(meanPsnr(floats(run.degraded()), floats(run.truth())), scores.get(0).psnr(), 1e-3);
    assertEquals(meanPsnr(floats(run.samples()), floats(run.truth())), scores.get(2).psnr(), 1e-3);
    assertTrue(scores.get(1).psnr() > scores.get(0).psnr() + 1, "the filter restores");
  }

  private static double meanPsnr(float[] images, float[] truth) {
    double sum = 0;
    int n = images.length / PIXELS;
    for (int i = 0; i < n; i++) {
      double square = 0;
      for (int k = i * PIXELS; k < (i + 1) * PIXELS; k++) {
        square += Math.pow(images[k] - truth[k], 2) / PIXELS;
      }
      sum += -10 * Math.log10(square) / n;
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(strings = {"diagonal", "fourier"})
  void aRestorationDoesNotDependOnHowManyThereAre(String example) {
    RunDirectory run = train(example, "run", "--steps", 3);
    Path more = folder.resolve("more");
    Shell.ornstein("sample", run, "--out", more, "--samples", 9).expect(ExitStatus.DONE);
    float[] first = floats(run.samples());
    float[] all = floats(new RunDirectory(more).samples());
    assertEquals(9 * PIXELS, all.length);
    assertArrayEquals(first, Arrays.copyOf(all, first.length));
    String refusal =
        Shell.ornstein("sample", run, "--out", folder.resolve("x"), "--samples", 17).refusal();
    assertTrue(refusal.contains("--samples 17 is more than the 16 test images"), refusal);
  }

  @Test
  void guidanceChangesWhatIsDrawnAndNoneIsThePrior() {
    RunDirectory run = train("classifier-guided", "run", "--steps", 8);
    float[] without = sampled(run, "without", "--guidance", 0);
    float[] little = sampled(run, "little", "--guidance", 1);
    float[] much = sampled(run, "much", "--guidance", 50);
    float[] none = sampled(run, "none", "--label", "none");
    assertArrayEquals(without, none, "γ = 0 and no class are the prior");
    assertFalse(Arrays.equals(without, little));
    assertFalse(Arrays.equals(little, much));
  }

  private float[] sampled(RunDirectory run, String name, Object... more) {
    Path out = folder.resolve(name);
    Shell.ornstein("sample", run, "--out", out, Shell.words(more)).expect(ExitStatus.DONE);
    return floats(new RunDirectory(out).samples());
  }

  @Test
  void tooManyRestorationsAreRefusedBeforeTheTraining() {
    Path out = folder.resolve("none");
    String refusal =
        Shell.ornstein("diagonal", "--data", data, "--out", out, "--samples", 17, "--steps", 1)
            .refusal();
    assertTrue(refusal.contains("--samples 17 is more than the 16 test images"), refusal);
    assertFalse(Files.exists(out.resolve("metrics.csv")));
  }

  @Test
  void moreSamplesThanAFileHoldsAreRefusedBeforeTheTraining() {
    Path out = folder.resolve("none");
    String refusal =
        Shell.ornstein("scalar", "--data", data, "--out", out, "--samples", 40_000_000).refusal();
    String sentence = "--samples 40000000 is more than fits into one file; give at most 33554431";
    assertTrue(refusal.contains(sentence), refusal);
    assertFalse(Files.exists(out.resolve("metrics.csv")));
  }

  @Test
  void samplesWithoutClassesLeaveNoLabelsOfEarlierOnes() {
    RunDirectory run = train("classifier-guided", "guided", "--steps", 1);
    assertTrue(Files.exists(run.labels()));
    Shell.ornstein("classifier-guided", "--resume", run, "--guidance", 0).expect(ExitStatus.DONE);
    assertFalse(Files.exists(run.labels()));
  }

  @Test
  void guidanceNeedsAClassifier() {
    String refusal =
        Shell.ornstein("scalar", "--data", data, "--guidance", 2, "--steps", 1).refusal();
    assertTrue(refusal.startsWith("ornstein: --guidance 2.0 needs a classifier"), refusal);
  }

  @Test
  void restoreComparesNumbersOfSteps() throws IOException {
    RunDirectory fourier = train("fourier", "fourier", "--steps", 3);
    RunDirectory scalar = train("scalar", "scalar", "--steps", 3);
    Path out = folder.resolve("curve");
    Object[] options = {"--samples", 6, "--step-counts", "3,1,3", "--out", out};
    Shell.ornstein("restore", fourier, "--against", scalar, Shell.words(options))
        .expect(ExitStatus.DONE);
    List<String> rows = Files.readAllLines(out.resolve("curve.csv"));
    assertEquals("method,steps,psnr_db,ssim,class_kept", rows.get(0));
    assertEquals(
        List.of(
            "degraded,0",
            "Wiener filter,0",
            "restored,1",
            "restored,3",
            "posterior sampling,1",
            "posterior sampling,3"),
        rows.stream()
            .skip(1)
            .map(r -> r.substring(0, r.indexOf(',', r.indexOf(',') + 1)))
            .toList());
    assertTrue(Files.exists(out.resolve("restore.html")));
    String drawsFromNoise = Shell.ornstein("restore", scalar).refusal();
    assertTrue(drawsFromNoise.contains("restores nothing"), drawsFromNoise);
    String refused =
        Shell.ornstein("classifier-guided", "--data", data, "--unconditional", "--steps", 1)
            .refusal();
    assertTrue(refused.contains("whose classifier learns the labels"), refused);
    String noPrior = Shell.ornstein("restore", fourier, "--against", fourier).refusal();
    assertTrue(noPrior.contains("which draw whole images"), noPrior);
  }
}

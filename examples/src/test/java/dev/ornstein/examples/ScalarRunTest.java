package dev.ornstein.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.report.RunReport;
import dev.ornstein.examples.run.ConfigFile;
import dev.ornstein.examples.run.MetricsLog;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.examples.run.RunDirectory;
import dev.ornstein.examples.run.StepMetrics;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.io.Npy;
import dev.ornstein.tensor.io.NpyArray;
import dev.ornstein.tensor.io.SafeTensors;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves, and what is drawn from its model. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScalarRunTest {
  private static final int STEPS = 9;

  private Path folder;
  private Path data;
  private RunDirectory run;

  @BeforeAll
  void trainOnce(@TempDir Path temporary) throws IOException {
    folder = temporary;
    data = TinyData.write(folder.resolve("data"), 1);
    run = new RunDirectory(folder.resolve("run"));
    train(run.root(), "--steps", STEPS);
  }

  private Shell.Result train(Path out, Object... more) {
    return Shell.ornstein(
            "scalar", TinyData.options(data, out, 5, 3, "--threads", 2, Shell.words(more)))
        .expect(ExitStatus.DONE);
  }

  @Test
  void directoryIsComplete() throws IOException {
    try (Stream<Path> files = Files.list(run.root())) {
      Set<String> names =
          files.map(f -> f.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
      assertEquals(
          new TreeSet<>(
              List.of(
                  "config.json",
                  "metrics.csv",
                  "model.safetensors",
                  "checkpoint",
                  "samples.png",
                  "samples.npy",
                  "labels.npy",
                  "trajectory.gif",
                  "strip.png",
                  "report.html")),
          names);
    }
    try (Stream<Path> files = Files.list(run.checkpoint().getParent())) {
      assertEquals(List.of(run.checkpoint()), files.toList(), "nothing is left over");
    }
  }

  @Test
  void configurationHoldsAllThatWasResolved() {
    RunConfig config = ConfigFile.read(run.config());
    assertEquals("scalar", config.example());
    assertEquals(data.toString(), config.data().option());
    assertEquals(TinyData.TRAIN, config.data().count());
    assertEquals(4, config.model().width());
    assertEquals(10, config.model().classes());
    assertEquals(0.1f, config.training().labelDropout());
    assertEquals(2e-3f, config.training().lr());
    assertEquals("steps", config.training().lengthKind());
    assertEquals(new RunConfig.Sampling(5, "ddim", 3, "each", 0), config.sampling());
    assertEquals(2, config.environment().threads());
    assertTrue(config.command().containsAll(List.of("scalar", "--steps", "9")));
  }

  @Test
  void metricsHaveARowForEachStep() {
    List<StepMetrics> rows = MetricsLog.read(run.metrics());
    assertEquals(STEPS, rows.size());
    for (int i = 0; i < STEPS; i++) {
      StepMetrics row = rows.get(i);
      assertEquals(i + 1, row.step());
      assertEquals((i + 1) / 4.0, row.epoch(), 1e-6, "64 images in batches of 16");
      assertTrue(row.loss() > 0 && row.imagesPerSecond() > 0 && row.gradientNorm() > 0);
      double mean = 0;
      for (double quarter : row.quarterLoss()) {
        mean += quarter / 4; // times are stratified: four samples of sixteen in each quarter
      }
      assertEquals(row.loss(), mean, 1e-5);
      assertTrue(i == 0 || row.seconds() >= rows.get(i - 1).seconds());
    }
    assertEquals(2e-3 / 100, rows.get(0).lr(), 1e-9, "the first step of the warm-up");
  }

  @Test
  void modelHoldsAveragedAndTrainedWeights() {
    try (SafeTensors model = SafeTensors.read(run.model())) {
      assertEquals("pt", model.metadata().get("format"));
      assertTrue(model.contains("stem.weight") && model.contains("raw.stem.weight"));
      assertEquals(Shape.of(4, 1, 3, 3), model.shape("stem.weight"));
      float[] average = model.floats("stem.weight");
      float[] trained = model.floats("raw.stem.weight");
      assertFalse(Arrays.equals(average, trained), "they differ after a few steps");
    }
  }

  @Test
  void samplesArePicturesAndNumbers() throws IOException {
    NpyArray samples = Npy.read(run.samples());
    assertEquals(Shape.of(5, TinyData.SIZE, TinyData.SIZE), samples.shape());
    for (float x : samples.floats()) {
      assertTrue(x >= 0 && x <= 1, "a brightness: " + x);
    }
    BufferedImage sheet = ImageIO.read(run.samplesPicture().toFile());
    assertEquals((3 * 9 + 1) * 3, sheet.getWidth(), "three columns, enlarged three times");
    BufferedImage strip = ImageIO.read(run.strip().toFile());
    assertEquals((11 * 9 + 1) * 3, strip.getWidth(), "eleven times");
    assertEquals(((4 * 9 + 1) * 2 + 4) * 3, strip.getHeight(), "four rows above, four below");
    assertTrue(ImageIO.read(run.trajectory().toFile()) != null);
  }

  @Test
  void samplesHaveTheClassesThatWereAskedFor() {
    assertArrayEquals(new float[] {0, 1, 2, 3, 4}, Npy.read(run.labels()).floats(), 0f);
    float[] each = Npy.read(run.samples()).floats();
    float[] threes = labelled("3").floats();
    int pixels = TinyData.SIZE * TinyData.SIZE;
    for (int i = 0; i < 5; i++) {
      float[] a = Arrays.copyOfRange(each, i * pixels, (i + 1) * pixels);
      float[] b = Arrays.copyOfRange(threes, i * pixels, (i + 1) * pixels);
      assertEquals(i == 3, Arrays.equals(a, b), "sample " + i + " is a 3 only when asked for");
    }
    labelled("none");
    assertFalse(Files.exists(folder.resolve("label-none/labels.npy")));
  }

  private NpyArray labelled(String label) {
    Path out = folder.resolve("label-" + label);
    Shell.ornstein("sample", run, "--out", out, "--label", label).expect(ExitStatus.DONE);
    return Npy.read(out.resolve("samples.npy"));
  }

  @Test
  void aClassThatWasNotLearntIsRefused() {
    for (String label : List.of("10", "-1", "three")) {
      Shell.Result result =
          Shell.ornstein("sample", run, "--out", folder.resolve("refused"), "--label", label);
      String takes = "--label takes 0 … 9, each or none; got \"" + label + "\"";
      assertEquals("ornstein: " + takes, result.refusal());
      assertFalse(Files.exists(folder.resolve("refused")));
    }
  }

  @Test
  void unconditionalLearnsWithoutLabels() {
    RunDirectory plain = new RunDirectory(folder.resolve("unconditional"));
    train(plain.root(), "--steps", 2, "--unconditional");
    assertEquals(0, ConfigFile.read(plain.config()).model().classes());
    assertFalse(Files.exists(plain.labels()));
    try (SafeTensors model = SafeTensors.read(plain.model())) {
      assertFalse(model.contains("label.weight"));
    }
    String refusal = Shell.ornstein("sample", plain, "--label", 3).refusal();
    assertTrue(refusal.contains("learnt without labels"), refusal);
  }

  @Test
  void reportStandsAlone() throws IOException {
    String report = Files.readString(run.report());
    assertFalse(report.matches("(?s).*(https?:|src=\"(?!data:)|<script|<link|@import|url\\().*"));
    assertEquals(3, report.split("<img ", -1).length - 1, "samples, motion, strip");
    assertEquals(4, report.split("<svg ", -1).length - 1, "curves");
    assertTrue(report.contains("prefers-color-scheme: dark"));
    assertTrue(report.contains("SmallUNet, width 4") && report.contains("drawing the samples"));
    assertFalse(report.contains("NaN"), "no curve has a hole");
  }

  @Test
  void reportCountsStepsAndNotRows() throws IOException {
    RunDirectory half = new RunDirectory(Files.createDirectory(folder.resolve("half")));
    for (Path picture : List.of(run.samplesPicture(), run.trajectory(), run.strip())) {
      Files.copy(picture, half.root().resolve(picture.getFileName()));
    }
    List<StepMetrics> rows = MetricsLog.read(run.metrics());
    RunReport.write(
        half, ConfigFile.read(run.config()), rows.subList(4, STEPS), Map.of("training", 1.0));
    String report = Files.readString(half.report());
    assertTrue(report.contains("in 9 steps of 16"), "in the summary");
    assertTrue(report.contains("<b>9</b><span>steps</span>"), "in its tile");
    double speed = 9 * 16 / rows.get(STEPS - 1).seconds();
    String images = String.format(Locale.ROOT, "%,.0f", speed);
    assertTrue(report.contains("<b>" + images + "</b><span>images per second</span>"), images);
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBits() throws IOException {
    for (int threads : new int[] {1, 3}) {
      RunDirectory other = new RunDirectory(folder.resolve("threads-" + threads));
      Shell.ornstein(
              "scalar", TinyData.options(data, other, 5, 3, "--threads", threads, "--steps", STEPS))
          .expect(ExitStatus.DONE);
      assertSameBytes(run.model(), other.model());
      assertSameBytes(run.samples(), other.samples());
      assertSameBytes(run.samplesPicture(), other.samplesPicture());
    }
  }

  @Test
  void anotherSeedGivesAnotherModel() throws IOException {
    RunDirectory other = new RunDirectory(folder.resolve("seed"));
    train(other.root(), "--steps", 2, "--seed", 7);
    RunDirectory same = new RunDirectory(folder.resolve("seed-again"));
    train(same.root(), "--steps", 2, "--seed", 7);
    RunDirectory plain = new RunDirectory(folder.resolve("seed-0"));
    train(plain.root(), "--steps", 2);
    assertSameBytes(other.model(), same.model());
    assertFalse(
        Arrays.equals(Files.readAllBytes(other.model()), Files.readAllBytes(plain.model())));
  }

  @Test
  void sampleDrawsTheSamplesOfTheRunAgain() throws IOException {
    RunDirectory again = new RunDirectory(folder.resolve("again"));
    Shell.ornstein("sample", run, "--out", again).expect(ExitStatus.DONE);
    assertSameBytes(run.samples(), again.samples());
    assertSameBytes(run.samplesPicture(), again.samplesPicture());
    assertSameBytes(run.trajectory(), again.trajectory());
    assertEquals("sample", ConfigFile.read(again.config()).example());
  }

  @Test
  void aSampleDoesNotDependOnHowManyAreDrawn() {
    for (String sampler : List.of("ddim", "ancestral", "euler-maruyama", "euler", "heun")) {
      float[] few = drawn(sampler, 2).floats();
      NpyArray many = drawn(sampler, 67); // more than are drawn at once
      assertEquals(67, many.shape().dim(0));
      float[] firstOfMany = Arrays.copyOf(many.floats(), few.length);
      assertArrayEquals(few, firstOfMany, 0f, sampler);
    }
  }

  private NpyArray drawn(String sampler, int count) {
    Path out = folder.resolve(sampler + "-" + count);
    Shell.ornstein(
            "sample",
            run,
            "--out",
            out,
            "--samples",
            count,
            "--sampler",
            sampler,
            "--sampler-steps",
            40,
            "--seed",
            5)
        .expect(ExitStatus.DONE);
    return Npy.read(out.resolve("samples.npy"));
  }

  @Test
  void rawWeightsGiveOtherSamples() throws IOException {
    RunDirectory raw = new RunDirectory(folder.resolve("raw"));
    Shell.ornstein("sample", run, "--out", raw, "--raw").expect(ExitStatus.DONE);
    assertFalse(
        Arrays.equals(Files.readAllBytes(run.samples()), Files.readAllBytes(raw.samples())));
  }

  @Test
  void seedPresetTrainsToo() throws IOException {
    RunDirectory seeds = new RunDirectory(folder.resolve("preset"));
    train(seeds.root(), "--steps", 3, "--preset", "seed");
    RunConfig config = ConfigFile.read(seeds.config());
    assertEquals("elbo", config.model().loss());
    assertEquals("vp-linear", config.model().process());
    try (SafeTensors model = SafeTensors.read(seeds.model())) {
      assertTrue(model.contains("denoiser.conv1.batchnorm1.running_var"));
      assertFalse(model.contains("raw.denoiser.conv1.conv1.weight"), "there is no average");
    }
  }

  @Test
  void budgetEndsTheRun() {
    RunDirectory timed = new RunDirectory(folder.resolve("budget"));
    train(timed.root(), "--budget", "2s");
    List<StepMetrics> rows = MetricsLog.read(timed.metrics());
    assertFalse(rows.isEmpty());
    try (SafeTensors saved = SafeTensors.read(timed.checkpoint())) {
      String steps = saved.metadata().get("step");
      assertEquals("" + rows.get(rows.size() - 1).step(), steps);
      String[] points = saved.metadata().get("plan").split(" ");
      assertTrue(points.length > 1, "the clock has decided");
      assertEquals(steps, points[points.length - 1].split(":")[1], "the last decision is kept");
    }
    assertEquals(5, Npy.read(timed.samples()).shape().dim(0));
  }

  static void assertSameBytes(Path a, Path b) throws IOException {
    assertEquals(-1, Files.mismatch(a, b), a + " and " + b + " differ");
  }
}

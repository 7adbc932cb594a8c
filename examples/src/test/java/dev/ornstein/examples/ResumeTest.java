package dev.ornstein.examples;

import static dev.ornstein.examples.ScalarRunTest.assertSameBytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.examples.cli.Example;
import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.run.ConfigFile;
import dev.ornstein.examples.run.MetricsLog;
import dev.ornstein.examples.run.RunDirectory;
import dev.ornstein.examples.run.StepMetrics;
import dev.ornstein.examples.train.StopRequest;
import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.io.SafeTensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that end before their time, and what becomes of them. */
class ResumeTest {
  @TempDir Path folder;

  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = TinyData.write(folder.resolve("data"), 1);
  }

  private String[] options(RunDirectory run, Object... more) {
    return TinyData.options(data, run, 3, 2, more);
  }

  private RunDirectory named(String name) {
    return new RunDirectory(folder.resolve(name));
  }

  /** A request that is made before step {@code steps + 1}, at which {@code then} is done. */
  private static StopRequest after(int steps, Runnable then) {
    return new StopRequest() {
      private int asked;

      @Override
      public boolean requested() {
        if (asked++ == steps) {
          then.run();
          request();
        }
        return super.requested();
      }
    };
  }

  private Shell.Result interrupted(RunDirectory run, int steps, Object... more) {
    return Shell.run(new Scalar(after(steps, () -> {})), (Object) options(run, more))
        .expect(ExitStatus.INTERRUPTED);
  }

  @ParameterizedTest
  @CsvSource({
    "diagonal, small",
    "fourier, small",
    "fourier-unconditional, small",
    "classifier-guided, small",
    "diagonal, seed",
    "classifier-guided, seed"
  })
  void soItIsInEveryExample(String example, String preset) throws IOException {
    RunDirectory whole = named("whole");
    RunDirectory parts = named("parts");
    Object[] length = {"--steps", 7, "--preset", preset};
    Shell.ornstein(example, options(whole, length)).expect(ExitStatus.DONE);
    StopRequest early = after(4, () -> {});
    Example first =
        switch (example) {
          case "diagonal" -> new Diagonal(early);
          case "fourier" -> new Fourier(early);
          case "fourier-unconditional" -> new FourierUnconditional(early);
          default -> new ClassifierGuided(early);
        };
    Shell.run(first, (Object) options(parts, length)).expect(ExitStatus.INTERRUPTED);
    assertEquals(4, MetricsLog.read(parts.metrics()).size());
    Shell.ornstein(example, "--resume", parts).expect(ExitStatus.DONE);
    assertSameBytes(whole.model(), parts.model());
    assertSameBytes(whole.samples(), parts.samples());
    assertSameCheckpoint(whole.checkpoint(), parts.checkpoint());
  }

  @ParameterizedTest
  @ValueSource(strings = {"small", "seed"})
  void interruptedRunEqualsOneThatWasNot(String preset) throws IOException {
    RunDirectory whole = named("whole");
    RunDirectory parts = named("parts");
    Object[] length = {"--steps", 10, "--preset", preset};
    Shell.ornstein("scalar", options(whole, length)).expect(ExitStatus.DONE);

    Shell.Result stopped = interrupted(parts, 6, length);
    assertTrue(stopped.err().contains("after step 6, and saved"), stopped.err());
    assertTrue(stopped.err().contains("./ornstein scalar --resume " + parts), stopped.err());
    assertEquals(6, MetricsLog.read(parts.metrics()).size());
    assertTrue(Files.exists(parts.model()) && Files.notExists(parts.samples()));

    Shell.ornstein("scalar", "--resume", parts).expect(ExitStatus.DONE);
    assertSameBytes(whole.model(), parts.model());
    assertSameBytes(whole.samples(), parts.samples());
    assertSameBytes(whole.strip(), parts.strip());
    assertSameCheckpoint(whole.checkpoint(), parts.checkpoint());
    assertEquals(timeless(whole), timeless(parts));
  }

  private static void assertSameCheckpoint(Path a, Path b) {
    try (SafeTensors one = SafeTensors.read(a);
        SafeTensors two = SafeTensors.read(b)) {
      assertEquals(one.names(), two.names());
      assertEquals(one.metadata().get("step"), two.metadata().get("step"));
      assertEquals(one.metadata().get("plan"), two.metadata().get("plan"));
      for (String name : one.names()) {
        if (one.dtype(name).isInteger()) {
          assertArrayEquals(one.longs(name), two.longs(name), name);
        } else {
          assertArrayEquals(one.floats(name), two.floats(name), 0f, name);
        }
      }
    }
  }

  /** The metrics without what the clock says. */
  private static List<StepMetrics> timeless(RunDirectory run) {
    return MetricsLog.read(run.metrics()).stream()
        .map(
            m ->
                new StepMetrics(
                    m.step(), m.epoch(), 0, m.loss(), m.quarterLoss(), m.lr(), 0, m.gradientNorm()))
        .toList();
  }

  @Test
  void runWithABudgetReplaysWhatWasPlanned() {
    RunDirectory run = named("budget");
    interrupted(run, 12, "--budget", "1h");
    String before = plan(run);
    assertEquals("0:9223372036854775807:0.0", before, "an hour is far: nothing is decided yet");
    Shell.run(new Scalar(after(3, () -> {})), "--resume", run).expect(ExitStatus.INTERRUPTED);
    assertEquals(before, plan(run));
    assertEquals(15, MetricsLog.read(run.metrics()).size());
  }

  private static String plan(RunDirectory run) {
    try (SafeTensors file = SafeTensors.read(run.checkpoint())) {
      return file.metadata().get("plan");
    }
  }

  @Test
  void finishedRunGoesOnWhenItIsGivenMore() {
    RunDirectory run = named("more");
    Shell.ornstein("scalar", options(run, "--steps", 4)).expect(ExitStatus.DONE);
    Shell.Result less =
        Shell.ornstein("scalar", "--resume", run, "--steps", 3).expect(ExitStatus.USER);
    assertTrue(less.err().contains("--steps 3 is used up"), less.err());
    assertEquals(4, MetricsLog.read(run.metrics()).size(), "a refusal changes nothing");
    Shell.ornstein("scalar", "--resume", run, "--steps", 6, "--samples", 2).expect(ExitStatus.DONE);
    assertEquals(6, MetricsLog.read(run.metrics()).size());
    assertEquals(6, ConfigFile.read(run.config()).training().length());
    assertEquals(2, ConfigFile.read(run.config()).sampling().count());
    Shell.ornstein("scalar", "--resume", run, "--epochs", 2).expect(ExitStatus.DONE);
    assertEquals(8, MetricsLog.read(run.metrics()).size(), "two epochs of four steps");
  }

  @Test
  void finishedRunTakesAnotherRateOnlyForMoreSteps() throws IOException {
    RunDirectory run = named("rate");
    Shell.ornstein("scalar", options(run, "--steps", 3, "--lr", "1e-3")).expect(ExitStatus.DONE);
    String config = Files.readString(run.config());
    String refusal = Shell.ornstein("scalar", "--resume", run, "--lr", "1e-2").refusal();
    assertTrue(refusal.contains("--lr 0.01 differs from the 0.001"), refusal);
    assertTrue(refusal.contains("--steps 3 is used up"), refusal);
    assertEquals(config, Files.readString(run.config()));
    Shell.ornstein("scalar", "--resume", run, "--lr", "1e-3").expect(ExitStatus.DONE);
    Shell.ornstein("scalar", "--resume", run, "--lr", "1e-2", "--steps", 4).expect(ExitStatus.DONE);
    assertEquals(1e-2f, ConfigFile.read(run.config()).training().lr());
  }

  @Test
  void runThatIsTrainedElsewhereIsLeftAlone() throws IOException {
    RunDirectory run = named("busy");
    interrupted(run, 2, "--steps", 4);
    Path waiting = run.checkpoint().resolveSibling("waiting.safetensors");
    Files.writeString(waiting, "a state that waits");
    Map<Path, String> before = contents(run);
    try (MetricsLog held = MetricsLog.open(run.metrics())) {
      for (String more : List.of("--samples 2", "--steps 9", "--budget 1h", "--lr 1e-2")) {
        String refusal = Shell.ornstein("scalar", "--resume", run, more.split(" ")).refusal();
        assertTrue(refusal.contains("is in use"), refusal);
        assertEquals(before, contents(run), more);
      }
    }
    Shell.ornstein("scalar", "--resume", run).expect(ExitStatus.DONE);
  }

  /** All files of a run, byte by byte. */
  private static Map<Path, String> contents(RunDirectory run) throws IOException {
    try (Stream<Path> files = Files.walk(run.root())) {
      Map<Path, String> contents = new TreeMap<>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(file, Files.readString(file, StandardCharsets.ISO_8859_1));
      }
      return contents;
    }
  }

  @Test
  void endThatIsAskedForAtTheLastStepSaysHowToGoOn() {
    RunDirectory run = named("last");
    Shell.Result result = interrupted(run, 3, "--steps", 3);
    assertTrue(result.err().contains("took 3 steps, and saved"), result.err());
    assertTrue(result.err().contains("./ornstein scalar --resume " + run), result.err());
    assertTrue(Files.exists(run.model()) && Files.notExists(run.samples()));
    Shell.ornstein("scalar", "--resume", run).expect(ExitStatus.DONE);
    assertEquals(3, MetricsLog.read(run.metrics()).size());
  }

  @Test
  void newLengthSurvivesAnAccident() {
    RunDirectory run = named("more");
    Shell.ornstein("scalar", options(run, "--steps", 4)).expect(ExitStatus.DONE);
    Runnable accident =
        () -> {
          throw new UserError("the power is cut");
        };
    Shell.run(new Scalar(after(1, accident)), "--resume", run, "--steps", 6).refusal();
    Shell.ornstein("scalar", "--resume", run).expect(ExitStatus.DONE);
    assertEquals(6, MetricsLog.read(run.metrics()).size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--width 8 | --width 8 differs from the 4 that",
        "--batch-size 8 | --batch-size 8 differs from the 16 that",
        "--seed 3 | --seed 3 differs from the 0 that",
        "--unconditional | --unconditional cannot go with --resume",
        "--preset seed | --preset seed differs from the small that",
        "--out elsewhere | --out elsewhere cannot go with --resume",
      })
  void contradictionsAreNamed(String option, String beginning) throws IOException {
    RunDirectory run = named("run");
    interrupted(run, 1, "--steps", 3);
    byte[] checkpoint = Files.readAllBytes(run.checkpoint());
    String refusal = Shell.ornstein("scalar", "--resume", run, option.split(" ")).refusal();
    assertTrue(refusal.startsWith("ornstein: " + beginning), refusal);
    assertArrayEquals(checkpoint, Files.readAllBytes(run.checkpoint()));
  }

  @Test
  void otherShapesAreNamedWithTheirTensor() throws IOException {
    RunDirectory run = named("run");
    interrupted(run, 1, "--steps", 3);
    String config = Files.readString(run.config());
    Files.writeString(run.config(), config.replace("\"width\": 4,", "\"width\": 8,"));
    String refusal = Shell.ornstein("scalar", "--resume", run).refusal();
    assertTrue(refusal.contains("time1.weight is (32, 16) instead of (64, 32)"), refusal);
  }

  @Test
  void otherDataAreRefusedAndTheSameElsewhereAreNot() throws IOException {
    RunDirectory run = named("run");
    interrupted(run, 1, "--steps", 3);
    Path other = TinyData.write(folder.resolve("other"), 99);
    Shell.Result result =
        Shell.ornstein("scalar", "--resume", run, "--data", other).expect(ExitStatus.USER);
    assertTrue(result.err().contains("holds other images"), result.err());
    Path copy = TinyData.write(folder.resolve("copy"), 1);
    Shell.ornstein("scalar", "--resume", run, "--data", copy).expect(ExitStatus.DONE);
  }

  @Test
  void damagedCheckpointIsNamed() throws IOException {
    RunDirectory run = named("run");
    interrupted(run, 1, "--steps", 3);
    byte[] good = Files.readAllBytes(run.checkpoint());
    Files.write(run.checkpoint(), Arrays.copyOf(good, good.length / 2));
    Shell.Result cut = Shell.ornstein("scalar", "--resume", run).expect(ExitStatus.USER);
    assertTrue(cut.err().contains("state.safetensors"), cut.err());
    Files.delete(run.checkpoint());
    Shell.Result none = Shell.ornstein("scalar", "--resume", run).expect(ExitStatus.USER);
    assertTrue(none.err().contains("cannot be resumed"), none.err());
    Files.delete(run.metrics());
    Shell.ornstein("scalar", "--resume", run).expect(ExitStatus.USER);
    assertTrue(Files.notExists(run.metrics()), "a refusal makes nothing");
  }

  @Test
  void divergenceSaysWhereAndKeepsTheLastGoodState() throws IOException {
    RunDirectory run = named("nan");
    Shell.Result result =
        Shell.ornstein("scalar", options(run, "--steps", 50, "--lr", "1e30"))
            .expect(ExitStatus.DIVERGED);
    assertEquals(1, result.faults().size(), result.err());
    String sentence = result.faults().get(0);
    assertTrue(
        sentence.matches(".*stopped at step \\d+: the (loss|norm).*first tensor.*"), sentence);
    assertTrue(sentence.contains("--resume " + run) && sentence.contains("--lr"), sentence);
    try (Stream<Path> files = Files.list(run.checkpoint().getParent())) {
      assertEquals(List.of(run.checkpoint()), files.toList());
    }
    try (SafeTensors saved = SafeTensors.read(run.checkpoint())) {
      for (float w : saved.floats("model.stem.weight")) {
        assertTrue(Float.isFinite(w));
      }
    }
    Shell.ornstein("scalar", "--resume", run, "--lr", "1e-3", "--steps", 5).expect(ExitStatus.DONE);
    assertEquals(5, MetricsLog.read(run.metrics()).size());
    assertEquals(1e-3f, ConfigFile.read(run.config()).training().lr());
  }

  /** What stands in for a full disk: where a file belongs there is a folder that is not empty. */
  @Test
  void failureToWriteKeepsWhatWasThere() throws IOException {
    RunDirectory run = named("full");
    Runnable fillTheDisk =
        () -> {
          try {
            Files.createDirectories(run.model().resolve("in the way"));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    Shell.Result result =
        Shell.run(new Scalar(after(4, fillTheDisk)), (Object) options(run, "--steps", 9))
            .expect(ExitStatus.USER);
    assertEquals(1, result.faults().size(), result.err());
    assertTrue(result.err().contains("cannot write " + run.model()), result.err());
    assertEquals(4, MetricsLog.read(run.metrics()).size());
    Files.delete(run.model().resolve("in the way"));
    Files.delete(run.model());
    Shell.ornstein("scalar", "--resume", run).expect(ExitStatus.DONE);
    try (Stream<Path> files = Files.walk(run.root())) {
      assertTrue(files.noneMatch(f -> f.toString().endsWith(".tmp")), "nothing half-written");
    }
  }

  @Test
  void sampleOfARunWithoutAModelIsRefused() throws IOException {
    RunDirectory run = named("run");
    interrupted(run, 1, "--steps", 3);
    Files.delete(run.model());
    Shell.Result result = Shell.ornstein("sample", run).expect(ExitStatus.USER);
    assertTrue(result.err().contains("has no model.safetensors"), result.err());
  }
}

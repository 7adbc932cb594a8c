package dev.ornstein.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.OpenClEngine;
import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.run.ConfigFile;
import dev.ornstein.examples.run.MetricsLog;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.examples.run.RunDirectory;
import dev.ornstein.examples.run.StepMetrics;
import dev.ornstein.examples.train.StopRequest;
import dev.ornstein.tensor.DeviceError;
import dev.ornstein.tensor.io.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs on an OpenCL device, beside the same ones on the CPU. */
class DeviceRunTest {
  private static final int STEPS = 10;

  /**
   * Of the losses and norms of gradients of ten steps, relative. Adam divides gradients by their
   * own size, so that small ones carry their rounding into the weights in full.
   */
  private static final double TRAJECTORY_TOLERANCE = 1e-3;

  /**
   * Of the losses of the seed network. On images this small some of its channels are all but
   * constant, and their normalisation enlarges rounding by 1/√ε; even two kinds of kernels of the
   * CPU part soon. What it computes on larger ones is compared with PyTorch in the tests of the
   * network; here it is whether everything goes on where it was.
   */
  private static final double SEED_TOLERANCE = 5e-2;

  private static final String[] SMALL_STEPS = {"--lr", "1e-5"};

  /** Of the first loss, before any step has been taken. */
  private static final double FIRST_LOSS_TOLERANCE = 1e-5;

  /**
   * Of pixels in [0, 1] drawn from the same weights by the same noise: an eighth of a grey level.
   */
  private static final float SAMPLE_TOLERANCE = 5e-4f;

  @TempDir Path folder;

  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = TinyData.write(folder.resolve("data"), 1);
  }

  private RunDirectory named(String name) {
    return new RunDirectory(folder.resolve(name));
  }

  private static String[] on(String device) {
    return new String[] {"--device", device};
  }

  private String[] options(RunDirectory run, Object... more) {
    return TinyData.options(data, run, 3, 4, more);
  }

  private RunDirectory train(String name, String device, Object... more) {
    RunDirectory run = named(name);
    Shell.ornstein("scalar", on(device), options(run, more)).expect(ExitStatus.DONE);
    return run;
  }

  private static void assertNear(double expected, double got, double tolerance, String what) {
    double difference = Math.abs(expected - got) / Math.abs(expected);
    assertTrue(difference <= tolerance, what + ": " + expected + " and " + got);
  }

  private static void assertSameTrajectory(String preset, RunDirectory expected, RunDirectory got) {
    List<StepMetrics> a = MetricsLog.read(expected.metrics());
    List<StepMetrics> b = MetricsLog.read(got.metrics());
    assertEquals(a.size(), b.size());
    assertNear(a.get(0).loss(), b.get(0).loss(), FIRST_LOSS_TOLERANCE, "the first loss");
    boolean seed = preset.equals("seed");
    double tolerance = seed ? SEED_TOLERANCE : TRAJECTORY_TOLERANCE;
    double worst = 0;
    for (int i = 0; i < a.size(); i++) {
      StepMetrics one = a.get(i);
      StepMetrics two = b.get(i);
      assertEquals(one.step(), two.step());
      assertEquals(one.lr(), two.lr());
      assertNear(one.loss(), two.loss(), tolerance, "loss of step " + one.step());
      if (!seed) {
        double norm = one.gradientNorm();
        assertNear(norm, two.gradientNorm(), tolerance, "norm of the gradient of " + one.step());
      }
      worst = Math.max(worst, Math.abs(one.loss() / two.loss() - 1));
    }
    System.out.printf("losses of %d steps differ by at most %.1e%n", a.size(), worst);
  }

  private static float assertSameSamples(RunDirectory expected, RunDirectory got) {
    float[] a = Npy.read(expected.samples()).floats();
    float[] b = Npy.read(got.samples()).floats();
    assertEquals(a.length, b.length);
    float worst = 0;
    int gray = 0;
    for (int i = 0; i < a.length; i++) {
      gray += a[i] > 0 && a[i] < 1 ? 1 : 0;
      worst = Math.max(worst, Math.abs(a[i] - b[i]));
    }
    assertTrue(worst <= SAMPLE_TOLERANCE, "pixels differ by " + worst);
    assertTrue(gray > a.length / 10, "black and white alone prove nothing: " + gray + " others");
    return worst;
  }

  @ParameterizedTest
  @ValueSource(strings = {"small", "seed"})
  void trainingTakesTheSameWayAsOnTheCpu(String preset) {
    OpenClEngine.orSkip().close();
    Object[] length = {"--steps", STEPS, "--preset", preset, SMALL_STEPS};
    RunDirectory cpu = train("cpu", "cpu", length);
    RunDirectory device = train("device", OpenClEngine.DEVICE, length);
    assertSameTrajectory(preset, cpu, device);
    RunConfig.Environment where = ConfigFile.read(device.config()).environment();
    assertEquals(OpenClEngine.DEVICE, where.device());
    assertEquals("opencl", where.kernels());
    assertTrue(where.kernelsDetail().contains(OpenClEngine.DEVICE), where.kernelsDetail());
    assertEquals("cpu", ConfigFile.read(cpu.config()).environment().device());
  }

  @ParameterizedTest
  @CsvSource({"small, ddim", "small, ancestral", "seed, ddim"})
  void samplesAreThoseOfTheCpu(String preset, String sampler) {
    OpenClEngine.orSkip().close();
    // The small network ends in zeros at first, and its learning rate rises from zero; the seed
    // network draws in black and white until it has learnt something.
    int steps = preset.equals("seed") ? 60 : 20;
    Object[] training = {"--steps", steps, "--preset", preset, "--lr", "1e-2"};
    RunDirectory model = train("model", "cpu", training);
    Object[] how = {"--sampler", sampler, "--samples", 4, "--sampler-steps", 4};
    for (String device : List.of("cpu", OpenClEngine.DEVICE)) {
      Path out = folder.resolve(device.substring(0, 3));
      Shell.ornstein("sample", model, on(device), "--out", out, Shell.words(how))
          .expect(ExitStatus.DONE);
    }
    float worst = assertSameSamples(named("cpu"), named("ope"));
    System.out.printf("pixels of %s, %s differ by at most %.1e%n", preset, sampler, worst);
  }

  /** Weights, moments, their averages and the order of the data go on where they were. */
  @ParameterizedTest
  @CsvSource({"cpu, opencl:0, small", "opencl:0, cpu, small", "cpu, opencl:0, seed"})
  void runOfOneDeviceIsResumedOnAnother(String first, String second, String preset) {
    OpenClEngine.orSkip().close();
    Object[] length = {"--steps", STEPS, "--preset", preset, SMALL_STEPS};
    RunDirectory whole = train("whole", first, length);
    RunDirectory parts = named("parts");
    Shell.run(new Scalar(after(6, () -> {})), on(first), options(parts, length))
        .expect(ExitStatus.INTERRUPTED);
    Shell.ornstein("scalar", "--resume", parts, on(second)).expect(ExitStatus.DONE);
    assertSameTrajectory(preset, whole, parts);
    assertEquals(second, ConfigFile.read(parts.config()).environment().device());
    List<StepMetrics> a = MetricsLog.read(whole.metrics()).subList(0, 6);
    List<StepMetrics> b = MetricsLog.read(parts.metrics()).subList(0, 6);
    for (int i = 0; i < 6; i++) {
      assertEquals(a.get(i).loss(), b.get(i).loss(), "the same bits on the same device");
    }
  }

  /** A request that does something before step {@code steps + 1} and is then made. */
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

  /** What stands in for a device that fails: the error that is thrown when one does. */
  @Test
  void failureOfTheDeviceKeepsTheCheckpoint() throws IOException {
    RunDirectory run = named("run");
    Shell.run(new Scalar(after(4, () -> {})), (Object) options(run, "--steps", 9))
        .expect(ExitStatus.INTERRUPTED);
    byte[] before = Files.readAllBytes(run.checkpoint());
    Runnable failure =
        () -> {
          throw new DeviceError("opencl:0 failed (CL_DEVICE_NOT_AVAILABLE)", null);
        };
    Shell.Result result =
        Shell.run(new Scalar(after(3, failure)), "--resume", run).expect(ExitStatus.USER);
    assertEquals(1, result.faults().size(), result.err());
    String sentence = result.faults().get(0);
    assertTrue(
        sentence.startsWith("ornstein: opencl:0 failed (CL_DEVICE_NOT_AVAILABLE); the state"));
    assertTrue(sentence.contains("after step 4 is saved"), sentence);
    assertTrue(sentence.contains("./ornstein scalar --resume " + run), sentence);
    assertArrayEquals(before, Files.readAllBytes(run.checkpoint()));
    try (Stream<Path> files = Files.list(run.checkpoint().getParent())) {
      assertEquals(List.of(run.checkpoint()), files.toList(), "nothing is left over");
    }
    Shell.ornstein("scalar", "--resume", run).expect(ExitStatus.DONE);
    assertEquals(9, MetricsLog.read(run.metrics()).size());
  }
}

package dev.ornstein.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.run.MetricsLog;
import dev.ornstein.examples.run.RunDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A process that is told to end saves its run first. */
class SignalTest {
  private static final int ENDED_BY_SIGTERM = 143;

  @TempDir Path folder;

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process cannot be told to end there")
  void processThatIsToldToEndSavesItsRun() throws IOException, InterruptedException {
    Path data = TinyData.write(folder.resolve("data"), 1);
    RunDirectory run = new RunDirectory(folder.resolve("run"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                Shell.words(
                    java,
                    "-Xmx512m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Scalar.class.getName(),
                    "--data",
                    data,
                    "--out",
                    run,
                    "--width",
                    4,
                    "--batch-size",
                    16,
                    "--steps",
                    1_000_000,
                    "--kernels",
                    "scalar"))
            .redirectErrorStream(true)
            .start();
    String last = "";
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("training ") && last.startsWith("The run goes to")) {
          process.toHandle().destroy(); // unlike process.destroy(), leaves the output open
        }
        last = line;
      }
    }
    assertTrue(process.waitFor(1, TimeUnit.MINUTES), "it ends");
    assertEquals(ENDED_BY_SIGTERM, process.exitValue());
    assertTrue(last.contains("and saved; continue with ./ornstein scalar --resume " + run), last);
    int rows = MetricsLog.read(run.metrics()).size();
    Shell.ornstein(
            "scalar", "--resume", run, "--steps", rows + 2, "--samples", 1, "--sampler-steps", 1)
        .expect(ExitStatus.DONE);
    assertEquals(rows + 2, MetricsLog.read(run.metrics()).size());
  }
}

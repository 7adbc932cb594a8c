package dev.ornstein.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.run.MetricsLog;
import dev.ornstein.examples.run.RunDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a process of its own does at its end, and what another may do to its run meanwhile. */
@DisabledOnOs(
    value = OS.WINDOWS,
    disabledReason = "a process cannot be told to end, nor its files be limited, there")
class SignalTest {
  private static final int ENDED_BY_SIGTERM = 143;

  @TempDir Path folder;

  private RunDirectory run;
  private String[] options;

  /** How a process ended, and what it had said by then. */
  private record Ended(int status, List<String> lines) {
    String last() {
      return lines.get(lines.size() - 1);
    }
  }

  private interface Work {
    void on(ProcessHandle process) throws IOException;
  }

  @BeforeEach
  void writeData() throws IOException {
    Path data = TinyData.write(folder.resolve("data"), 1);
    run = new RunDirectory(folder.resolve("run"));
    options = TinyData.options(data, run, 1, 1, "--kernels", "scalar");
  }

  private String[] command(Object... more) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return Shell.words(
        java,
        "-Xmx512m",
        "-XX:-UsePerfData",
        "-cp",
        System.getProperty("java.class.path"),
        Scalar.class.getName(),
        options,
        Shell.words(more));
  }

  /** Runs a command, and does some work when its training has begun. */
  private static Ended ended(String[] command, Work whenTraining)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String last = "";
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("training ") && last.startsWith("The run goes to")) {
          whenTraining.on(process.toHandle()); // unlike the process, leaves the output open
        }
        lines.add(line);
        last = line;
      }
    } finally {
      process.toHandle().destroy(); // should the work have failed
    }
    assertTrue(process.waitFor(1, TimeUnit.MINUTES), "it ends");
    return new Ended(process.exitValue(), lines);
  }

  @Test
  void processThatIsToldToEndSavesItsRun() throws IOException, InterruptedException {
    Ended ended = ended(command("--steps", 1_000_000), ProcessHandle::destroy);
    assertEquals(ENDED_BY_SIGTERM, ended.status());
    String last = ended.last();
    assertTrue(last.contains("and saved; continue with ./ornstein scalar --resume " + run), last);
    int rows = MetricsLog.read(run.metrics()).size();
    Shell.ornstein("scalar", "--resume", run, "--steps", rows + 2).expect(ExitStatus.DONE);
    assertEquals(rows + 2, MetricsLog.read(run.metrics()).size());
  }

  @Test
  void processThatIsToldToEndAndCannotSaveSaysSo() throws IOException, InterruptedException {
    Ended ended =
        ended(
            command("--steps", 1_000_000),
            process -> {
              Files.createDirectories(run.model().resolve("in the way"));
              process.destroy();
            });
    assertEquals(ExitStatus.USER, ended.status(), ended::last);
    assertTrue(ended.last().contains("cannot write " + run.model()), ended.last());
  }

  @Test
  void runThatAnotherProcessTrainsIsLeftAlone() throws IOException, InterruptedException {
    List<Shell.Result> results = new ArrayList<>();
    Path waiting = run.checkpoint().resolveSibling("waiting.safetensors");
    ended(
        command("--steps", 1_000_000),
        process -> {
          byte[] state = Files.readAllBytes(run.checkpoint());
          Files.writeString(waiting, "a state that waits");
          results.add(Shell.ornstein("scalar", "--resume", run, "--budget", "1s"));
          results.add(Shell.ornstein("scalar", "--resume", run, "--epochs", 1));
          assertArrayEquals(state, Files.readAllBytes(run.checkpoint()));
          assertEquals("a state that waits", Files.readString(waiting));
          process.destroy();
        });
    assertEquals(2, results.size());
    for (Shell.Result result : results) {
      assertTrue(result.refusal().contains("is in use"), result.err());
    }
  }

  /** What stands in for a full disk: no file may be longer than a few blocks. */
  @Test
  void runThatCouldNotBeginLeavesNothingInItsWay() throws IOException, InterruptedException {
    String[] limited = {"sh", "-c", "ulimit -f 16; exec \"$@\"", "sh"};
    Ended ended = ended(Shell.words(limited, command("--steps", 2)), process -> {});
    assertEquals(ExitStatus.USER, ended.status(), ended::last);
    assertTrue(ended.last().contains("cannot write " + run.checkpoint().getParent()), ended.last());
    assertTrue(Files.notExists(run.root()), "nothing is left");
    Shell.ornstein("scalar", options, "--steps", 2).expect(ExitStatus.DONE);
  }
}

package dev.ornstein.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.OpenClEngine;
import dev.ornstein.examples.cli.ExitStatus;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes of their own: what is loaded without being asked for, and what is said without OpenCL.
 */
class OpenClChoiceTest {
  private static final String[] ON_THE_DEVICE = {"info", "--device", OpenClEngine.DEVICE};

  @TempDir Path folder;

  private static List<String> classPath() {
    return List.of(System.getProperty("java.class.path").split(File.pathSeparator));
  }

  /** Runs {@code ./ornstein ARGS} in a JVM of its own. */
  private Shell.Result process(
      List<String> classPath, Map<String, String> environment, List<String> jvm, Object... args)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(jvm);
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
    command.add("dev.ornstein.examples.Ornstein");
    command.addAll(Arrays.asList(Shell.words(args)));
    ProcessBuilder process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    process.environment().putAll(environment);
    int status = process.start().waitFor();
    return new Shell.Result(status, read(out), read(err));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  @Test
  void whoDoesNotAskForOpenClGetsNothingOfIt() throws IOException, InterruptedException {
    Path data = TinyData.write(folder.resolve("data"), 1);
    Path log = folder.resolve("classes.txt");
    process(
            classPath(),
            Map.of(),
            List.of("-Xlog:class+load:file=" + log),
            "scalar --steps 1 --width 4 --batch-size 8 --samples 2 --sampler-steps 1".split(" "),
            "--data",
            data,
            "--out",
            folder.resolve("run"))
        .expect(ExitStatus.DONE);
    String classes = read(log);
    assertTrue(classes.contains("dev.ornstein.tensor.kernel.Backends"), "the log is of classes");
    for (String nothing : List.of("org.jocl", "dev.ornstein.tensor.kernel.opencl")) {
      assertFalse(classes.contains(nothing), nothing + " is loaded");
    }
  }

  /** What a command that names the device says when it cannot be had: one line, exit status 2. */
  private static void assertRefuses(Shell.Result result, String reason) {
    String refusal = result.refusal();
    String beginning = "ornstein: --device " + OpenClEngine.DEVICE + ": OpenCL cannot be had: ";
    assertTrue(refusal.startsWith(beginning + reason), refusal);
    assertEquals("", result.out());
  }

  /** What {@code info} says then: all the rest, and the reason in one line. */
  private static void assertTells(Shell.Result result, String reason) {
    result.expect(ExitStatus.DONE);
    List<String> lines = result.out().lines().filter(l -> l.startsWith("opencl")).toList();
    assertEquals(1, lines.size(), result.out());
    assertTrue(lines.get(0).matches("opencl +OpenCL cannot be had: .*"), lines.get(0));
    assertTrue(lines.get(0).contains(reason), lines.get(0));
    assertTrue(
        result.out().lines().allMatch(l -> l.matches("[A-Za-z-]+( [a-z]+)? +\\S.*")), result.out());
    assertEquals(List.of(), result.faults());
  }

  @Test
  void withoutJoclItSaysWhatToAdd() throws IOException, InterruptedException {
    List<String> without =
        classPath().stream().filter(f -> !f.contains("jocl")).collect(Collectors.toList());
    assertNotEquals(classPath().size(), without.size());
    String reason = "JOCL is not on the class path; add org.jocl:jocl";
    assertTells(process(without, Map.of(), List.of(), "info"), reason);
    assertRefuses(process(without, Map.of(), List.of(), (Object) ON_THE_DEVICE), reason);
  }

  @Test
  void withoutADriverItSaysSo() throws IOException, InterruptedException {
    OpenClEngine.orSkip().close(); // else there is another reason
    Map<String, String> nothing = Map.of("OCL_ICD_VENDORS", folder.resolve("empty/").toString());
    String reason = "the OpenCL loader knows no driver";
    assertTells(process(classPath(), nothing, List.of(), "info"), reason);
    assertRefuses(process(classPath(), nothing, List.of(), (Object) ON_THE_DEVICE), reason);
  }

  /** Where the folder for its native library should be there is a file. */
  @Test
  void nativeLibraryThatDoesNotLoadIsToldInOneLine() throws IOException, InterruptedException {
    OpenClEngine.orSkip().close();
    Path file = Files.writeString(folder.resolve("file"), "");
    List<String> jvm = List.of("-Djava.io.tmpdir=" + file);
    String reason = "its native library does not load";
    assertTells(process(classPath(), Map.of(), jvm, "info"), reason);
    assertRefuses(process(classPath(), Map.of(), jvm, (Object) ON_THE_DEVICE), reason);
  }

  @Test
  void infoListsDevicesWithTheirMemory() throws IOException, InterruptedException {
    OpenClEngine.orSkip().close();
    Shell.Result result =
        process(classPath(), Map.of(), List.of(), (Object) ON_THE_DEVICE).expect(ExitStatus.DONE);
    assertTrue(
        result
            .out()
            .lines()
            .anyMatch(l -> l.matches("opencl:0 +(GPU|CPU|OTHER), .*compute units, \\d+\\.\\d GB")),
        result.out());
    assertTrue(result.out().contains("--device " + OpenClEngine.DEVICE + " asks for them"));
    assertEquals("", result.err());
  }

  /** In a cache of its own, on products so small that it takes seconds. */
  @Test
  void tunedTilesAreKeptForLaterRuns() throws IOException, InterruptedException {
    OpenClEngine.orSkip().close();
    Path cache = folder.resolve("cache");
    Path file = cache.resolve("opencl-tiles.properties");
    Map<String, String> here = Map.of("ORNSTEIN_DATA", cache.toString());
    String[] tune = {"tune", "--device", OpenClEngine.DEVICE, "--size", "32"};
    Shell.Result result =
        process(classPath(), here, List.of(), (Object) tune).expect(ExitStatus.DONE);
    assertEquals("", result.err());
    assertEquals(1, result.out().lines().filter(l -> l.contains("  best")).count(), result.out());
    assertEquals(1, result.out().lines().filter(l -> l.endsWith("  default")).count());
    assertTrue(result.out().contains("kept in " + file), result.out());
    assertTrue(Files.size(file) > 0);

    Shell.Result later =
        process(classPath(), here, List.of(), (Object) ON_THE_DEVICE).expect(ExitStatus.DONE);
    assertTrue(later.out().lines().anyMatch(l -> l.matches("kernels .*, tiles of \\d+×.*")));
    assertEquals("", later.err());

    Files.writeString(file, "damaged");
    Shell.Result damaged =
        process(classPath(), here, List.of(), (Object) ON_THE_DEVICE).expect(ExitStatus.DONE);
    assertTrue(damaged.err().startsWith("ornstein: Using default tiles for "), damaged.err());
    assertEquals(1, damaged.err().lines().count(), damaged.err());
  }

  @Test
  void withoutOpenClThereIsNothingToTune() throws IOException, InterruptedException {
    List<String> without =
        classPath().stream().filter(f -> !f.contains("jocl")).collect(Collectors.toList());
    String reason = "JOCL is not on the class path; add org.jocl:jocl";
    String[] tune = {"tune", "--device", OpenClEngine.DEVICE};
    assertRefuses(process(without, Map.of(), List.of(), (Object) tune), reason);
    String refusal = process(without, Map.of(), List.of(), "tune").refusal();
    assertEquals("ornstein: --device opencl: OpenCL cannot be had: " + reason, refusal);
  }
}

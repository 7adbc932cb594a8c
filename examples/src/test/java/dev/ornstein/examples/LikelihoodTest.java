package dev.ornstein.examples;

import static dev.ornstein.examples.ScalarRunTest.assertSameBytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.likelihood.FlowSettings;
import dev.ornstein.examples.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code likelihood} on runs of tiny images. */
class LikelihoodTest {
  @TempDir Path folder;

  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = TinyData.write(folder.resolve("data"), 1);
  }

  private RunDirectory train(String example) {
    RunDirectory run = new RunDirectory(folder.resolve(example));
    Object[] options = {"--width", 4, "--batch-size", 16, "--samples", 1, "--sampler-steps", 2};
    Shell.ornstein(example, "--data", data, "--out", run, "--steps", 4, Shell.words(options))
        .expect(ExitStatus.DONE);
    return run;
  }

  private Path measure(RunDirectory run, String name, Object... more) {
    Path out = folder.resolve(name);
    Shell.ornstein("likelihood", run, "--out", out, "--steps", 4, Shell.words(more))
        .expect(ExitStatus.DONE);
    return out;
  }

  private static JsonObject json(Path out) throws IOException {
    return JsonParser.parseString(Files.readString(out.resolve("likelihood.json")))
        .getAsJsonObject();
  }

  private static List<String> rows(Path out) throws IOException {
    return Files.readAllLines(out.resolve("likelihood.csv"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "fourier-unconditional", "classifier-guided"})
  void runsThatDrawFromNoiseHaveALikelihood(String example) throws IOException {
    RunDirectory run = train(example);
    Path out = measure(run, "out", "--samples", 6, "--probes", 2);
    JsonObject found = json(out);
    assertEquals(6, found.get("count").getAsInt());
    assertEquals(16, found.get("evaluationsPerImage").getAsDouble());
    double mean = found.get("bitsPerDimension").getAsDouble();
    assertTrue(mean > 0 && mean < 16, "bits " + mean);
    double nats = found.get("natsPerImage").getAsDouble();
    assertEquals(mean * 64 * Math.log(2), nats, 1e-9 * nats);
    List<String> rows = rows(out);
    assertEquals("image,label,bits_per_dimension,standard_error", rows.get(0));
    assertEquals(7, rows.size());
    double sum = 0;
    for (String row : rows.subList(1, 7)) {
      String[] cells = row.split(",");
      sum += Double.parseDouble(cells[2]);
      assertTrue(Double.parseDouble(cells[3]) >= 0, row);
    }
    assertEquals(mean, sum / 6, 1e-6);
    Path single = measure(run, "single", "--samples", 1);
    assertTrue(json(single).get("standardError").isJsonNull());
    assertTrue(rows(single).get(1).endsWith(","), "one probe knows no error");
  }

  @Test
  void oneImageIsPrintedWithoutAStandardError() {
    RunDirectory run = train("scalar");
    Path out = folder.resolve("out");
    Object[] options = {"--steps", 4, "--out", out, "--samples"};
    String one = Shell.ornstein("likelihood", run, Shell.words(options), 1).out();
    assertTrue(one.contains(", 1 image, uniformly dequantised: "), one);
    assertTrue(one.contains(" bits per dimension (one image gives no standard error)"), one);
    assertFalse(one.contains("NaN") || one.contains("±"), one);
  }

  @Test
  void anImageHasTheSameBitsAmongFewAndManyAndForAllThreads() throws IOException {
    RunDirectory run = train("scalar");
    Path many = measure(run, "many", "--samples", 9, "--threads", 2);
    Path few = measure(run, "few", "--samples", 4, "--threads", 1);
    assertEquals(rows(many).subList(0, 5), rows(few));
    Path again = measure(run, "again", "--samples", 9, "--threads", 3);
    assertSameBytes(many.resolve("likelihood.csv"), again.resolve("likelihood.csv"));
    Path other = measure(run, "other", "--samples", 4, "--seed", 1);
    assertFalse(rows(few).equals(rows(other)));
  }

  @Test
  void aToleranceGivesEachImageStepsOfItsOwn() throws IOException {
    RunDirectory run = train("scalar");
    Path out = folder.resolve("adaptive");
    Shell.ornstein("likelihood", run, "--out", out, "--samples", 3, "--tolerance", "1e-3")
        .expect(ExitStatus.DONE);
    assertEquals(1e-3, json(out).get("tolerance").getAsDouble());
    assertTrue(json(out).get("steps").isJsonNull());
    assertTrue(json(out).get("evaluationsPerImage").getAsDouble() >= 7);
    double fine = json(measure(run, "fine", "--samples", 3)).get("bitsPerDimension").getAsDouble();
    assertEquals(fine, json(out).get("bitsPerDimension").getAsDouble(), 0.2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"diagonal", "fourier"})
  void runsThatRestoreAreRefused(String example) {
    String refusal = Shell.ornstein("likelihood", train(example)).refusal();
    assertTrue(refusal.contains("is a run of " + example + ", which restores images"), refusal);
  }

  @Test
  void theHelpKnowsTheUsualSteps() {
    String help = Shell.ornstein("likelihood", "--help").expect(ExitStatus.DONE).out();
    assertTrue(help.contains("(default: " + FlowSettings.USUAL_STEPS + ")"), help);
  }

  @Test
  void whatCannotBeMeasuredIsRefused() throws IOException {
    RunDirectory run = train("scalar");
    Path out = folder.resolve("out");
    Object[][] faults = {
      {"--samples 17 is more than the 16 test images", "--samples", 17},
      {"--steps 3 and --tolerance 0.1 exclude each other", "--steps", 3, "--tolerance", "0.1"},
      {"--tolerance takes a number in (0, 1]; got 2.0", "--tolerance", 2},
      {"--data has images of 28×28 pixels; this model knows those of 8×8", "--data", "synthetic"},
    };
    for (Object[] fault : faults) {
      Object[] options = List.of(fault).subList(1, fault.length).toArray();
      String refusal =
          Shell.ornstein("likelihood", run, "--out", out, Shell.words(options)).refusal();
      assertTrue(refusal.contains(fault[0].toString()), refusal);
      assertFalse(Files.exists(out), "nothing is made");
    }
  }
}

package dev.ornstein.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.run.ConfigFile;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.examples.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The {@code config.json} of samples says what they were drawn with, and from which run. */
class SampleConfigTest {
  @TempDir Path folder;

  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = TinyData.write(folder.resolve("data"), 1);
  }

  private RunDirectory train(String example) {
    RunDirectory run = new RunDirectory(folder.resolve("run"));
    Object[] options = {"--width", 4, "--batch-size", 16, "--samples", 2, "--sampler-steps", 2};
    Shell.ornstein(
            example, "--data", data, "--out", run, "--steps", 1, "--seed", 3, Shell.words(options))
        .expect(ExitStatus.DONE);
    return run;
  }

  private RunDirectory sample(RunDirectory run, Object... options) {
    RunDirectory out = new RunDirectory(folder.resolve("drawn-" + options.length));
    Shell.ornstein("sample", run, "--out", out, Shell.words(options)).expect(ExitStatus.DONE);
    return out;
  }

  private static JsonObject drawn(RunDirectory samples) throws IOException {
    return JsonParser.parseString(Files.readString(samples.config()))
        .getAsJsonObject()
        .getAsJsonObject("drawn");
  }

  @Test
  void whatIsGivenIsKept() throws IOException {
    RunDirectory run = train("diagonal");
    Path other = TinyData.write(folder.resolve("other"), 5);
    RunDirectory samples =
        sample(run, "--seed", 8, "--raw", "--data", other, "--samples", 3, "--sampler", "heun");
    JsonObject drawn = drawn(samples);
    assertEquals(run.root().toAbsolutePath().toString(), drawn.get("run").getAsString());
    assertEquals(8, drawn.get("seed").getAsLong());
    assertEquals(true, drawn.get("raw").getAsBoolean());
    JsonObject restored = drawn.getAsJsonObject("data");
    assertEquals(other.toAbsolutePath().toString(), restored.get("option").getAsString());
    assertEquals(16, restored.get("count").getAsInt(), "test images");

    RunConfig trained = ConfigFile.read(run.config());
    RunConfig config = ConfigFile.read(samples.config());
    assertEquals("sample", config.example());
    assertEquals(3, config.sampling().count());
    assertEquals("heun", config.sampling().sampler());
    assertEquals(trained.sampling().steps(), config.sampling().steps());
    assertEquals(trained.training(), config.training(), "how the model was trained");
    assertEquals(trained.data(), config.data(), "what the model learnt from");
    String fingerprint = restored.get("fingerprint").getAsString();
    assertNotEquals(trained.data().fingerprint(), fingerprint, "other images");
  }

  @Test
  void whatIsNotGivenIsThatOfTheRun() throws IOException {
    RunDirectory run = train("diagonal");
    JsonObject drawn = drawn(sample(run));
    assertEquals(3, drawn.get("seed").getAsLong());
    assertEquals(false, drawn.get("raw").getAsBoolean());
    assertEquals(
        data.toAbsolutePath().toString(),
        drawn.getAsJsonObject("data").get("option").getAsString());
  }

  @Test
  void aFolderOfSamplesIsNoRunAndNamesItsOwn() {
    RunDirectory run = train("scalar");
    RunDirectory samples = sample(run);
    String sentence =
        "ornstein: "
            + samples
            + " is a folder of samples; give the run that they are of, "
            + run.root().toAbsolutePath();
    assertEquals(sentence, Shell.ornstein("scalar", "--resume", samples).refusal());
    for (String command : List.of("sample", "restore", "likelihood")) {
      assertEquals(sentence, Shell.ornstein(command, samples).refusal());
    }
  }

  @Test
  void samplesFromNoiseRestoreNoData() throws IOException {
    JsonObject drawn = drawn(sample(train("scalar"), "--seed", 8));
    assertEquals(8, drawn.get("seed").getAsLong());
    assertFalse(drawn.has("data"), drawn.toString());
  }
}

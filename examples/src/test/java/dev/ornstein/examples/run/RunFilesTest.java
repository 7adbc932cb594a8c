package dev.ornstein.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFilesTest {
  @TempDir Path folder;

  private static RunConfig config() {
    return new RunConfig(
        RunConfig.FORMAT,
        "scalar",
        List.of("scalar", "--lr", "1e-3", "--out", "a \"b\" é"),
        "2026-01-02T03:04:05Z",
        new RunConfig.Data(
            "auto", "MNIST train", "MNIST from the cache", 60000, 1, 28, 28, 10, "0a0b"),
        new RunConfig.Model(
            "small",
            "SmallUNet",
            16,
            10,
            461169,
            "vp-cosine",
            "v",
            "v-mse",
            "[-1,1]",
            "none",
            "none"),
        new RunConfig.Training(
            Long.MIN_VALUE,
            128,
            0.1f,
            100,
            "cosine",
            1f,
            0.998f,
            "stratified",
            0.1f,
            "budget",
            600),
        new RunConfig.Sampling(64, "ddim", 50, "each", 0),
        new RunConfig.Environment("1", "17", "Linux", 2, 100, "cpu", "vector", "8 lanes", 2));
  }

  private static StepMetrics step(long step) {
    double[] quarters = {0.1, Double.NaN, 0.3, 0.4};
    return new StepMetrics(step, step / 3.0, step * 0.7, 1.0 / step, quarters, 2e-3, 99.5, 1.25);
  }

  private String refusal(Runnable work) {
    return assertThrows(UserError.class, work::run).getMessage();
  }

  @Test
  void configurationComesBackAsItWas() {
    Path file = folder.resolve("config.json");
    ConfigFile.write(file, config());
    assertEquals(config(), ConfigFile.read(file));
  }

  @Test
  void damagedConfigurationsAreNamed() throws IOException {
    Path file = folder.resolve("config.json");
    String good = ConfigFile.toJson(config());
    Files.writeString(file, good.replace("\"batchSize\": 128,", ""));
    assertTrue(refusal(() -> ConfigFile.read(file)).contains("lacks \"training.batchSize\""));
    Files.writeString(file, good.replace("\"format\": 3", "\"format\": 1"));
    assertTrue(refusal(() -> ConfigFile.read(file)).contains("has format 1"));
    Files.writeString(file, good.substring(0, good.length() / 2));
    assertTrue(refusal(() -> ConfigFile.read(file)).contains("is damaged"));
    Files.writeString(file, good.replace("\"batchSize\": 128", "\"batchSize\": \"many\""));
    assertTrue(refusal(() -> ConfigFile.read(file)).contains("is damaged"));
    Files.writeString(file, "");
    assertTrue(refusal(() -> ConfigFile.read(file)).contains("is empty"));
    assertTrue(refusal(() -> ConfigFile.read(folder.resolve("none"))).contains("cannot read"));
  }

  @Test
  void metricsComeBackAsTheyWere() {
    Path file = folder.resolve("metrics.csv");
    try (MetricsLog log = MetricsLog.open(file)) {
      log.keepUpTo(0);
      log.add(step(1));
      log.add(step(2));
    }
    assertEquals(List.of(step(1), step(2)), MetricsLog.read(file));
  }

  @Test
  void columnsAreThoseOfTheContract() throws IOException {
    Path file = folder.resolve("metrics.csv");
    try (MetricsLog log = MetricsLog.open(file)) {
      log.keepUpTo(0);
    }
    assertEquals(
        "step,epoch,seconds,loss,loss_t_0_25,loss_t_25_50,loss_t_50_75,loss_t_75_100,lr,"
            + "images_per_second,gradient_norm\n",
        Files.readString(file));
  }

  @Test
  void resumedLogDropsWhatWasNotSavedAndTheBrokenEnd() throws IOException {
    Path file = folder.resolve("metrics.csv");
    try (MetricsLog log = MetricsLog.open(file)) {
      log.keepUpTo(0);
      for (int i = 1; i <= 5; i++) {
        log.add(step(i));
      }
    }
    String whole = Files.readString(file);
    Files.writeString(file, whole + "6,0.1,0.");
    try (MetricsLog log = MetricsLog.open(file)) {
      log.keepUpTo(3);
      log.add(step(4));
    }
    assertEquals(List.of(step(1), step(2), step(3), step(4)), MetricsLog.read(file));
    assertTrue(whole.startsWith(Files.readString(file)), "the rows kept are the same bytes");
  }

  @Test
  void onlyOneTrainsARunAtATime() {
    Path file = folder.resolve("metrics.csv");
    try (MetricsLog first = MetricsLog.open(file)) {
      first.keepUpTo(0);
      assertTrue(refusal(() -> MetricsLog.open(file)).contains("is in use"));
      first.add(step(1));
    }
    assertEquals(1, MetricsLog.read(file).size());
  }

  @Test
  void openingALogChangesNothing() throws IOException {
    Path file = folder.resolve("metrics.csv");
    MetricsLog.open(file).close();
    assertTrue(Files.notExists(file), "a log without a line is taken away");
    Files.writeString(file, StepMetrics.HEADER + "\n6,0.1,0.");
    MetricsLog.open(file).close();
    assertEquals(StepMetrics.HEADER + "\n6,0.1,0.", Files.readString(file));
    Files.writeString(file, "a,b\n1,2\n");
    assertTrue(refusal(() -> MetricsLog.open(file)).contains("is not the log of a run"));
    assertTrue(refusal(() -> MetricsLog.open(file)).contains("is not"), "it is not locked");
  }

  @Test
  void foreignAndDamagedLogsAreNamed() throws IOException {
    Path file = folder.resolve("metrics.csv");
    Files.writeString(file, "a,b\n1,2\n");
    assertTrue(refusal(() -> MetricsLog.read(file)).contains("is not the log of a run"));
    Files.writeString(file, StepMetrics.HEADER + "\n1,2\n");
    assertTrue(refusal(() -> MetricsLog.read(file)).contains("is damaged in line 2"));
  }

  @Test
  void namedFoldersAreNewOrEmpty() throws IOException {
    Path inner = folder.resolve("a").resolve("b");
    assertEquals(inner, RunDirectory.create(inner).root());
    RunDirectory.create(inner);
    Files.writeString(inner.resolve("x"), "something");
    assertTrue(refusal(() -> RunDirectory.create(inner)).contains("with something in it"));
    RunDirectory run = new RunDirectory(inner);
    Files.writeString(run.config(), "{}");
    String hopeless = refusal(() -> RunDirectory.create(inner));
    assertTrue(hopeless.contains("no checkpoint to continue from"), hopeless);
    run.makeCheckpointFolder();
    Files.writeString(run.checkpoint(), "");
    assertTrue(refusal(() -> RunDirectory.create(inner)).contains("--resume " + inner));
  }

  @Test
  void foldersThatCannotBeMadeAreNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    String message = refusal(() -> RunDirectory.create(file.resolve("run")));
    assertTrue(message.contains("cannot be made") && message.contains("--out"), message);
    assertTrue(refusal(() -> RunDirectory.create(file)).contains("a file is in the way"));
  }

  @Test
  void folderWithoutConfigurationIsNoRun() {
    assertTrue(refusal(() -> RunDirectory.open(folder, "--resume")).contains("no config.json"));
    Path none = folder.resolve("none");
    assertTrue(refusal(() -> RunDirectory.open(none, "--resume")).contains("not a folder"));
  }

  @Test
  void emptyFoldersAreTakenAwayAndOthersStay() throws IOException {
    RunDirectory run = RunDirectory.create(folder.resolve("run"));
    Files.writeString(run.config(), "{}");
    run.removeIfEmpty();
    assertTrue(Files.exists(run.config()));
    Files.delete(run.config());
    run.removeIfEmpty();
    assertTrue(Files.notExists(run.root()));
  }
}

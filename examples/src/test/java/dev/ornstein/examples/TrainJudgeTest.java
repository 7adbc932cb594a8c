package dev.ornstein.examples;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.mnist.judge.JudgeTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main that makes the judge; what it does is tested where that is done. */
class TrainJudgeTest {
  @TempDir Path folder;

  @Test
  void defaultsInTheHelpAreThoseOfTheStandard() {
    String help = Shell.run(new TrainJudge(), "--help").expect(ExitStatus.DONE).out();
    JudgeTraining.Config standard = JudgeTraining.Config.STANDARD;
    assertTrue(
        help.contains("passes over the training images (default: " + standard.epochs() + ")"),
        help);
    assertTrue(
        help.contains("of first weights, order and shifts (default: " + standard.seed() + ")"),
        help);
  }

  @Test
  void otherImagesAreRefusedBeforeTraining() throws IOException {
    Path data = TinyData.write(folder.resolve("data"), 1);
    Path out = folder.resolve("judge.safetensors");
    String refusal = Shell.run(new TrainJudge(), "--data", data, "--out", out).refusal();
    assertTrue(refusal.contains("the judge learns grey images of 28×28 in 10 classes"), refusal);
    assertFalse(Files.exists(out));
  }
}

package dev.ornstein.mnist.judge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.mnist.data.SyntheticDigits;
import dev.ornstein.mnist.data.TrainTest;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeTrainingTest {
  private static final JudgeTraining.Config SHORT =
      new JudgeTraining.Config(6, 32, 3e-3f, 1, 5, List.of(100, 400));

  @TempDir private Path temp;

  private static TrainTest digits() {
    try (Parallel parallel = new Parallel(2)) {
      return new TrainTest(
          SyntheticDigits.generate(1, "train", 1000, parallel),
          SyntheticDigits.generate(1, "test", 300, parallel),
          "synthetic",
          "digits");
    }
  }

  @Test
  void itLearnsAndMeasuresAndOneOrThreeThreadsGiveTheSameFile() throws Exception {
    TrainTest data = digits();
    Path one = temp.resolve("one.safetensors");
    Path three = temp.resolve("three.safetensors");
    List<String> log = new ArrayList<>();
    try (Engine engine = Engine.create("auto", 1, line -> {})) {
      Judge judge = new JudgeTraining(engine, data, SHORT, log::add).writeTo(one);
      assertTrue(judge.known().accuracy() > 0.8, log + "");
      assertEquals(300, judge.reference().count());
      assertTrue(judge.floor(100) > judge.floor(400), log + "");
      assertTrue(judge.known().nearest() > 0, log + "");
    }
    try (Engine engine = Engine.create("auto", 3, line -> {})) {
      new JudgeTraining(engine, data, SHORT, line -> {}).writeTo(three);
    }
    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(three));
    assertEquals(6 + 4, log.size(), log + "");
  }

  @Test
  void whatCannotBeLearntIsRefused() {
    TrainTest data = digits();
    try (Engine engine = Engine.create("auto", 1, line -> {})) {
      JudgeTraining.Config more = new JudgeTraining.Config(1, 1, 1, 0, 0, List.of(10, 1001));
      String message =
          assertThrows(UserError.class, () -> new JudgeTraining(engine, data, more, line -> {}))
              .getMessage();
      assertTrue(message.contains("1001 images"), message);
    }
    List<Integer> floors = List.of(2, 3);
    assertThrows(UserError.class, () -> new JudgeTraining.Config(0, 1, 1, 0, 0, floors));
    assertThrows(UserError.class, () -> new JudgeTraining.Config(1, 1, 0, 0, 0, floors));
    assertThrows(UserError.class, () -> new JudgeTraining.Config(1, 1, 1, 9, 0, floors));
    assertThrows(UserError.class, () -> new JudgeTraining.Config(1, 1, 1, 0, 0, List.of(5)));
  }
}

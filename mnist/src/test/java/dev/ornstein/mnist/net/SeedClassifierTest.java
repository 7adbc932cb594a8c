package dev.ornstein.mnist.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.GradCheck;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.StateDict;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import java.util.LinkedHashSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SeedClassifierTest {
  private static final Engine ENGINE = Engine.create("auto", 2, line -> {});
  private static final SeedClassifierConfig TINY =
      new SeedClassifierConfig(4, 32, 16, 8, 4, 10, 28, 28);
  private static final float ROUNDING = 1e-6f;

  /** ln of the least probability of ten classes. */
  private static final double FLOOR = Math.log(1e-4 / (1 + 1e-3));

  @AfterAll
  static void closeEngine() {
    ENGINE.close();
  }

  @Test
  void namesAndLayoutsAreTheSeeds() {
    StateDict state =
        new SeedClassifier(Init.of(ENGINE, 1), SeedClassifierConfig.seed(10)).stateDict();
    assertEquals(Shape.of(32, 33, 3, 3), state.shape("conv1.conv1.weight"));
    assertEquals(Shape.of(32, 32, 3, 3), state.shape("conv3.conv2.weight"));
    assertEquals(Shape.of(32), state.shape("conv2.batchnorm1.running_var"));
    assertEquals(Shape.of(512, 25088), state.shape("fc1.fc1.weight"));
    assertEquals(Shape.of(256, 512), state.shape("fc2.fc1.weight"));
    assertEquals(Shape.of(10, 256), state.shape("fc3.fc1.weight"));
    assertEquals(Shape.of(10, 10), state.shape("fc3.fc2.weight"));
    assertEquals(Shape.of(256, 1), state.shape("time_encoder.fc1.fc1.weight"));
    assertEquals(Shape.of(32, 256), state.shape("time_encoder.fc3.fc1.weight"));
    assertEquals(
        "[time_encoder, conv1, conv2, conv3, fc1, fc2, fc3]",
        state.names().stream()
            .map(n -> n.substring(0, n.indexOf('.')))
            .collect(Collectors.toCollection(LinkedHashSet::new))
            .toString());
  }

  @Test
  void noClassIsThoughtImpossible() {
    float[] z = {0, 1000, -1000, 3, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    float[] logarithms =
        SeedClassifier.floored(Var.constant(ENGINE.of(z, 2, 10))).value().toArray();
    assertEquals(FLOOR, logarithms[2], ROUNDING * -FLOOR);
    assertEquals(Math.log((1 + 1e-4) / (1 + 1e-3)), logarithms[1], ROUNDING);
    double denominator = 0;
    for (int k = 1; k <= 10; k++) {
      denominator += Math.exp(k);
    }
    double sum = 0;
    for (int k = 0; k < 10; k++) {
      double p = (Math.exp(k + 1) / denominator + 1e-4) / (1 + 1e-3);
      assertEquals(Math.log(p), logarithms[10 + k], ROUNDING * -FLOOR);
      sum += Math.exp(logarithms[10 + k]);
    }
    assertEquals(1, sum, ROUNDING);
  }

  @Test
  void gradientsOfTheFlooredProbabilities() {
    Tensor z = ENGINE.empty(Shape.of(3, 4));
    Rng.of(5).normal(z);
    GradCheck.first("floored", v -> SeedClassifier.floored(v[0]), z);
    GradCheck.second("floored", v -> SeedClassifier.floored(v[0]), z);
  }

  @Test
  void outputsAreLogarithmsAboveTheFloor() {
    SeedClassifier net = new SeedClassifier(Init.of(ENGINE, 1), TINY);
    Tensor x = ENGINE.empty(Shape.of(5, 1, 28, 28));
    Rng.of(4).normal(x);
    Var y = net.logProbabilities(Var.constant(x.times(100f)), ENGINE.full(Shape.of(5), 0.3f));
    assertEquals(Shape.of(5, 10), y.shape());
    for (float logarithm : y.value().toArray()) {
      assertTrue(logarithm >= FLOOR * (1 + ROUNDING) && logarithm < 0, "" + logarithm);
    }
  }

  @Test
  void aStateDictTellsAllSizes() {
    SeedClassifierConfig other = new SeedClassifierConfig(2, 7, 6, 5, 3, 4, 8, 12);
    StateDict state = new SeedClassifier(Init.of(ENGINE, 1), other).stateDict();
    SeedClassifier net = SeedClassifier.load(Init.of(ENGINE, 2), state, 8, 12);
    assertEquals(other, net.config());
    assertEquals(4, net.classes());
    assertThrows(UserError.class, () -> SeedClassifier.load(Init.of(ENGINE, 2), state, 8, 8));
    StateDict none = new StateDict();
    String message =
        assertThrows(UserError.class, () -> SeedClassifierConfig.of(none, 8, 8)).getMessage();
    assertTrue(message.contains("conv1.conv1.weight"), message);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    SeedClassifier net = new SeedClassifier(Init.of(ENGINE, 1), TINY.forImages(8, 12));
    Var x = Var.constant(ENGINE.zeros(Shape.of(2, 1, 12, 12)));
    Tensor t = ENGINE.zeros(Shape.of(2));
    String message =
        assertThrows(ShapeException.class, () -> net.logProbabilities(x, t)).getMessage();
    assertTrue(message.contains("8×12"), message);
    assertThrows(UserError.class, () -> SeedClassifierConfig.seed(1));
    assertThrows(UserError.class, () -> TINY.forImages(0, 28));
  }

  @Test
  void itLearnsDigitsWithNoise() {
    ClassifierRun run = new ClassifierRun(ENGINE, new SeedClassifier(Init.of(ENGINE, 1), TINY));
    float before = run.step(0);
    for (int i = 1; i < 100; i++) {
      run.step(i);
    }
    float after = run.heldOutLoss();
    assertTrue(after < ClassifierRun.LEARNT, before + " → " + after);
  }

  @Test
  void oneTwoOrThreeThreadsTrainTheSameBits() {
    float[] one = trained(1);
    assertArrayEquals(one, trained(2));
    assertArrayEquals(one, trained(3));
  }

  private static float[] trained(int threads) {
    try (Engine engine = Engine.create("auto", threads, line -> {})) {
      ClassifierRun run = new ClassifierRun(engine, new SeedClassifier(Init.of(engine, 1), TINY));
      run.step(0);
      run.step(1);
      return run.arena.values().toArray();
    }
  }
}

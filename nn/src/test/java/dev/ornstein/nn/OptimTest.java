package dev.ornstein.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.Tape;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.layer.BatchNorm1d;
import dev.ornstein.nn.layer.Linear;
import dev.ornstein.nn.layer.SiLU;
import dev.ornstein.nn.optim.Adam;
import dev.ornstein.nn.optim.AdamConfig;
import dev.ornstein.nn.optim.Ema;
import dev.ornstein.nn.optim.LearningRate;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptimTest {
  private static final Engine ENGINE = TestEngines.withThreads(2);

  @TempDir Path folder;

  @AfterAll
  static void closeEngine() {
    ENGINE.close();
  }

  /** A network with its optimiser and average, trained on a fixed function with seeded data. */
  private static final class Run {
    final Sequential net =
        new Sequential(
            Init.of(ENGINE, 2),
            i -> new Linear(i, 4, 16),
            i -> new BatchNorm1d(i, 16),
            i -> new SiLU(),
            i -> new Linear(i, 16, 1));
    final ParameterArena arena = new ParameterArena(net);
    final Adam adam = new Adam(arena, AdamConfig.ADAM_W);
    final Ema ema = new Ema(arena, 0.9);

    float step(long number) {
      Tensor x = ENGINE.empty(Shape.of(32, 4));
      Rng.of(3).normalKeyed(x, 0, number);
      arena.zeroGrad();
      float value;
      try (Scope scope = ENGINE.scope();
          Tape tape = Tape.record()) {
        Var in = Var.constant(x);
        Var wanted = in.square().sum(true, 1);
        Var loss = net.forward(in).minus(wanted).square().mean();
        tape.backward(loss);
        value = loss.item();
      }
      adam.clippedStep(1e-2f, 5, ema);
      return value;
    }

    void save(Path folder) {
      net.stateDict().write(folder.resolve("net"));
      adam.state().write(folder.resolve("adam"));
      ema.state().write(folder.resolve("ema"));
    }

    void restore(Path folder) {
      net.loadStateDict(StateDict.read(folder.resolve("net"), ENGINE));
      adam.restore(StateDict.read(folder.resolve("adam"), ENGINE));
      ema.restore(StateDict.read(folder.resolve("ema"), ENGINE));
    }
  }

  @Test
  void trainingLearns() {
    Run run = new Run();
    float first = run.step(0);
    float last = first;
    for (int i = 1; i < 150; i++) {
      last = run.step(i);
    }
    assertTrue(last < 0.3 * first, first + " → " + last);
  }

  @Test
  void aResumedRunHasTheSameBits() {
    Run whole = new Run();
    for (int i = 0; i < 7; i++) {
      whole.step(i);
    }
    Run begun = new Run();
    for (int i = 0; i < 4; i++) {
      begun.step(i);
    }
    begun.save(folder);
    Run resumed = new Run();
    resumed.restore(folder);
    assertEquals(4, resumed.adam.steps());
    assertEquals(4, resumed.ema.updates());
    for (int i = 4; i < 7; i++) {
      resumed.step(i);
    }
    assertArrayEquals(whole.arena.values().toArray(), resumed.arena.values().toArray());
    assertArrayEquals(whole.ema.average().toArray(), resumed.ema.average().toArray());
    assertArrayEquals(
        whole.net.stateDict().tensor("1.running_var").toArray(),
        resumed.net.stateDict().tensor("1.running_var").toArray());
  }

  /** Decays that still warm up, the one that is reached, clipping by turns: nothing differs. */
  @ParameterizedTest
  @ValueSource(strings = {"scalar", "auto"})
  void anAverageInTheSamePassHasTheBitsOfASeparateOne(String kernels) {
    try (Engine engine = Engine.create(kernels, 2, line -> {})) {
      Linear left = new Linear(Init.of(engine, 1), 307, 300);
      Linear right = new Linear(Init.of(engine, 1), 307, 300);
      ParameterArena together = new ParameterArena(left);
      ParameterArena apart = new ParameterArena(right);
      Adam adamTogether = new Adam(together, AdamConfig.ADAM_W);
      Adam adamApart = new Adam(apart, AdamConfig.ADAM_W);
      Ema emaTogether = new Ema(together, 0.3);
      Ema emaApart = new Ema(apart, 0.3);
      for (int i = 0; i < 6; i++) {
        Rng.of(4).normalKeyed(gradientsOf(left, together), 0, i);
        gradientsOf(right, apart).set(together.gradients());
        double maxNorm = i % 2 == 0 ? 1 : Double.POSITIVE_INFINITY;
        double norm = adamTogether.clippedStep(1e-2f, maxNorm, emaTogether);
        assertTrue(norm > 1, "clipped by turns: " + norm);
        assertEquals(norm, adamApart.clippedStep(1e-2f, maxNorm));
        emaApart.update();
        assertArrayEquals(apart.values().toArray(), together.values().toArray());
        assertArrayEquals(emaApart.average().toArray(), emaTogether.average().toArray());
      }
      assertEquals(0.3, emaTogether.nextDecay(), "reached at update 3: 4/13");
      assertEquals(emaApart.updates(), emaTogether.updates());
    }
  }

  /** The memory of gradients that a pass has left. */
  private static Tensor gradientsOf(Module module, ParameterArena arena) {
    for (Parameter p : module.parameters()) {
      try (Tape tape = Tape.record()) {
        tape.backward(p.var().sum());
      }
    }
    return arena.gradients();
  }

  /** What a recorded pass needs of the weights is gone after a step. */
  @Test
  void aStepOverwritesTheWeightsInPlace() {
    Linear layer = new Linear(Init.of(ENGINE, 1), 3, 2);
    Adam adam = new Adam(new ParameterArena(layer), AdamConfig.ADAM);
    Var w = layer.parameters().get(0).var();
    try (Tape tape = Tape.record()) {
      Var y = w.square().sum();
      tape.backward(y);
      adam.step(0.1f);
      String message =
          assertThrows(IllegalStateException.class, () -> tape.backward(y)).getMessage();
      assertTrue(message.contains("in place"), message);
    }
  }

  @Test
  void theAverageOfAnotherArenaIsRefused() {
    Run run = new Run();
    Ema other = new Run().ema;
    float[] before = run.arena.values().toArray();
    run.arena.gradients().fillInPlace(1f);
    assertThrows(IllegalArgumentException.class, () -> run.adam.clippedStep(1f, 1, other));
    assertArrayEquals(before, run.arena.values().toArray());
    assertEquals(0, run.adam.steps());
  }

  @Test
  void aStateOfAnotherNetworkIsRefused() {
    Run run = new Run();
    ParameterArena other = new ParameterArena(new Linear(Init.of(ENGINE, 0), 2, 2));
    StateDict foreign = new Adam(other, AdamConfig.ADAM).state();
    String message = assertThrows(UserError.class, () -> run.adam.restore(foreign)).getMessage();
    assertTrue(message.contains("first moment has no entry '0.weight'"), message);
    assertThrows(UserError.class, () -> run.adam.restore(new StateDict()));
    assertThrows(UserError.class, () -> run.ema.restore(new StateDict()));
    assertEquals(0, run.adam.steps());
  }

  @Test
  void aGradientThatIsNotFiniteTakesNoStep() {
    Run run = new Run();
    run.step(0);
    float[] before = run.arena.values().toArray();
    float[] average = run.ema.average().toArray();
    run.arena.windows(run.arena.gradients()).get("0.bias").fillInPlace(Float.NaN);
    assertTrue(Double.isNaN(run.adam.clippedStep(1e-2f, 1)));
    assertTrue(Double.isNaN(run.adam.clippedStep(1e-2f, 1, run.ema)));
    assertArrayEquals(before, run.arena.values().toArray());
    assertArrayEquals(average, run.ema.average().toArray());
    assertEquals(1, run.adam.steps());
    assertEquals(1, run.ema.updates());
  }

  @Test
  void rangesOfConstants() {
    assertThrows(IllegalArgumentException.class, () -> new AdamConfig(1f, 0.9f, 1e-8f, 0f));
    assertThrows(IllegalArgumentException.class, () -> new AdamConfig(0.9f, -0.1f, 1e-8f, 0f));
    assertThrows(IllegalArgumentException.class, () -> new AdamConfig(0.9f, 0.9f, 0f, 0f));
    assertThrows(IllegalArgumentException.class, () -> new AdamConfig(0.9f, 0.9f, 1e-8f, -1f));
    Run run = new Run();
    assertThrows(IllegalArgumentException.class, () -> run.adam.step(-1f));
    assertThrows(IllegalArgumentException.class, () -> run.adam.step(Float.NaN));
    assertThrows(IllegalArgumentException.class, () -> run.adam.clippedStep(1f, 0));
    assertThrows(IllegalArgumentException.class, () -> new Ema(run.arena, 1));
  }

  @Test
  void theAverageWarmsUp() {
    ParameterArena arena = new ParameterArena(new Linear(Init.of(ENGINE, 0), 1, 1, false));
    Ema ema = new Ema(arena, 0.5);
    double expected = arena.values().get(0);
    for (int t = 0; t < 20; t++) {
      double decay = Math.min(0.5, (1.0 + t) / (10 + t));
      assertEquals(decay, ema.nextDecay(), 1e-12);
      arena.values().fillInPlace(t);
      ema.update();
      expected = decay * expected + (1 - decay) * t;
      assertEquals(expected, ema.average().get(0), 1e-5, "update " + t);
    }
    assertEquals(0.5, ema.nextDecay(), "reached at t = 8: 9/18");
  }

  @Test
  void averagedWeightsComeAndGo() {
    Run run = new Run();
    for (int i = 0; i < 3; i++) {
      run.step(i);
    }
    float[] trained = run.arena.values().toArray();
    float[] average = run.ema.average().toArray();
    assertFalse(Arrays.equals(trained, average));
    try (Ema.Swap swap = run.ema.swapIn()) {
      assertArrayEquals(average, run.arena.values().toArray());
      assertEquals(average[0], run.net.parameters().get(0).value().get(0));
    }
    assertArrayEquals(trained, run.arena.values().toArray());

    StateDict state = run.ema.stateDict(run.net);
    assertEquals(run.net.stateDict().names(), state.names());
    assertEquals(average[0], state.tensor("0.weight").get(0));
    assertEquals(3, state.count("1.num_batches_tracked"));
    assertArrayEquals(
        run.net.stateDict().tensor("1.running_mean").toArray(),
        state.tensor("1.running_mean").toArray());
  }

  @Test
  void schedules() {
    assertEquals(0.5f, LearningRate.constant(0.5f).at(1_000_000, 1));
    LearningRate s = LearningRate.warmupCosine(2f, 10, 0.1);
    assertEquals(0.2f, s.at(0, 0), 1e-6f);
    assertEquals(1.8f, s.at(8, 0), 1e-6f);
    assertEquals(2f, s.at(9, 0), 1e-6f);
    assertEquals(1.1f, s.at(100, 0.5), 1e-6f, "half way between 2 and 0.2");
    assertEquals(0.2f, s.at(100, 1), 1e-6f);
    assertEquals(0.2f, s.at(100, 1.5), 1e-6f, "a run that takes longer");
    assertEquals(2f, LearningRate.warmupCosine(2f, 0, 0).at(0, 0));
    assertThrows(IllegalArgumentException.class, () -> LearningRate.constant(-1f));
    assertThrows(IllegalArgumentException.class, () -> LearningRate.warmupCosine(1f, -1, 0));
    assertThrows(IllegalArgumentException.class, () -> LearningRate.warmupCosine(1f, 0, 2));
  }
}

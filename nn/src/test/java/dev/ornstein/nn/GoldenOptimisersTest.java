package dev.ornstein.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.Tape;
import dev.ornstein.nn.optim.Adam;
import dev.ornstein.nn.optim.AdamConfig;
import dev.ornstein.tensor.Engine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Adam, AdamW and clipping against PyTorch: the weights after each of six given gradients. */
class GoldenOptimisersTest {
  private static final int STEPS = 6;

  /** Of the weights. Steps are 1e-2 of them, so a step's own error is a hundred times larger. */
  private static final double TOLERANCE = 3e-7;

  /** Relative, of a norm that both sides accumulate in double. */
  private static final double NORM_TOLERANCE = 1e-6;

  private static final Engine ENGINE = TestEngines.withThreads(2);
  private static final Golden GOLDEN = new Golden("optimisers.safetensors", ENGINE);

  /** The file's two parameters. */
  private static final class Two extends Module {
    Two(String name) {
      parameter("w0", GOLDEN.tensor(name + "/w0").copy());
      parameter("w1", GOLDEN.tensor(name + "/w1").copy());
    }
  }

  @AfterAll
  static void closeEngine() {
    ENGINE.close();
  }

  @Test
  void adam() {
    follow("adam", AdamConfig.ADAM, 1e-2f, 0);
  }

  @Test
  void adamWithOtherConstants() {
    follow("adam_betas", new AdamConfig(0.5f, 0.9f, 1e-4f, 0f), 3e-3f, 0);
  }

  @Test
  void adamW() {
    follow("adamw", new AdamConfig(0.9f, 0.999f, 1e-8f, 0.1f), 1e-2f, 0);
  }

  @Test
  void adamWithClippedGradients() {
    follow("adam_clipped", AdamConfig.ADAM, 1e-2f, 1.0);
  }

  private static void follow(String name, AdamConfig config, float lr, double maxNorm) {
    Two module = new Two(name);
    ParameterArena arena = new ParameterArena(module);
    Adam adam = new Adam(arena, config);
    for (int step = 0; step < STEPS; step++) {
      String at = name + "/step" + step;
      arena.zeroGrad();
      try (Tape tape = Tape.record()) {
        for (int i = 0; i < 2; i++) {
          tape.backward(module.parameters().get(i).var().times(1f), GOLDEN.tensor(at + ".g" + i));
        }
      }
      if (maxNorm > 0) {
        double norm = adam.clippedStep(lr, maxNorm);
        double theirs = GOLDEN.tensor(at + ".norm").item();
        assertEquals(theirs, norm, NORM_TOLERANCE * theirs, at);
        assertTrue(norm > maxNorm, "the case must clip: " + norm);
      } else {
        adam.step(lr);
      }
      GOLDEN.check(at + ".w0", module.parameters().get(0).value(), TOLERANCE);
      GOLDEN.check(at + ".w1", module.parameters().get(1).value(), TOLERANCE);
    }
    assertEquals(STEPS, adam.steps());
  }
}

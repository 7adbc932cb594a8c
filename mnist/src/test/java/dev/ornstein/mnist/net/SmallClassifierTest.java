package dev.ornstein.mnist.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.GradCheck;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SmallClassifierTest {
  private static final Engine ENGINE = Engine.create("auto", 2, line -> {});
  private static final float ROUNDING = 1e-6f;

  /** Large beside the moves of gradient checks, so that these turn no layer over. */
  private static final float PERTURBATION = 0.4f;

  @AfterAll
  static void closeEngine() {
    ENGINE.close();
  }

  private static Tensor normal(long seed, int... dims) {
    Tensor t = ENGINE.empty(Shape.of(dims));
    Rng.of(seed).normal(t);
    return t;
  }

  /** A classifier without the zeros of a new one, behind which everything hides. */
  private static SmallClassifier perturbed(int width, int classes) {
    SmallClassifier net = new SmallClassifier(Init.of(ENGINE, 1), width, classes);
    Rng rng = Rng.of(13);
    net.parameters()
        .forEach(
            p -> {
              Tensor noise = ENGINE.empty(p.shape());
              rng.normal(noise);
              p.value().addInPlace(PERTURBATION, noise);
            });
    return net;
  }

  @Test
  void theFirstLossIsTheLogarithmOfTheNumberOfClasses() {
    SmallClassifier net = new SmallClassifier(Init.of(ENGINE, 1), 16, 10);
    Var x = Var.constant(normal(2, 3, 1, 28, 28));
    Tensor t = ENGINE.of(new float[] {0, 0.5f, 1}, 3);
    Var logarithms = net.logProbabilities(x, t);
    assertEquals(Shape.of(3, 10), logarithms.shape());
    float[] even = new float[30];
    Arrays.fill(even, (float) -Math.log(10));
    assertArrayEquals(even, logarithms.value().toArray(), ROUNDING);
    float[] chosen = net.logLikelihood(x, t, new int[] {9, 0, 4}).value().toArray();
    assertArrayEquals(Arrays.copyOf(even, 3), chosen, ROUNDING);
  }

  @Test
  void theLikelihoodOfALabelIsItsEntryAndProbabilitiesAddUpToOne() {
    SmallClassifier net = perturbed(4, 3);
    Var x = Var.constant(normal(2, 2, 1, 8, 12));
    Tensor t = ENGINE.full(Shape.of(2), 0.3f);
    float[] all = net.logProbabilities(x, t).value().toArray();
    float[] chosen = net.logLikelihood(x, t, new int[] {2, 0}).value().toArray();
    assertArrayEquals(new float[] {all[2], all[3]}, chosen);
    for (int n = 0; n < 2; n++) {
      double sum = 0;
      for (int k = 0; k < 3; k++) {
        sum += Math.exp(all[3 * n + k]);
      }
      assertEquals(1, sum, ROUNDING);
    }
    float[] later = net.logProbabilities(x, ENGINE.full(Shape.of(2), 0.7f)).value().toArray();
    assertFalse(Arrays.equals(all, later), "the time matters");
  }

  @Test
  void parametersAreCountedAndRangesChecked() {
    SmallClassifier net = new SmallClassifier(Init.of(ENGINE, 1), 16, 10);
    assertEquals(175_242, net.parameterCount());
    assertEquals(10, net.classes());
    assertThrows(UserError.class, () -> new SmallClassifier(Init.of(ENGINE, 1), 6, 10));
    assertThrows(UserError.class, () -> new SmallClassifier(Init.of(ENGINE, 1), 16, 1));
  }

  @Test
  void inputsThatDoNotFitAreNamed() {
    SmallClassifier net = new SmallClassifier(Init.of(ENGINE, 1), 4, 3);
    Var x = Var.constant(normal(2, 2, 1, 8, 8));
    Var odd = Var.constant(normal(2, 2, 1, 8, 10));
    Tensor two = ENGINE.full(Shape.of(2), 0.3f);
    Tensor three = ENGINE.full(Shape.of(3), 0.3f);
    assertThrows(ShapeException.class, () -> net.logProbabilities(odd, two));
    assertThrows(ShapeException.class, () -> net.logProbabilities(x, three));
    assertThrows(ShapeException.class, () -> net.logLikelihood(x, two, new int[] {0, 1, 2}));
    for (int label : new int[] {-1, 3}) {
      int[] labels = {0, label};
      String message =
          assertThrows(IllegalArgumentException.class, () -> net.logLikelihood(x, two, labels))
              .getMessage();
      assertTrue(message.contains("label " + label + " of image 1"), message);
    }
  }

  @Test
  void gradientsByTheImageAndEachParameter() {
    SmallClassifier net = perturbed(4, 3);
    Var x = Var.leaf(normal(11, 2, 1, 8, 12));
    Tensor t = ENGINE.of(new float[] {0.2f, 0.9f}, 2);
    GradCheck.first("image", () -> net.logProbabilities(x, t), x);
    // One by one: all moved together, so many curved layers are out of the differences' reach.
    net.namedParameters()
        .forEach((name, p) -> GradCheck.first(name, () -> net.logProbabilities(x, t), p.var()));
  }

  @Test
  void theGradientByTheImageIsDifferentiableAgain() {
    SmallClassifier net = perturbed(4, 3);
    Var x = Var.leaf(normal(11, 2, 1, 4, 8));
    Tensor t = ENGINE.of(new float[] {0.2f, 0.9f}, 2);
    GradCheck.second("classifier", () -> net.logProbabilities(x, t), x);
  }

  @Test
  void itLearnsDigitsWithNoise() {
    ClassifierRun run = new ClassifierRun(ENGINE, new SmallClassifier(Init.of(ENGINE, 1), 8, 10));
    float before = run.heldOutLoss();
    for (int i = 0; i < 100; i++) {
      run.step(i);
    }
    float after = run.heldOutLoss();
    assertEquals(Math.log(10), before, ROUNDING);
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
      ClassifierRun run = new ClassifierRun(engine, new SmallClassifier(Init.of(engine, 1), 4, 10));
      run.step(0);
      run.step(1);
      return run.arena.values().toArray();
    }
  }
}

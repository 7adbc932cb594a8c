package dev.ornstein.mnist.judge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.GradCheck;
import dev.ornstein.autograd.Tape;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import org.junit.jupiter.api.Test;

class NegativeLogLikelihoodTest {
  private static final float FLOATS = 1e-6f;

  private static Engine engine() {
    return Engine.create("auto", 1, line -> {});
  }

  @Test
  void byHand() {
    try (Engine engine = engine()) {
      Var logs = Var.constant(engine.of(new float[] {-1, -2, -3, -4, -5, -6}, 2, 3));
      assertEquals((2 + 6) / 2.0, NegativeLogLikelihood.of(logs, 1, 2).item(), FLOATS);
    }
  }

  /** The gradient of the cross-entropy by the logits is (softmax − one-hot)/N. */
  @Test
  void theGradientOfTheCrossEntropyIsKnown() {
    try (Engine engine = engine()) {
      Tensor x = engine.empty(Shape.of(3, 4));
      Rng.of(1).normal(x);
      int[] labels = {2, 0, 3};
      float[] expected = Var.constant(x).softmax().value().toArray();
      for (int n = 0; n < 3; n++) {
        expected[n * 4 + labels[n]] -= 1;
      }
      for (int i = 0; i < 12; i++) {
        expected[i] /= 3;
      }
      Var logits = Var.leaf(x);
      try (Tape tape = Tape.record()) {
        tape.backward(NegativeLogLikelihood.of(logits.logSoftmax(), labels));
      }
      assertArrayEquals(expected, logits.grad().toArray(), FLOATS);
      GradCheck.first("nll", v -> NegativeLogLikelihood.of(v[0].logSoftmax(), labels), x);
      GradCheck.second("nll", v -> NegativeLogLikelihood.of(v[0].logSoftmax(), labels), x);
    }
  }

  @Test
  void labelsThatDoNotFitAreRefused() {
    try (Engine engine = engine()) {
      Var logs = Var.constant(engine.zeros(Shape.of(2, 3)));
      assertThrows(ShapeException.class, () -> NegativeLogLikelihood.of(logs, 1));
      String message =
          assertThrows(IllegalArgumentException.class, () -> NegativeLogLikelihood.of(logs, 1, 3))
              .getMessage();
      assertTrue(message.contains("label 3 of image 1 must be 0 … 2"), message);
    }
  }
}

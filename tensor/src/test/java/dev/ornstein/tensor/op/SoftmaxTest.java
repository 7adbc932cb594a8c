package dev.ornstein.tensor.op;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Identities, shapes and errors; the numbers are tested with the kernels. */
class SoftmaxTest extends OpTest {
  @Test
  void rowsSumToOne() {
    Tensor y = Softmax.forward(normal(1, 2, 3, 7));
    Naive.check(Shape.of(2, 3), y.sum(-1), 1e-6, c -> 1);
  }

  @Test
  void aShiftChangesNothing() {
    Tensor x = normal(2, 4, 5);
    Tensor y = Softmax.forward(x);
    Naive.check(Shape.of(4, 5), Softmax.forward(x.plus(64f)), 1e-5, c -> Naive.at(y, c));
    Tensor lse = Softmax.logSumExp(x);
    Naive.check(Shape.of(4, 1), Softmax.logSumExp(x.plus(64f)), 1e-5, c -> Naive.at(lse, c) + 64);
  }

  @Test
  void equalElementsShareEqually() {
    Naive.check(Shape.of(2, 4), Softmax.forward(engine.full(Shape.of(2, 4), -3f)), 0, c -> 0.25);
    Naive.check(
        Shape.of(2, 1),
        Softmax.logSumExp(engine.full(Shape.of(2, 4), -3f)),
        1e-6,
        c -> Math.log(4) - 3);
  }

  @Test
  void softmaxIsTheGradientOfLogSumExp() {
    Tensor x = normal(3, 3, 6);
    Tensor y = Softmax.forward(x);
    for (int j = 0; j < 6; j++) {
      int column = j;
      float step = 1 / 64f;
      Tensor up = x.copy();
      Tensor down = x.copy();
      for (int i = 0; i < 3; i++) {
        up.array()[up.offset() + 6 * i + j] += step;
        down.array()[down.offset() + 6 * i + j] -= step;
      }
      Tensor slope = Softmax.logSumExp(up).minus(Softmax.logSumExp(down)).times(32f);
      Naive.check(Shape.of(3, 1), slope, 1e-4, c -> Naive.at(y, c[0], column));
    }
  }

  @Test
  void aConstantGradientVanishes() {
    Tensor y = Softmax.forward(normal(4, 3, 6));
    Naive.check(Shape.of(3, 6), Softmax.grad(y, engine.full(Shape.of(3, 6), 5f)), 1e-6, c -> 0);
  }

  @Test
  void whatDoesNotFitIsNamed() {
    refused(() -> Softmax.forward(engine.scalar(1f)), "axis -1", "()");
    refused(() -> Softmax.grad(counting(2, 3), counting(3, 2)), "(3, 2)", "(2, 3)");
  }
}

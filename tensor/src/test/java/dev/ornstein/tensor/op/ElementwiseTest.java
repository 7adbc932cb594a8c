package dev.ornstein.tensor.op;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.BinaryOp;
import dev.ornstein.tensor.kernel.UnaryOp;
import org.junit.jupiter.api.Test;

class ElementwiseTest extends OpTest {
  @Test
  void functionsKeepTheShape() {
    Tensor x = normal(1, 2, 3, 4);
    Naive.check(
        x.shape(), Elementwise.unary(UnaryOp.TANH, x), 1e-7, c -> Math.tanh(Naive.at(x, c)));
    Naive.check(x.shape(), Elementwise.affine(x, 2f, -1f), 1e-6, c -> 2 * Naive.at(x, c) - 1);
  }

  @Test
  void resultsHaveTheBroadcastShape() {
    Tensor a = normal(2, 3, 1, 5);
    Tensor b = normal(3, 4, 1);
    Naive.check(
        Shape.of(3, 4, 5),
        Elementwise.binary(BinaryOp.SUB, a, b),
        0,
        c -> Naive.at(a, c[0], 0, c[2]) - Naive.at(b, c[1], 0));
    Naive.check(
        Shape.of(3, 4, 5),
        Elementwise.binary(BinaryOp.SUB, b, a),
        0,
        c -> Naive.at(b, c[1], 0) - Naive.at(a, c[0], 0, c[2]));
  }

  @Test
  void argumentsMayBeTheSameOrViewsOfOneArray() {
    Tensor x = counting(4, 3);
    Naive.check(Shape.of(4, 3), x.times(x), 0, c -> Math.pow(3 * c[0] + c[1], 2));
    Tensor top = x.window(0, Shape.of(2, 3));
    Tensor shifted = x.window(3, Shape.of(2, 3));
    Naive.check(Shape.of(2, 3), shifted.minus(top), 0, c -> 3);
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    refused(() -> counting(2, 3).plus(counting(4)), "(2, 3)", "(4)");
    refused(() -> counting(2, 1, 3).times(counting(3, 3, 3)), "(2, 1, 3)", "(3, 3, 3)");
  }
}

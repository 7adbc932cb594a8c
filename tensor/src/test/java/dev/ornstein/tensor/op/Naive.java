package dev.ornstein.tensor.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;

/** Index arithmetic by coordinates, for oracles. */
final class Naive {
  private Naive() {}

  /** The element for a coordinate vector. */
  @FunctionalInterface
  interface Element {
    double at(int[] coordinates);
  }

  /** Coordinates of row-major position i. */
  static int[] coordinates(int i, Shape s) {
    int[] c = new int[s.rank()];
    for (int axis = s.rank() - 1, rest = i; axis >= 0; axis--) {
      c[axis] = rest % s.dim(axis);
      rest /= s.dim(axis);
    }
    return c;
  }

  /** The element of x at coordinates. */
  static float at(Tensor x, int... coordinates) {
    int at = 0;
    for (int axis = 0; axis < coordinates.length; axis++) {
      at = at * x.dim(axis) + coordinates[axis];
    }
    return x.get(at);
  }

  /** Asserts the shape and every element. */
  static void check(Shape shape, Tensor actual, double tolerance, Element expected) {
    assertEquals(shape, actual.shape());
    for (int i = 0; i < actual.size(); i++) {
      int[] c = coordinates(i, shape);
      double e = expected.at(c);
      assertEquals(e, actual.get(i), tolerance, () -> "at " + Arrays.toString(c));
    }
  }
}

package dev.ornstein.tensor.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.ReduceOp;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReduceTest extends OpTest {
  private static final Shape SHAPE = Shape.of(2, 3, 1, 4, 5);

  /** Combines, by coordinates, everything that agrees with {@code kept} off the reduced axes. */
  private static double combine(ReduceOp op, Tensor x, int[] kept, boolean[] reduced) {
    double acc = op == ReduceOp.MAX ? Double.NEGATIVE_INFINITY : 0;
    for (int i = 0; i < x.size(); i++) {
      int[] c = Naive.coordinates(i, x.shape());
      boolean belongs = true;
      for (int axis = 0; axis < c.length; axis++) {
        belongs &= reduced[axis] || c[axis] == kept[axis];
      }
      if (belongs) {
        double v = x.get(i);
        acc = op == ReduceOp.MAX ? Math.max(acc, v) : acc + (op == ReduceOp.SUM ? v : v * v);
      }
    }
    return acc;
  }

  @Test
  void everySetOfAxes() {
    Tensor x = normal(1, SHAPE.toArray());
    for (ReduceOp op : ReduceOp.values()) {
      for (int mask = 1; mask < 1 << SHAPE.rank(); mask++) {
        boolean[] reduced = new boolean[SHAPE.rank()];
        List<Integer> axes = new ArrayList<>();
        Shape kept = SHAPE;
        for (int axis = 0; axis < SHAPE.rank(); axis++) {
          reduced[axis] = (mask >> axis & 1) == 1;
          if (reduced[axis]) {
            // Half of them counted from the end, and in descending order.
            axes.add(0, axis % 2 == 0 ? axis : axis - SHAPE.rank());
            kept = kept.with(axis, 1);
          }
        }
        int[] chosen = axes.stream().mapToInt(i -> i).toArray();
        Tensor y = Reduce.along(op, x, true, chosen);
        Naive.check(kept, y, 2e-5, c -> combine(op, x, c, reduced));
        Tensor squeezed = Reduce.along(op, x, false, chosen);
        assertEquals(SHAPE.rank() - chosen.length, squeezed.shape().rank());
        Naive.check(kept, squeezed.reshape(kept), 0, c -> Naive.at(y, c));
      }
    }
  }

  @Test
  void everythingToOneNumber() {
    Tensor x = counting(3, 4);
    assertEquals(Shape.SCALAR, Reduce.all(ReduceOp.SUM, x).shape());
    assertEquals(66, Reduce.all(ReduceOp.SUM, x).item());
    assertEquals(506, Reduce.all(ReduceOp.SUM_OF_SQUARES, x).item());
    assertEquals(11, Reduce.all(ReduceOp.MAX, x).item());
    assertEquals(0, Reduce.all(ReduceOp.SUM, engine.zeros(Shape.of(0, 3))).item());
    assertEquals(
        Float.NEGATIVE_INFINITY, Reduce.all(ReduceOp.MAX, engine.zeros(Shape.of(0))).item());
  }

  @Test
  void emptyAxesSumToZero() {
    Tensor none = engine.zeros(Shape.of(2, 0, 3));
    Naive.check(Shape.of(2, 3), Reduce.along(ReduceOp.SUM, none, false, 1), 0, c -> 0);
    Naive.check(Shape.of(0, 3), Reduce.along(ReduceOp.SUM, none, false, 0), 0, c -> 0);
  }

  @Test
  void axesAreChecked() {
    Tensor x = counting(2, 3);
    refused(() -> Reduce.along(ReduceOp.SUM, x, false, 2), "axis 2", "(2, 3)");
    refused(() -> Reduce.along(ReduceOp.SUM, x, false, 1, -1), "(2, 3)", "twice");
  }

  @Test
  void toShapeIsTheAdjointOfExpand() {
    Shape target = Shape.of(2, 3, 4, 5);
    Tensor y = normal(2, target.toArray());
    int[][] sources = {
      {},
      {1},
      {5},
      {4, 1},
      {4, 5},
      {3, 1, 1},
      {1, 3, 1, 5},
      {2, 1, 4, 1},
      {1, 1, 1, 1},
      {2, 3, 4, 5}
    };
    for (int[] dims : sources) {
      Tensor x = normal(3, dims);
      Tensor down = Reduce.toShape(y, x.shape());
      assertEquals(x.shape(), down.shape());
      double left = inner(Rearrange.expand(x, target), y);
      assertEquals(left, inner(x, down), 1e-4, () -> "from " + x.shape());
    }
    assertSame(y, Reduce.toShape(y, target));
  }

  @Test
  void toShapeSumsWhatWasRepeated() {
    Tensor x = counting(2, 3, 2);
    Naive.check(
        Shape.of(3, 1),
        Reduce.toShape(x, Shape.of(3, 1)),
        0,
        c -> {
          double sum = 0;
          for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
              sum += Naive.at(x, i, c[0], j);
            }
          }
          return sum;
        });
  }

  private static double inner(Tensor a, Tensor b) {
    assertEquals(a.shape(), b.shape());
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += (double) a.get(i) * b.get(i);
    }
    return sum;
  }

  @Test
  void meanSquaredErrorOfEachSample() {
    Tensor a = normal(7, 2, 3, 4);
    Tensor b = normal(8, 2, 3, 4);
    Tensor d = a.minus(b);
    Tensor mean = Reduce.along(ReduceOp.SUM_OF_SQUARES, d, false, 1, 2).times(1 / 12f);
    Naive.check(Shape.of(2), Reduce.meanSquaredError(a, b), 1e-6, c -> Naive.at(mean, c));
    Tensor gy = counting(2);
    Naive.check(
        Shape.of(2, 3, 4),
        Reduce.meanSquaredErrorGrad(gy, a, b),
        1e-6,
        c -> Naive.at(gy, c[0]) * 2 / 12 * Naive.at(d, c));
    refused(() -> Reduce.meanSquaredError(a, counting(2, 12)), "(2, 3, 4)", "(2, 12)");
    refused(() -> Reduce.meanSquaredErrorGrad(counting(3), a, b), "(3)", "(2)");
    refused(() -> Reduce.meanSquaredError(engine.scalar(1f), engine.scalar(1f)), "axis 0", "()");
  }
}

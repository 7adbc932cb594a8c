package dev.ornstein.tensor.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Shapes and errors; the numbers are tested with the kernels. */
class PoolingTest extends OpTest {
  @Test
  void largestOfEachWindow() {
    Tensor x = counting(1, 2, 4, 5);
    Pooling.Max max = Pooling.max(x, 2, 2);
    Naive.check(
        Shape.of(1, 2, 2, 2),
        max.values(),
        0,
        c -> Naive.at(x, 0, c[1], 2 * c[2] + 1, 2 * c[3] + 1));
    assertArrayEquals(new float[] {6, 8, 16, 18, 6, 8, 16, 18}, max.argmax().toArray());
    Tensor gx = Pooling.maxGrad(max.values(), max.argmax(), x.shape(), 2, 2);
    Naive.check(x.shape(), gx, 0, c -> c[2] % 2 == 1 && c[3] % 2 == 1 ? Naive.at(x, c) : 0);
    Tensor picked = Pooling.pick(x, max.argmax(), 2, 2);
    assertArrayEquals(max.values().toArray(), picked.toArray());
  }

  @Test
  void meanOfEachWindow() {
    Tensor x = counting(2, 1, 3, 3);
    Naive.check(
        Shape.of(2, 1, 2, 2), Pooling.avg(x, 2, 1), 0, c -> Naive.at(x, c[0], 0, c[2], c[3]) + 2);
    Naive.check(
        Shape.of(2, 1, 3, 3),
        Pooling.avgGrad(engine.full(Shape.of(2, 1, 2, 2), 4f), x.shape(), 2, 1),
        0,
        c -> (c[2] == 1 ? 2 : 1) * (c[3] == 1 ? 2 : 1));
  }

  @Test
  void whatDoesNotFitIsNamed() {
    refused(() -> Pooling.max(counting(3, 4, 4), 2, 2), "(N, C, H, W)", "(3, 4, 4)");
    refused(() -> Pooling.avg(counting(1, 1, 2, 5), 3, 1), "window 3", "2×5");
  }
}

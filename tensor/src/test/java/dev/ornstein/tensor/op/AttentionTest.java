package dev.ornstein.tensor.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Identities, shapes and errors; the numbers are tested with the kernels. */
class AttentionTest extends OpTest {
  @Test
  void itIsTheProductsAndTheSoftmaxOfEachHead() {
    Tensor qkv = normal(1, 2, 24, 3, 5); // two heads of four channels, 15 positions
    Attention.Result r = Attention.forward(qkv, 2, 0.5f);
    Tensor all = qkv.reshape(2, 3, 2, 4, 15);
    Tensor q = Rearrange.slice(all, 1, 0, 1).reshape(4, 4, 15);
    Tensor k = Rearrange.slice(all, 1, 1, 2).reshape(4, 4, 15);
    Tensor v = Rearrange.slice(all, 1, 2, 3).reshape(4, 4, 15);
    Tensor t = Softmax.forward(Linalg.matmul(q.times(0.5f), k, true, false));
    Tensor y = Linalg.matmul(v, t, false, true).reshape(2, 8, 3, 5);
    Naive.check(Shape.of(2, 8, 3, 5), r.y(), 1e-5, c -> Naive.at(y, c));
    assertEquals(Shape.of(2, 2, 15), r.max().shape());
    assertEquals(Shape.of(2, 2, 15), r.share().shape());
  }

  @Test
  void withEqualScoresTheResultIsTheMeanOfTheValues() {
    Tensor qkv = normal(2, 1, 6, 7);
    Tensor mean = Rearrange.slice(qkv, 1, 4, 6).sum(2).times(1 / 7f);
    Tensor y = Attention.forward(qkv, 1, 0f).y();
    Naive.check(Shape.of(1, 2, 7), y, 1e-6, c -> Naive.at(mean, c[0], c[1]));
  }

  @Test
  void onePositionAttendsToItself() {
    Tensor qkv = normal(3, 2, 9, 1);
    Attention.Result r = Attention.forward(qkv, 3, 1f);
    assertArrayEquals(Rearrange.slice(qkv, 1, 6, 9).toArray(), r.y().toArray());
    Tensor gy = normal(4, 2, 3, 1);
    Tensor g = Attention.grad(qkv, gy, r.max(), r.share(), 3, 1f);
    Naive.check(Shape.of(2, 6, 1), Rearrange.slice(g, 1, 0, 6), 0, c -> 0);
    assertArrayEquals(gy.toArray(), Rearrange.slice(g, 1, 6, 9).toArray());
  }

  @Test
  void whatDoesNotFitIsNamed() {
    refused(() -> Attention.forward(counting(2, 8, 4), 1, 1f), "1 heads", "(2, 8, 4)");
    refused(() -> Attention.forward(counting(2, 6, 4), 4, 1f), "4 heads", "(2, 6, 4)");
    refused(() -> Attention.forward(counting(6), 1, 1f), "(6)");
    Attention.Result r = Attention.forward(counting(2, 6, 4), 1, 1f);
    refused(
        () -> Attention.grad(counting(2, 6, 4), counting(2, 6, 4), r.max(), r.share(), 1, 1f),
        "(2, 6, 4)",
        "(2, 2, 4)");
  }
}

package dev.ornstein.tensor.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LinalgTest extends OpTest {
  /** Batch shapes of both sides and of the result. */
  private static final int[][][] BATCHES = {
    {{}, {}, {}},
    {{3}, {3}, {3}},
    {{2, 3}, {2, 3}, {2, 3}},
    {{3}, {}, {3}},
    {{}, {3}, {3}},
    {{2, 3}, {}, {2, 3}},
    {{}, {2, 3}, {2, 3}},
    {{1}, {1}, {1}},
    {{0}, {}, {0}},
    {{}, {0}, {0}},
    {{0}, {0}, {0}},
  };

  private static int[] dims(int[] batch, int rows, int cols) {
    int[] d = Arrays.copyOf(batch, batch.length + 2);
    d[batch.length] = rows;
    d[batch.length + 1] = cols;
    return d;
  }

  /** Element (i, j) of op(t[batch]); a matrix without batch axes serves every batch. */
  private static double element(Tensor t, int[] c, boolean transposed, int i, int j) {
    int[] at = new int[t.shape().rank()];
    if (at.length > 2) {
      System.arraycopy(c, 0, at, 0, at.length - 2);
    }
    at[at.length - 2] = transposed ? j : i;
    at[at.length - 1] = transposed ? i : j;
    return Naive.at(t, at);
  }

  @Test
  void batchesAndTransposes() {
    int m = 4;
    int n = 5;
    int k = 3;
    for (int[][] batch : BATCHES) {
      for (int flags = 0; flags < 4; flags++) {
        boolean transA = (flags & 1) == 1;
        boolean transB = (flags & 2) == 2;
        Tensor a = normal(1, transA ? dims(batch[0], k, m) : dims(batch[0], m, k));
        Tensor b = normal(2, transB ? dims(batch[1], n, k) : dims(batch[1], k, n));
        Naive.check(
            Shape.of(dims(batch[2], m, n)),
            Linalg.matmul(a, b, transA, transB),
            1e-5,
            c -> {
              double sum = 0;
              for (int l = 0; l < k; l++) {
                sum +=
                    element(a, c, transA, c[c.length - 2], l)
                        * element(b, c, transB, l, c[c.length - 1]);
              }
              return sum;
            });
      }
    }
  }

  @Test
  void theShortFormDoesNotTranspose() {
    Tensor a = counting(2, 3);
    Tensor b = counting(3, 2);
    assertEquals(Shape.of(2, 2), Linalg.matmul(a, b).shape());
    assertEquals(10, Linalg.matmul(a, b).get(0));
  }

  @Test
  void anEmptyInnerExtentGivesZeros() {
    Tensor c = Linalg.matmul(engine.zeros(Shape.of(2, 0)), engine.zeros(Shape.of(0, 3)));
    Naive.check(Shape.of(2, 3), c, 0, i -> 0);
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    refused(() -> Linalg.matmul(counting(2, 3), counting(2, 3)), "(2, 3) and (2, 3)");
    refused(() -> Linalg.matmul(counting(2, 3), counting(3, 2), true, false), "(2, 3)ᵀ", "(3, 2)");
    refused(() -> Linalg.matmul(counting(4, 2, 3), counting(5, 3, 2)), "(4, 2, 3)", "(5, 3, 2)");
    refused(() -> Linalg.matmul(counting(4, 2, 3), counting(1, 4, 3, 2)), "(4, 2, 3)");
    refused(() -> Linalg.matmul(counting(3), counting(3, 2)), "matrices", "(3)", "(3, 2)");
  }
}

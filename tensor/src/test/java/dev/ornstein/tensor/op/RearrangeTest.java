package dev.ornstein.tensor.op;

import static org.junit.jupiter.api.Assertions.assertNotSame;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class RearrangeTest extends OpTest {
  @Test
  void permuteInEveryOrder() {
    Tensor x = counting(2, 3, 4, 5);
    for (int code = 0; code < 256; code++) {
      int[] order = {code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6};
      if ((1 << order[0] | 1 << order[1] | 1 << order[2] | 1 << order[3]) != 15) {
        continue;
      }
      Shape shape = Shape.of(x.dim(order[0]), x.dim(order[1]), x.dim(order[2]), x.dim(order[3]));
      Naive.check(
          shape,
          Rearrange.permute(x, order),
          0,
          c -> {
            int[] from = new int[4];
            for (int axis = 0; axis < 4; axis++) {
              from[order[axis]] = c[axis];
            }
            return Naive.at(x, from);
          });
    }
  }

  @Test
  void permuteOfAView() {
    Tensor x = counting(7, 3).window(4, Shape.of(3, 4));
    Naive.check(Shape.of(4, 3), Rearrange.permute(x, -1, 0), 0, c -> 4 + 4 * c[1] + c[0]);
  }

  @Test
  void permuteChecksTheOrder() {
    Tensor x = counting(2, 3, 4);
    refused(() -> Rearrange.permute(x, 0, 1), "2 axes", "(2, 3, 4)");
    refused(() -> Rearrange.permute(x, 0, 1, -2), "axis 1", "twice", "(2, 3, 4)");
    refused(() -> Rearrange.permute(x, 0, 1, 3), "axis 3", "(2, 3, 4)");
  }

  @Test
  void transposeSwapsTheLastTwoAxes() {
    Tensor x = counting(2, 3, 4);
    Naive.check(Shape.of(2, 4, 3), Rearrange.transpose(x), 0, c -> Naive.at(x, c[0], c[2], c[1]));
    refused(() -> Rearrange.transpose(counting(3)), "two axes", "(3)");
  }

  @Test
  void expandRepeats() {
    Tensor x = counting(3, 1);
    Naive.check(Shape.of(2, 3, 4), Rearrange.expand(x, Shape.of(2, 3, 4)), 0, c -> c[1]);
    Naive.check(Shape.of(2, 2), Rearrange.expand(engine.scalar(7f), Shape.of(2, 2)), 0, c -> 7);
    assertNotSame(x.array(), Rearrange.expand(x, Shape.of(3, 1)).array());
    refused(() -> Rearrange.expand(x, Shape.of(2, 4)), "(3, 1)", "(2, 4)");
    refused(() -> Rearrange.expand(counting(2, 3), Shape.of(1, 3)), "(2, 3)", "(1, 3)");
    refused(() -> Rearrange.expand(counting(2, 3), Shape.of(3)), "(2, 3)", "(3)");
  }

  @Test
  void slicesAlongEveryAxis() {
    Tensor x = counting(4, 5, 6);
    for (int axis = 0; axis < 3; axis++) {
      int a = axis;
      Naive.check(
          x.shape().with(a, 2),
          Rearrange.slice(x, a - 3, 1, 3),
          0,
          c -> {
            int[] from = c.clone();
            from[a] += 1;
            return Naive.at(x, from);
          });
    }
    Naive.check(Shape.of(4, 0, 6), Rearrange.slice(x, 1, 2, 2), 0, c -> 0);
    refused(() -> Rearrange.slice(x, 1, 2, 6), "2 … 6", "axis 1", "(4, 5, 6)");
    refused(() -> Rearrange.slice(x, 1, -1, 2), "-1 … 2", "(4, 5, 6)");
    refused(() -> Rearrange.slice(x, 1, 3, 2), "3 … 2", "(4, 5, 6)");
    refused(() -> Rearrange.slice(x, 3, 0, 1), "axis 3", "(4, 5, 6)");
  }

  @Test
  void padsAlongEveryAxis() {
    Tensor x = counting(2, 3, 4);
    for (int axis = 0; axis < 3; axis++) {
      int a = axis;
      int extent = x.dim(a);
      Naive.check(
          x.shape().with(a, extent + 5),
          Rearrange.pad(x, a, 2, 3),
          0,
          c -> {
            int[] from = c.clone();
            from[a] -= 2;
            return from[a] < 0 || from[a] >= extent ? 0 : Naive.at(x, from);
          });
    }
    refused(() -> Rearrange.pad(x, 0, -1, 0), "-1", "(2, 3, 4)");
  }

  @Test
  void padUndoesSlice() {
    Tensor x = counting(4, 5);
    Tensor there = Rearrange.pad(x, 1, 3, 2);
    Naive.check(x.shape(), Rearrange.slice(there, 1, 3, 8), 0, c -> Naive.at(x, c));
  }

  @Test
  void concatAlongEveryAxis() {
    Tensor whole = counting(4, 5, 6);
    for (int axis = 0; axis < 3; axis++) {
      List<Tensor> parts =
          List.of(
              Rearrange.slice(whole, axis, 0, 1),
              Rearrange.slice(whole, axis, 1, 1),
              Rearrange.slice(whole, axis, 1, 4),
              Rearrange.slice(whole, axis, 4, whole.dim(axis)));
      Naive.check(whole.shape(), Rearrange.concat(parts, axis - 3), 0, c -> Naive.at(whole, c));
    }
    refused(
        () -> Rearrange.concat(List.of(counting(2, 3), counting(2, 4)), 0),
        "axis 0",
        "(2, 3)",
        "(2, 4)");
    refused(
        () -> Rearrange.concat(List.of(counting(2, 3), counting(2, 3, 1)), 0),
        "(2, 3)",
        "(2, 3, 1)");
    refused(() -> Rearrange.concat(List.of(), 0), "at least one");
  }

  @Test
  void rowsOfATable() {
    Tensor table = counting(4, 3);
    int[] index = {2, 0, 2, 3};
    Naive.check(Shape.of(4, 3), Rearrange.gatherRows(table, index), 0, c -> 3 * index[c[0]] + c[1]);
    Tensor rows = counting(4, 3);
    Naive.check(
        Shape.of(5, 3),
        Rearrange.scatterRows(rows, index, 5),
        0,
        c -> {
          double sum = 0;
          for (int i = 0; i < index.length; i++) {
            sum += index[i] == c[0] ? Naive.at(rows, i, c[1]) : 0;
          }
          return sum;
        });
  }

  @Test
  void rowNumbersAreChecked() {
    Tensor table = counting(4, 3);
    refused(() -> Rearrange.gatherRows(table, new int[] {1, 4}), "index 4", "position 1", "(4, 3)");
    refused(() -> Rearrange.gatherRows(table, new int[] {-1}), "index -1", "(4, 3)");
    refused(() -> Rearrange.gatherRows(counting(4), new int[] {1}), "two axes", "(4)");
    refused(() -> Rearrange.scatterRows(table, new int[] {0, 1, 2, 9}, 5), "index 9", "(5, 3)");
    refused(() -> Rearrange.scatterRows(table, new int[] {0, 1}, 5), "2", "(4, 3)");
  }
}

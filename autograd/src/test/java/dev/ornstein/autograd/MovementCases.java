package dev.ornstein.autograd;

import static dev.ornstein.autograd.Samples.normal;
import static dev.ornstein.autograd.Samples.spaced;

import dev.ornstein.autograd.op.ScatterRows;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Moving elements about, and reductions. */
final class MovementCases {
  private static final int[] ROWS = {4, 0, 6, 4, 4, 1};

  private final List<OpCase> cases = new ArrayList<>();

  static List<OpCase> all() {
    MovementCases c = new MovementCases();
    c.reductions();
    c.shapes();
    c.parts();
    return c.cases;
  }

  private void reductions() {
    for (int n : Samples.LENGTHS) {
      one("sum/all of " + n, Var::sum, n);
      one("sum/mean of " + n, Var::mean, n);
    }
    one("sum/long", Var::sum, 40_001);
    one("sum/last axis", x -> x.sum(false, -1), 5, 33);
    one("sum/first axis kept", x -> x.sum(true, 0), 31, 17);
    one("sum/outer and inner", x -> x.sum(false, 0, 2, 3), 4, 3, 7, 7);
    one("sum/middle", x -> x.mean(true, 1), 3, 9, 8);
    one("sum/many columns", x -> x.sum(false, 0), 200, 301);
    one("sum/many rows", x -> x.sum(false, 1), 301, 200);
    one("sum/no axis", x -> x.sum(false).square(), 3, 4);
    one("expand/rows", x -> x.expand(Shape.of(5, 17)), 17);
    one("expand/columns", x -> x.expand(Shape.of(2, 9, 33)), 9, 1);
    one("expand/number", x -> x.expand(Shape.of(3, 4)), new int[0]);
    one("expand/large", x -> x.expand(Shape.of(300, 200)), 300, 1);
    distinct("max/all", x -> x.max(false, 0), 100);
    distinct("max/last axis", x -> x.max(false, -1), 9, 16);
    distinct("max/first axis kept", x -> x.max(true, 0), 15, 8);
    distinct("max/two axes", x -> x.max(false, 1, 2), 3, 7, 5, 2);
    distinct("max/large", x -> x.max(true, 1), 211, 317);
  }

  private void shapes() {
    one("reshape/flat", x -> x.reshape(-1), 3, 4, 5);
    one("reshape/shape", x -> x.reshape(Shape.of(10, 6)), 3, 4, 5);
    one("permute/matrix", Var::transpose, 17, 31);
    one("permute/batch of matrices", Var::transpose, 3, 8, 9);
    one("permute/cycle", x -> x.permute(2, 0, 1), 3, 4, 5);
    one("permute/from the end", x -> x.permute(-1, 0, -2, 1), 2, 3, 4, 5);
    one("permute/large", x -> x.permute(0, 2, 1), 5, 130, 70);
  }

  private void parts() {
    one("slice/rows", x -> x.slice(0, 2, 5), 7, 9);
    one("slice/columns", x -> x.slice(-1, 1, 16), 3, 33);
    one("slice/nothing", x -> x.slice(1, 2, 2), 3, 4);
    one("slice/large", x -> x.slice(1, 3, 60), 30, 64, 25);
    one("pad/rows", x -> x.pad(0, 1, 2), 7, 9);
    one("pad/columns", x -> x.pad(-1, 3, 0), 2, 3, 15);
    one("pad/large", x -> x.pad(2, 1, 1), 30, 30, 60);
    cases.add(
        new OpCase(
            "concat/channels",
            1,
            v -> Ops.concat(1, v),
            e -> tensors(normal(e, 2, 3, 4), normal(e, 2, 1, 4), normal(e, 2, 5, 4))));
    cases.add(
        new OpCase(
            "concat/with itself",
            2,
            v -> Ops.concat(-1, v[0], v[1], v[0]),
            e -> tensors(normal(e, 3, 7), normal(e, 3, 9))));
    cases.add(
        new OpCase(
            "concat/large",
            1,
            v -> Ops.concat(1, v),
            e -> tensors(normal(e, 8, 33, 14, 14), normal(e, 8, 31, 14, 14))));
    one("gatherRows/repeated", x -> Ops.gatherRows(x, ROWS), 7, 33);
    one("gatherRows/large", x -> Ops.gatherRows(x, cycle(400, 50)), 50, 200);
    one("scatterRows/repeated", x -> ScatterRows.of(x, ROWS, 7), ROWS.length, 17);
    one("scatterRows/large", x -> ScatterRows.of(x, cycle(400, 50), 50), 400, 200);
  }

  private static int[] cycle(int n, int period) {
    int[] index = new int[n];
    for (int i = 0; i < n; i++) {
      index[i] = i * 7 % period;
    }
    return index;
  }

  private static Tensor[] tensors(Tensor... t) {
    return t;
  }

  private void one(String name, UnaryOperator<Var> f, int... dims) {
    int terms = Shape.of(dims).size();
    cases.add(new OpCase(name, terms, v -> f.apply(v[0]), e -> tensors(normal(e, dims))));
  }

  private void distinct(String name, UnaryOperator<Var> f, int... dims) {
    cases.add(new OpCase(name, 1, v -> f.apply(v[0]), e -> tensors(spaced(e, dims))));
  }
}

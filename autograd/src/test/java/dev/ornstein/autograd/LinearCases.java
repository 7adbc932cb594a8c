package dev.ornstein.autograd;

import static dev.ornstein.autograd.Samples.normal;
import static dev.ornstein.autograd.Samples.uniform;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Matrix products, functions of rows, attention. */
final class LinearCases {
  private final List<OpCase> cases = new ArrayList<>();

  static List<OpCase> all() {
    LinearCases c = new LinearCases();
    c.products();
    c.linear();
    c.rows();
    c.attention();
    return c.cases;
  }

  private void products() {
    int[][] sizes = {{1, 1, 1}, {3, 7, 8}, {9, 15, 16}, {17, 31, 33}, {33, 8, 100}, {65, 130, 70}};
    for (int[] s : sizes) {
      for (int trans = 0; trans < 4; trans++) {
        boolean ta = (trans & 1) != 0;
        boolean tb = (trans & 2) != 0;
        int[] a = ta ? new int[] {s[1], s[0]} : new int[] {s[0], s[1]};
        int[] b = tb ? new int[] {s[2], s[1]} : new int[] {s[1], s[2]};
        String what = s[0] + "×" + s[1] + "×" + s[2] + (ta ? " ᵀ" : "") + (tb ? " ·ᵀ" : "");
        product(what, s[1], ta, tb, a, b);
      }
    }
    for (int trans = 0; trans < 4; trans++) {
      boolean ta = (trans & 1) != 0;
      boolean tb = (trans & 2) != 0;
      int[] a = ta ? new int[] {2, 3, 7, 5} : new int[] {2, 3, 5, 7};
      int[] b = tb ? new int[] {2, 3, 9, 7} : new int[] {2, 3, 7, 9};
      String suffix = (ta ? " ᵀ" : "") + (tb ? " ·ᵀ" : "");
      product("batch" + suffix, 60, ta, tb, a, b);
      product("one left factor" + suffix, 60, ta, tb, tail(a), b);
      product("one right factor" + suffix, 60, ta, tb, a, tail(b));
    }
  }

  private static int[] tail(int[] dims) {
    return new int[] {dims[dims.length - 2], dims[dims.length - 1]};
  }

  private void product(String what, int terms, boolean ta, boolean tb, int[] a, int[] b) {
    cases.add(
        new OpCase(
            "matmul/" + what,
            terms,
            v -> v[0].matmul(v[1], ta, tb),
            e -> new Tensor[] {normal(e, a), normal(e, b)}));
  }

  private void linear() {
    int[][] sizes = {{1, 1, 1}, {5, 7, 3}, {8, 16, 17}, {31, 33, 15}, {64, 207, 100}};
    for (int[] s : sizes) {
      linear(s[0] + " rows " + s[1] + "→" + s[2], s[2], s[0], s[1]);
    }
    linear("three axes", 9, 2, 3, 17);
    linear("one axis", 8, 31);
    cases.add(
        new OpCase(
            "linear/no bias",
            60,
            v -> Ops.linear(v[0], v[1], null),
            e -> new Tensor[] {normal(e, 6, 9), normal(e, 4, 9)}));
  }

  private void linear(String what, int out, int... x) {
    int in = x[x.length - 1];
    cases.add(
        new OpCase(
            "linear/" + what,
            Math.max(in, 64),
            v -> Ops.linear(v[0], v[1], v[2]),
            e -> new Tensor[] {normal(e, x), normal(e, out, in), normal(e, out)}));
  }

  private void rows() {
    for (int n : Samples.LENGTHS) {
      row("softmax/" + n, Var::softmax, 3, n);
      row("logSumExp/" + n, Var::logSumExp, 3, n);
    }
    row("logSumExp/log of softmax", Var::logSoftmax, 4, 10);
    row("softmax/four axes", Var::softmax, 2, 3, 5, 17);
    row("softmax/many rows", Var::softmax, 900, 49);
    row("logSumExp/many rows", Var::logSumExp, 900, 49);
    for (int n : Samples.LENGTHS) {
      squaredError("3×" + n, 3, n);
    }
    squaredError("one axis", 5);
    squaredError("four axes", 2, 3, 5, 17);
    squaredError("many rows", 900, 49);
    cases.add(
        new OpCase(
            "meanSquaredError/of a number and its square",
            17,
            v -> Ops.meanSquaredError(v[0], v[0].square()),
            e -> new Tensor[] {normal(e, 3, 17)}));
  }

  private void squaredError(String what, int... dims) {
    int terms = Shape.of(dims).product(1, dims.length);
    cases.add(
        new OpCase(
            "meanSquaredError/" + what,
            terms,
            v -> Ops.meanSquaredError(v[0], v[1]),
            e -> new Tensor[] {normal(e, dims), uniform(e, -1f, 1f, dims)}));
  }

  private void attention() {
    int[][] sizes = {{1, 1, 1, 1}, {2, 3, 1, 7}, {2, 1, 4, 9}, {1, 2, 16, 33}, {3, 2, 5, 49}};
    for (int[] s : sizes) {
      int channels = 3 * s[1] * s[2];
      cases.add(
          new OpCase(
              "attention/" + s[1] + " heads of " + s[2] + "×" + s[3],
              s[2] + s[3],
              v -> Ops.attention(v[0], s[1], (float) (1 / Math.sqrt(s[2]))),
              e -> new Tensor[] {normal(e, s[0], channels, s[3])}));
    }
    cases.add(
        new OpCase(
            "attention/two axes of positions",
            12,
            v -> Ops.attention(v[0], 2, 0.7f),
            e -> new Tensor[] {normal(e, 2, 12, 2, 4)}));
  }

  private void row(String name, UnaryOperator<Var> f, int... dims) {
    cases.add(
        new OpCase(
            name, dims[dims.length - 1], v -> f.apply(v[0]), e -> new Tensor[] {normal(e, dims)}));
  }
}

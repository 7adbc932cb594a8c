package dev.ornstein.autograd;

import static dev.ornstein.autograd.Samples.awayFromZero;
import static dev.ornstein.autograd.Samples.normal;
import static dev.ornstein.autograd.Samples.spaced;
import static dev.ornstein.autograd.Samples.uniform;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Functions of each element. */
final class ElementwiseCases {
  /** Long enough to be split among threads. */
  private static final int LONG = 40_001;

  private final List<OpCase> cases = new ArrayList<>();

  static List<OpCase> all() {
    ElementwiseCases c = new ElementwiseCases();
    c.unary();
    c.withNumbers();
    c.binary();
    return c.cases;
  }

  private void unary() {
    each("exp", Var::exp, (e, n) -> normal(e, n));
    each("log", Var::log, (e, n) -> uniform(e, 0.5f, 4f, n));
    each("sqrt", Var::sqrt, (e, n) -> uniform(e, 0.5f, 4f, n));
    each("square", Var::square, (e, n) -> normal(e, n));
    each("abs", Var::abs, (e, n) -> awayFromZero(e, n));
    each("reciprocal", Var::reciprocal, (e, n) -> awayFromZero(e, n));
    each("sin", Var::sin, (e, n) -> uniform(e, -7f, 7f, n));
    each("cos", Var::cos, (e, n) -> uniform(e, -7f, 7f, n));
    each("tanh", Var::tanh, (e, n) -> normal(e, n));
    each("sigmoid", Var::sigmoid, (e, n) -> uniform(e, -5f, 5f, n));
    each("erf", Var::erf, (e, n) -> normal(e, n));
    each("relu", Var::relu, (e, n) -> awayFromZero(e, n));
    each("silu", Var::silu, (e, n) -> uniform(e, -6f, 6f, n));
    each("gelu", Var::gelu, (e, n) -> uniform(e, -4f, 4f, n));
  }

  private void each(String name, UnaryOperator<Var> f, BiFunction<Engine, Integer, Tensor> x) {
    for (int n : Samples.LENGTHS) {
      add(name + "/" + n, f, e -> x.apply(e, n));
    }
    add(name + "/long", f, e -> x.apply(e, LONG));
  }

  private void withNumbers() {
    add("affine/plus", x -> x.plus(3f), e -> normal(e, 4, 5));
    add("affine/minus", x -> x.minus(3f), e -> normal(e, 33));
    add("affine/times", x -> x.times(-2.5f), e -> normal(e, 17));
    add("affine/divide", x -> x.divide(3f), e -> normal(e, 9));
    add("affine/negate", Var::negate, e -> normal(e, LONG));
    for (float p : new float[] {-1.5f, 0f, 0.5f, 1f, 2f, 3f}) {
      add("pow/" + p, x -> x.pow(p), e -> uniform(e, 0.5f, 3f, 31));
    }
    add("pow/cube of negative numbers", x -> x.pow(3f), e -> awayFromZero(e, 16));
  }

  private void add(String name, UnaryOperator<Var> f, Function<Engine, Tensor> x) {
    cases.add(new OpCase(name, 1, v -> f.apply(v[0]), e -> new Tensor[] {x.apply(e)}));
  }

  private void binary() {
    pairs("plus", Var::plus);
    pairs("minus", Var::minus);
    pairs("times", Var::times);
    pairs("divide", Var::divide);
    extrema("maximum", Var::maximum);
    extrema("minimum", Var::minimum);
  }

  private void pairs(String name, BinaryOperator<Var> f) {
    int[][][] shapes = {
      {{207}, {207}},
      {{3, 33}, {33}},
      {{16, 1}, {1, 9}},
      {{2, 3, 4, 5}, {3, 1, 1}},
      {{2, 1, 4, 1}, {5, 1, 7}},
      {{31}, {}},
      {{}, {2, 8}},
      {{1}, {15}},
      {{LONG}, {LONG}},
      {{300, 130}, {1, 130}},
      {{8, 32, 14, 14}, {1, 32, 1, 1}},
      {{8, 32, 14, 14}, {8, 32, 1, 1}},
    };
    for (int[][] s : shapes) {
      String what = name + "/" + Arrays.deepToString(s);
      cases.add(
          new OpCase(
              what,
              2000,
              v -> f.apply(v[0], v[1]),
              e -> new Tensor[] {normal(e, s[0]), awayFromZero(e, s[1])}));
    }
  }

  private void extrema(String name, BinaryOperator<Var> f) {
    for (int n : new int[] {7, 16, 33, LONG}) {
      cases.add(
          new OpCase(
              name + "/" + n,
              1,
              v -> f.apply(v[0], v[1]),
              e -> {
                Tensor a = normal(e, n);
                return new Tensor[] {a, a.plus(awayFromZero(e, n))};
              }));
    }
    cases.add(
        new OpCase(
            name + "/against one number",
            100,
            v -> f.apply(v[0], v[1]),
            e -> new Tensor[] {spaced(e, 10, 10), e.zeros(Shape.SCALAR)}));
  }
}

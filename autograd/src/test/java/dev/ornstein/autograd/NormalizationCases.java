package dev.ornstein.autograd;

import static dev.ornstein.autograd.Samples.awayFromZero;
import static dev.ornstein.autograd.Samples.normal;
import static dev.ornstein.autograd.Samples.uniform;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Normalize;
import java.util.ArrayList;
import java.util.List;

/** Normalisations: data, scale, shift. */
final class NormalizationCases {
  private static final float EPSILON = 1e-3f;

  private final List<OpCase> cases = new ArrayList<>();

  static List<OpCase> all() {
    NormalizationCases c = new NormalizationCases();
    int[][] shapes = {{16, 3}, {33, 9}, {4, 3, 7}, {2, 5, 3, 3}, {3, 16, 4, 4}, {8, 32, 14, 14}};
    for (int[] s : shapes) {
      c.batch(s);
      c.affine(s);
    }
    c.group(1, 3, 8);
    c.group(2, 3, 8);
    c.group(3, 2, 6, 3, 3);
    c.group(4, 2, 16, 5, 3);
    c.group(16, 3, 16, 4, 4);
    c.group(8, 8, 32, 14, 14);
    c.layer(5, 7);
    c.layer(3, 33);
    c.layer(2, 4, 16);
    c.layer(200, 207);
    return c.cases;
  }

  private void batch(int... dims) {
    add(
        "batchNorm/" + Shape.of(dims),
        v -> Ops.batchNorm(v[0], v[1], v[2], EPSILON, Normalize.stats(v[0].value())),
        dims[1],
        dims);
  }

  private void affine(int... dims) {
    add(
        "channelAffine/" + Shape.of(dims),
        v -> {
          Tensor mean = uniform(v[0].engine(), -1f, 1f, dims[1]);
          Tensor rstd = uniform(v[0].engine(), 0.5f, 2f, dims[1]);
          return Ops.channelAffine(v[0], mean, rstd, v[1], v[2]);
        },
        dims[1],
        dims);
  }

  private void group(int groups, int... dims) {
    add(
        "groupNorm/" + groups + " groups of " + Shape.of(dims),
        v -> Ops.groupNorm(v[0], v[1], v[2], groups, EPSILON),
        dims[1],
        dims);
  }

  private void layer(int... dims) {
    add(
        "groupNorm/layer " + Shape.of(dims),
        v -> Ops.layerNorm(v[0], v[1], v[2], EPSILON),
        dims[dims.length - 1],
        dims);
  }

  private void add(
      String name, java.util.function.Function<Var[], Var> f, int features, int... dims) {
    cases.add(
        new OpCase(
            name,
            Shape.of(dims).size() / features,
            f,
            e -> new Tensor[] {normal(e, dims), awayFromZero(e, features), normal(e, features)}));
  }
}

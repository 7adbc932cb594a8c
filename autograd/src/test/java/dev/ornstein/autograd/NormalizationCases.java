package dev.ornstein.autograd;

import static dev.ornstein.autograd.Samples.awayFromZero;
import static dev.ornstein.autograd.Samples.normal;
import static dev.ornstein.autograd.Samples.uniform;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.op.Normalize;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Normalisations: data, scale, shift. */
final class NormalizationCases {
  private static final float EPSILON = 1e-3f;

  private final List<OpCase> cases = new ArrayList<>();

  static List<OpCase> all() {
    NormalizationCases c = new NormalizationCases();
    int[][] shapes = {{16, 3}, {33, 9}, {4, 3, 7}, {2, 5, 3, 3}, {3, 16, 4, 4}, {8, 32, 14, 14}};
    for (Activation act : Activation.values()) {
      for (int[] s : shapes) {
        c.batch(act, s);
        c.affine(act, s);
      }
      c.group(act, 1, 3, 8);
      c.group(act, 2, 3, 8);
      c.group(act, 3, 2, 6, 3, 3);
      c.group(act, 4, 2, 16, 5, 3);
      c.group(act, 16, 3, 16, 4, 4);
      c.group(act, 1, 4, 33);
      c.group(act, 8, 8, 32, 14, 14);
    }
    c.perSample(Activation.NONE, 2, 3, 8);
    c.perSample(Activation.SILU, 2, 3, 6, 4, 4);
    c.modulated(4, 3);
    c.modulated(33, 17);
    c.layer(5, 7);
    c.layer(3, 33);
    c.layer(2, 4, 16);
    c.layer(200, 207);
    return c.cases;
  }

  private void batch(Activation act, int... dims) {
    add(
        "batchNorm/" + act + " " + Shape.of(dims),
        v -> {
          Normalize.Stats stats = Normalize.stats(v[0].value());
          return act == Activation.NONE
              ? Ops.batchNorm(v[0], v[1], v[2], EPSILON, stats)
              : Ops.batchNorm(v[0], v[1], v[2], EPSILON, stats, act);
        },
        act,
        dims);
  }

  private void affine(Activation act, int... dims) {
    add(
        "channelAffine/" + act + " " + Shape.of(dims),
        v -> {
          float reach = act == Activation.RELU ? 0.1f : 1f;
          Tensor mean = uniform(v[0].engine(), -reach, reach, dims[1]);
          Tensor rstd = uniform(v[0].engine(), 0.5f, 2f, dims[1]);
          return act == Activation.NONE
              ? Ops.channelAffine(v[0], mean, rstd, v[1], v[2])
              : Ops.channelAffine(v[0], mean, rstd, v[1], v[2], act);
        },
        act,
        dims);
  }

  private void group(Activation act, int groups, int... dims) {
    add(
        "groupNorm/" + act + " " + groups + " groups of " + Shape.of(dims),
        v ->
            act == Activation.NONE
                ? Ops.groupNorm(v[0], v[1], v[2], groups, EPSILON)
                : Ops.groupNorm(v[0], v[1], v[2], groups, EPSILON, act),
        act,
        dims);
  }

  /** Scales and shifts of its own for each sample. */
  private void perSample(Activation act, int groups, int... dims) {
    int[] scales = {dims[0], dims[1]};
    cases.add(
        new OpCase(
            "groupNorm/" + act + " " + groups + " groups of " + Shape.of(dims) + ", per sample",
            dims[1],
            v -> Ops.groupNorm(v[0], v[1], v[2], groups, EPSILON, act),
            e -> new Tensor[] {normal(e, dims), awayFromZero(e, scales), normal(e, scales)}));
  }

  /** What a normalisation's scale and shift become. */
  private void modulated(int samples, int channels) {
    Function<Engine, Tensor[]> arguments =
        e -> new Tensor[] {normal(e, channels), normal(e, samples, 2 * channels)};
    String shape = " " + Shape.of(samples, channels);
    Function<Var[], Var> scale = v -> Ops.modulatedScale(v[0], v[1]);
    Function<Var[], Var> shift = v -> Ops.modulatedShift(v[0], v[1]);
    cases.add(new OpCase("modulate/scale" + shape, samples, scale, arguments));
    cases.add(new OpCase("modulate/shift" + shape, samples, shift, arguments));
  }

  private void layer(int... dims) {
    add(
        "groupNorm/layer " + Shape.of(dims),
        v -> Ops.layerNorm(v[0], v[1], v[2], EPSILON),
        dims[dims.length - 1],
        dims);
  }

  private void add(String name, Function<Var[], Var> f, Activation act, int... dims) {
    if (act == Activation.RELU) {
      add(
          name,
          f,
          dims[1],
          dims,
          e ->
              new Tensor[] {
                twoSided(e, dims), awayFromZero(e, dims[1]), uniform(e, -0.1f, 0.1f, dims[1])
              });
    } else {
      add(name, f, dims[1], dims);
    }
  }

  /**
   * Values near ±1, by turns along every axis: with a scale of at least ½ and a small shift, what a
   * normalisation makes of them is far from the kink of a RELU.
   */
  private static Tensor twoSided(Engine e, int... dims) {
    Tensor t = uniform(e, 0.9f, 1.1f, dims);
    int plane = t.size() / (dims[0] * dims[1]);
    for (int i = 0; i < t.size(); i++) {
      int turn = i % plane + i / plane % dims[1] + i / (plane * dims[1]);
      t.set(i, turn % 2 == 0 ? t.get(i) : -t.get(i));
    }
    return t;
  }

  private void add(String name, Function<Var[], Var> f, int features, int... dims) {
    add(
        name,
        f,
        features,
        dims,
        e -> new Tensor[] {normal(e, dims), awayFromZero(e, features), normal(e, features)});
  }

  private void add(
      String name,
      Function<Var[], Var> f,
      int features,
      int[] dims,
      Function<Engine, Tensor[]> arguments) {
    cases.add(new OpCase(name, Shape.of(dims).size() / features, f, arguments));
  }
}

package dev.ornstein.nn;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.GradCheck;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.block.AttentionBlock;
import dev.ornstein.nn.block.ResBlock;
import dev.ornstein.nn.layer.AvgPool2d;
import dev.ornstein.nn.layer.BatchNorm1d;
import dev.ornstein.nn.layer.BatchNorm2d;
import dev.ornstein.nn.layer.Conv2d;
import dev.ornstein.nn.layer.ConvTranspose2d;
import dev.ornstein.nn.layer.Dropout;
import dev.ornstein.nn.layer.Embedding;
import dev.ornstein.nn.layer.GELU;
import dev.ornstein.nn.layer.GroupNorm;
import dev.ornstein.nn.layer.LayerNorm;
import dev.ornstein.nn.layer.Linear;
import dev.ornstein.nn.layer.MaxPool2d;
import dev.ornstein.nn.layer.ReLU;
import dev.ornstein.nn.layer.SelfAttention2d;
import dev.ornstein.nn.layer.SiLU;
import dev.ornstein.nn.layer.Softmax;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.op.Convolution.Geometry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The derivative of every layer by its input and all its parameters, against differences. */
class LayerGradientsTest {
  private static final Engine ENGINE = TestEngines.withThreads(2);
  private static final Init INIT = Init.of(ENGINE, 3);

  @AfterAll
  static void closeEngine() {
    ENGINE.close();
  }

  private static Tensor normal(int... dims) {
    Tensor t = ENGINE.empty(Shape.of(dims));
    Rng.of(11).normal(t);
    return t;
  }

  private static Tensor batch() {
    return normal(3, 4, 4, 6);
  }

  /** Values in steps of 1, shuffled, none near 0: far from every kink. */
  private static Tensor spaced(int... dims) {
    Shape shape = Shape.of(dims);
    int[] order = Rng.of(12).permutation(shape.size());
    float[] x = new float[order.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = order[i] - x.length / 2 + 0.5f;
    }
    return ENGINE.of(x, shape);
  }

  private static void check(Layer layer, Tensor input) {
    Var x = Var.leaf(input);
    check(layer, () -> layer.forward(x), x);
  }

  private static void check(Module module, Supplier<Var> f, Var... inputs) {
    // Norms begin at scale 1, shift 0, and some weights at 0, where mistakes can hide.
    Rng rng = Rng.of(13);
    for (Parameter p : module.parameters()) {
      Tensor noise = ENGINE.empty(p.shape());
      rng.normal(noise);
      p.value().addInPlace(0.3f, noise);
    }
    List<Var> leaves = new ArrayList<>(List.of(inputs));
    module.parameters().forEach(p -> leaves.add(p.var()));
    GradCheck.first(module.getClass().getSimpleName(), f, leaves.toArray(new Var[0]));
  }

  @Test
  void linear() {
    check(new Linear(INIT, 4, 3), normal(5, 4));
  }

  @Test
  void convolutions() {
    check(new Conv2d(INIT, 4, 3, 3), batch());
    check(new Conv2d(INIT, 4, 6, 3, new Geometry(2, 2, 2, 2)), batch());
    check(new ConvTranspose2d(INIT, 4, 3, 2, new Geometry(2, 0, 1, 1)), batch());
    check(new ConvTranspose2d(INIT, 4, 6, 3, new Geometry(2, 1, 1, 2), 1, true), batch());
  }

  @Test
  void norms() {
    check(new BatchNorm1d(INIT, 4), normal(6, 4));
    check(new BatchNorm2d(INIT, 4), batch());
    BatchNorm2d evaluating = new BatchNorm2d(INIT, 4);
    evaluating.train(false);
    check(evaluating, batch());
    check(new GroupNorm(INIT, 2, 4), batch());
    check(new LayerNorm(INIT, 6), batch());
  }

  @Test
  void modulatedGroupNorm() {
    GroupNorm norm = new GroupNorm(INIT, 2, 4);
    Var x = Var.leaf(batch());
    Var modulation = Var.leaf(normal(3, 8));
    for (Activation act : new Activation[] {Activation.NONE, Activation.SILU}) {
      check(norm, () -> norm.of(x, modulation, act).value(), x, modulation);
    }
  }

  @Test
  void poolings() {
    check(new MaxPool2d(2), spaced(2, 2, 4, 6));
    check(new AvgPool2d(2), batch());
  }

  @Test
  void activations() {
    check(new ReLU(), spaced(4, 6));
    check(new SiLU(), normal(4, 6));
    check(new GELU(), normal(4, 6));
    check(new Softmax(), normal(4, 6));
  }

  @Test
  void dropoutWithTheSameStep() {
    Dropout dropout = new Dropout(INIT, 0.4f);
    Var x = Var.leaf(batch());
    check(
        dropout,
        () -> {
          dropout.beginStep(3);
          return dropout.forward(x);
        },
        x);
  }

  @Test
  void embedding() {
    Embedding table = new Embedding(INIT, 5, 3);
    check(table, () -> table.forward(new int[] {1, 4, 1, 0}));
  }

  @Test
  void attention() {
    check(new SelfAttention2d(INIT, 4, 2), normal(2, 4, 2, 3));
    check(new AttentionBlock(INIT, 4, 1), normal(2, 4, 2, 3));
  }

  @Test
  void residualBlocks() {
    for (int out : new int[] {4, 8}) {
      ResBlock block = new ResBlock(INIT, 4, out, 5);
      Var x = Var.leaf(normal(2, 4, 3, 4));
      Var e = Var.leaf(normal(2, 5));
      check(block, () -> block.forward(x, e), x, e);
      assertTrue(
          block.children().containsKey("skip") == (out != 4), "1×1 skip only for other widths");
    }
  }
}

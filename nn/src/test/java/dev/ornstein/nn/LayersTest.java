package dev.ornstein.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.Var;
import dev.ornstein.nn.layer.BatchNorm1d;
import dev.ornstein.nn.layer.BatchNorm2d;
import dev.ornstein.nn.layer.Conv2d;
import dev.ornstein.nn.layer.Dropout;
import dev.ornstein.nn.layer.Embedding;
import dev.ornstein.nn.layer.GroupNorm;
import dev.ornstein.nn.layer.Linear;
import dev.ornstein.nn.layer.SelfAttention2d;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.op.Convolution.Geometry;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What layers do beside their formulas, which the golden tests pin. */
class LayersTest {
  private static final Engine ENGINE = TestEngines.withThreads(2);
  private static final Init INIT = Init.of(ENGINE, 9);

  @AfterAll
  static void closeEngine() {
    ENGINE.close();
  }

  private static Tensor normal(int... dims) {
    Tensor t = ENGINE.empty(Shape.of(dims));
    Rng.of(4).normal(t);
    return t;
  }

  @Test
  void batchNormInEvaluationDependsOnTheSampleOnlyAndTracksNothing() {
    BatchNorm2d norm = new BatchNorm2d(INIT, 3);
    Tensor x = normal(4, 3, 2, 5);
    norm.forward(Var.constant(x));
    norm.train(false);
    float[] mean = norm.namedBuffers().get("running_mean").value().toArray();
    float[] all = norm.forward(Var.constant(x)).value().toArray();
    float[] first = norm.forward(Var.constant(x.window(0, Shape.of(1, 3, 2, 5)))).value().toArray();
    assertArrayEquals(Arrays.copyOf(all, first.length), first);
    assertArrayEquals(mean, norm.namedBuffers().get("running_mean").value().toArray());
    assertEquals(1, norm.namedCounters().get("num_batches_tracked").value());
  }

  @Test
  void batchNormRefusesWhatItCannotNormalise() {
    BatchNorm1d norm = new BatchNorm1d(INIT, 3);
    assertThrows(ShapeException.class, () -> norm.forward(Var.constant(normal(4, 2))));
    assertThrows(ShapeException.class, () -> norm.forward(Var.constant(normal(4, 3, 1, 1))));
    String message =
        assertThrows(ShapeException.class, () -> norm.forward(Var.constant(normal(1, 3))))
            .getMessage();
    assertTrue(message.contains("at least 2 values per channel"), message);
    norm.train(false);
    assertEquals(Shape.of(1, 3), norm.forward(Var.constant(normal(1, 3))).shape());
  }

  @Test
  void modulationIsScaleAndShiftAfterTheNorm() {
    GroupNorm norm = new GroupNorm(INIT, 2, 4);
    Rng rng = Rng.of(8);
    norm.parameters().forEach(p -> rng.normal(p.value()));
    Var x = Var.constant(normal(3, 4, 5, 2));
    Var modulation = Var.constant(normal(3, 8));
    Var scale = modulation.slice(1, 0, 4);
    Var shift = modulation.slice(1, 4, 8);
    Var expected =
        norm.forward(x).times(scale.plus(1f).reshape(3, 4, 1, 1)).plus(shift.reshape(3, 4, 1, 1));
    assertArrayEquals(
        expected.value().toArray(),
        norm.of(x, modulation, Activation.NONE).value().value().toArray(),
        2e-6f);
  }

  @Test
  void anActivationInTheSamePassIsTheOneAfterIt() {
    GroupNorm group = new GroupNorm(INIT, 2, 4);
    BatchNorm2d batch = new BatchNorm2d(INIT, 4);
    Rng rng = Rng.of(8);
    group.parameters().forEach(p -> rng.normal(p.value()));
    batch.parameters().forEach(p -> rng.normal(p.value()));
    Var x = Var.constant(normal(3, 4, 5, 2));
    Var modulation = Var.constant(normal(3, 8));
    same(group.forward(x).silu(), group.forward(x, Activation.SILU));
    same(
        group.of(x, modulation, Activation.NONE).value().silu(),
        group.of(x, modulation, Activation.SILU).value());
    same(batch.forward(x).relu(), batch.forward(x, Activation.RELU));
    batch.train(false);
    same(batch.forward(x).relu(), batch.forward(x, Activation.RELU));
  }

  private static void same(Var expected, Var got) {
    assertArrayEquals(expected.value().toArray(), got.value().toArray(), 2e-6f);
  }

  @Test
  void dropoutKeepsTheExpectationAndRepeatsItself() {
    float p = 0.3f;
    Dropout dropout = new Dropout(INIT, p);
    Var ones = Var.constant(ENGINE.full(Shape.of(50, 400), 1f));
    dropout.beginStep(5);
    float[] y = dropout.forward(ones).value().toArray();
    float[] again = dropout.forward(ones).value().toArray();
    double sum = 0;
    for (float v : y) {
      assertTrue(v == 0 || Math.abs(v - 1 / (1 - p)) < 1e-6, "0 or 1/(1−p), got " + v);
      sum += v;
    }
    double error = Math.sqrt(p / (1 - p) / y.length);
    assertEquals(1, sum / y.length, 5 * error);
    assertFalse(Arrays.equals(y, again), "a second call in a step drops others");

    dropout.beginStep(5);
    assertArrayEquals(y, dropout.forward(ones).value().toArray(), "a step repeats itself");
    dropout.beginStep(6);
    assertFalse(Arrays.equals(y, dropout.forward(ones).value().toArray()), "steps differ");
    float[] elsewhere = new Dropout(INIT.at("other"), p).forward(ones).value().toArray();
    dropout.beginStep(0);
    assertFalse(Arrays.equals(elsewhere, dropout.forward(ones).value().toArray()));

    dropout.train(false);
    assertSame(ones, dropout.forward(ones));
    assertThrows(IllegalArgumentException.class, () -> new Dropout(INIT, 1f));
    assertThrows(IllegalArgumentException.class, () -> new Dropout(INIT, Float.NaN));
  }

  @Test
  void zeroedConvolutionsGiveZero() {
    Conv2d conv = new Conv2d(INIT, 2, 3, 3).zero();
    assertArrayEquals(
        new float[3 * 16], conv.forward(Var.constant(normal(1, 2, 4, 4))).value().toArray());
    SelfAttention2d attention = new SelfAttention2d(INIT, 4, 2).zero();
    assertArrayEquals(
        new float[4 * 6], attention.forward(Var.constant(normal(1, 4, 2, 3))).value().toArray());
  }

  @Test
  void sizesThatDoNotFitAreNamed() {
    assertThrows(ShapeException.class, () -> new Conv2d(INIT, 6, 4, 3, new Geometry(1, 1, 1, 3)));
    assertThrows(ShapeException.class, () -> new GroupNorm(INIT, 4, 6));
    assertThrows(ShapeException.class, () -> new SelfAttention2d(INIT, 6, 4));
    assertThrows(ShapeException.class, () -> new Embedding(INIT, 3, 2).forward(new int[] {3}));
  }

  @Test
  void modulatedNormalisationOfNoSamplesHasNone() {
    GroupNorm norm = new GroupNorm(INIT, 2, 4);
    Var y =
        norm.of(Var.constant(normal(0, 4, 5, 2)), Var.constant(normal(0, 8)), Activation.SILU)
            .value();
    assertEquals(Shape.of(0, 4, 5, 2), y.shape());
  }

  @Test
  void aLinearLayerWithoutInputsGivesItsBias() {
    Linear layer = new Linear(INIT, 0, 3);
    Tensor y = layer.forward(Var.constant(normal(2, 0))).value();
    assertEquals(Shape.of(2, 3), y.shape());
    assertEquals(layer.parameters().get(1).value().get(2), y.get(5));
  }
}

package dev.ornstein.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.nn.layer.BatchNorm2d;
import dev.ornstein.nn.layer.Conv2d;
import dev.ornstein.nn.layer.ConvTranspose2d;
import dev.ornstein.nn.layer.Embedding;
import dev.ornstein.nn.layer.GroupNorm;
import dev.ornstein.nn.layer.LayerNorm;
import dev.ornstein.nn.layer.Linear;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Convolution.Geometry;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** First values: PyTorch's distributions, from streams that depend on seed and name only. */
class InitTest {
  private static final Engine ENGINE = TestEngines.withThreads(2);
  private static final Init INIT = Init.of(ENGINE, 5);

  /** Standard errors by which an observed moment may miss. */
  private static final double SIGMAS = 5;

  @AfterAll
  static void closeEngine() {
    ENGINE.close();
  }

  private static Tensor value(Module m, String name) {
    return m.namedParameters().get(name).value();
  }

  private static double mean(Tensor t) {
    double sum = 0;
    for (int i = 0; i < t.size(); i++) {
      sum += t.get(i);
    }
    return sum / t.size();
  }

  private static double variance(Tensor t) {
    double mean = mean(t);
    double sum = 0;
    for (int i = 0; i < t.size(); i++) {
      sum += (t.get(i) - mean) * (t.get(i) - mean);
    }
    return sum / t.size();
  }

  /** Within ±bound, reaching nearly to it, with mean 0 and variance bound²/3. */
  private static void assertUniform(Tensor t, double bound) {
    double largest = 0;
    for (int i = 0; i < t.size(); i++) {
      largest = Math.max(largest, Math.abs(t.get(i)));
    }
    double n = t.size();
    assertTrue(largest <= bound * (1 + 1e-6), largest + " > " + bound);
    assertTrue(largest > bound * (1 - 20 / n), "largest of " + n + ": " + largest + " of " + bound);
    double var = bound * bound / 3;
    assertEquals(0, mean(t), SIGMAS * Math.sqrt(var / n), "mean");
    // Variance of u² for u uniform in ±b: b⁴(1/5 − 1/9).
    double error = Math.sqrt(Math.pow(bound, 4) * (1 / 5.0 - 1 / 9.0) / n);
    assertEquals(var, variance(t), SIGMAS * error, "variance");
  }

  @Test
  void linear() {
    Linear m = new Linear(INIT, 100, 300);
    assertUniform(value(m, "weight"), 0.1);
    assertUniform(value(m, "bias"), 0.1);
  }

  @Test
  void convolutionCountsItsInputsPerGroup() {
    Conv2d plain = new Conv2d(INIT, 16, 64, 3);
    assertUniform(value(plain, "weight"), 1 / Math.sqrt(16 * 9));
    assertUniform(value(plain, "bias"), 1 / Math.sqrt(16 * 9));
    Conv2d grouped = new Conv2d(INIT, 16, 64, 5, new Geometry(1, 2, 1, 4));
    assertUniform(value(grouped, "weight"), 1 / Math.sqrt(4 * 25));
  }

  @Test
  void transposedConvolutionTakesFanInFromTheSecondAxis() {
    ConvTranspose2d m = new ConvTranspose2d(INIT, 64, 16, 2, new Geometry(2, 0, 1, 1));
    assertUniform(value(m, "weight"), 1 / Math.sqrt(16 * 4));
    assertUniform(value(m, "bias"), 1 / Math.sqrt(16 * 4));
  }

  @Test
  void embeddingIsStandardNormal() {
    Tensor t = value(new Embedding(INIT, 200, 100), "weight");
    assertEquals(0, mean(t), SIGMAS / Math.sqrt(t.size()));
    assertEquals(1, variance(t), SIGMAS * Math.sqrt(2.0 / t.size()));
  }

  @Test
  void normsBeginAsTheIdentity() {
    for (Module m :
        new Module[] {
          new BatchNorm2d(INIT, 6), new GroupNorm(INIT, 2, 6), new LayerNorm(INIT, 6)
        }) {
      assertArrayEquals(new float[] {1, 1, 1, 1, 1, 1}, value(m, "weight").toArray());
      assertArrayEquals(new float[6], value(m, "bias").toArray());
    }
    BatchNorm2d b = new BatchNorm2d(INIT, 2);
    assertArrayEquals(new float[2], b.namedBuffers().get("running_mean").value().toArray());
    assertArrayEquals(new float[] {1, 1}, b.namedBuffers().get("running_var").value().toArray());
  }

  /** Two layers, made in one or the other order. */
  private static final class Pair extends Module {
    Pair(Init init, boolean reversed) {
      super(init);
      for (String name : reversed ? new String[] {"b", "a"} : new String[] {"a", "b"}) {
        make(name, i -> new Linear(i, 10, 10));
      }
    }
  }

  @Test
  void valuesDependOnSeedAndPathOnly() {
    Pair one = new Pair(INIT, false);
    Pair other = new Pair(INIT, true);
    Pair seeded = new Pair(Init.of(ENGINE, 6), false);
    for (String name : one.namedParameters().keySet()) {
      assertArrayEquals(value(one, name).toArray(), value(other, name).toArray(), name);
      assertFalse(
          Arrays.equals(value(one, name).toArray(), value(seeded, name).toArray()),
          name + " must depend on the seed");
    }
    assertFalse(
        Arrays.equals(value(one, "a.weight").toArray(), value(one, "b.weight").toArray()),
        "layers of one shape must differ");
    float[] weight = value(one, "a.weight").toArray();
    assertFalse(
        Arrays.equals(Arrays.copyOf(weight, 10), value(one, "a.bias").toArray()),
        "parameters of one layer must differ");
  }
}

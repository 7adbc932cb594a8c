package dev.ornstein.nn.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.TestEngines;
import dev.ornstein.nn.layer.BatchNorm2d;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class EncodersTest {
  private static final Engine ENGINE = TestEngines.withThreads(1);
  private static final Init INIT = Init.of(ENGINE, 1);

  @AfterAll
  static void closeEngine() {
    ENGINE.close();
  }

  @Test
  void theGridRunsDownTheRowsFirst() {
    Tensor g = PositionEncoder.grid(ENGINE, 5, 3);
    assertEquals(Shape.of(1, 3, 5, 3), g.shape());
    assertArrayEquals(
        new float[] {-1, -1, -1, -.5f, -.5f, -.5f, 0, 0, 0, .5f, .5f, .5f, 1, 1, 1},
        g.window(0, Shape.of(15)).toArray());
    assertArrayEquals(
        new float[] {-1, 0, 1, -1, 0, 1, -1, 0, 1, -1, 0, 1, -1, 0, 1},
        g.window(15, Shape.of(15)).toArray());
    assertEquals(Math.sqrt(2), g.get(30), 1e-6);
    assertEquals(0, g.get(30 + 7));
    assertEquals(0.5, g.get(30 + 4), 1e-7);
  }

  @Test
  void positionsAreEncodedForOneImage() {
    PositionEncoder encoder = new PositionEncoder(INIT, 4, 3, 8, 12);
    assertEquals(Shape.of(1, 3, 8, 12), encoder.forward().shape());
    assertEquals(1, encoder.namedCounters().get("conv1.batchnorm1.num_batches_tracked").value());
  }

  /**
   * A batch of identical images has the mean and biased variance of one of them, so encoding one
   * image gives each sample's encoding. Only the running variance, which is unbiased, would differ
   * by (n/(n−1))/(nB/(nB−1)); the seed's code encodes one image too.
   */
  @Test
  void aBatchOfIdenticalImagesHasTheStatisticsOfOne() {
    int n = 8 * 12;
    int batch = 5;
    Tensor one = PositionEncoder.grid(ENGINE, 8, 12);
    Tensor many = Var.constant(one).expand(Shape.of(batch, 3, 8, 12)).value();
    BatchNorm2d single = new BatchNorm2d(INIT, 3);
    BatchNorm2d whole = new BatchNorm2d(INIT, 3);
    float[] a = single.forward(Var.constant(one)).value().toArray();
    float[] b = whole.forward(Var.constant(many)).value().window(0, one.shape()).toArray();
    assertArrayEquals(a, b, 2e-6f);
    for (int c = 0; c < 3; c++) {
      double fromOne = single.namedBuffers().get("running_var").value().get(c) - 0.9;
      double fromAll = whole.namedBuffers().get("running_var").value().get(c) - 0.9;
      double factor = (n / (n - 1.0)) / (n * batch / (n * batch - 1.0));
      assertEquals(factor, fromOne / fromAll, 1e-4, "channel " + c);
      assertTrue(Math.abs(factor - 1) > 1e-3, "the difference must be visible here");
    }
  }

  @Test
  void timesAreEncodedPerSample() {
    TimeEncoder encoder = new TimeEncoder(INIT, 6, 5);
    Tensor t = ENGINE.of(new float[] {0.1f, 0.5f, 0.9f}, 3);
    assertEquals(Shape.of(3, 5), encoder.forward(t).shape());
    assertEquals("fc1.fc1.weight", encoder.namedParameters().keySet().iterator().next());
    assertThrows(ShapeException.class, () -> encoder.forward(t.reshape(3, 1)));
  }

  @Test
  void sinusoids() {
    SinusoidalEmbedding embedding = new SinusoidalEmbedding(6, 100f);
    Tensor t = ENGINE.of(new float[] {0f, 0.25f}, 2);
    float[] e = embedding.forward(t).toArray();
    assertArrayEquals(new float[] {0, 0, 0, 1, 1, 1}, Arrays.copyOf(e, 6));
    for (int i = 0; i < 3; i++) {
      double angle = 25 / Math.pow(10000, i / 3.0);
      assertEquals(Math.sin(angle), e[6 + i], 1e-6);
      assertEquals(Math.cos(angle), e[9 + i], 1e-6);
    }
    assertThrows(ShapeException.class, () -> new SinusoidalEmbedding(5, 1f));
    assertThrows(ShapeException.class, () -> embedding.forward(t.reshape(2, 1)));
  }
}

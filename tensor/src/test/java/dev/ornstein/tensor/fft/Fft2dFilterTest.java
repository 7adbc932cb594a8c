package dev.ornstein.tensor.fft;

import static dev.ornstein.tensor.fft.DirectDft.FILTER_TOLERANCE;
import static dev.ornstein.tensor.fft.DirectDft.assertClose;
import static dev.ornstein.tensor.fft.DirectDft.noise;
import static dev.ornstein.tensor.fft.DirectDft.transfer;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Engines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What filters mean, which transfer function serves which image, and what is refused. */
class Fft2dFilterTest {
  private Engine engine = Engine.create("auto", 2, line -> {});

  @AfterEach
  void close() {
    engine.close();
  }

  private void use(String kernels) {
    engine.close();
    engine = Engines.named(kernels, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector", "opencl"})
  void filterIsCircularConvolutionWithItsImpulseResponse(String kernels) {
    use(kernels);
    int h = 6;
    int w = 5;
    Fft2d fft = new Fft2d(h, w);
    float[] transfer = transfer(4, h, w);
    Tensor impulse = engine.zeros(Shape.of(h, w));
    impulse.set(0, 1);
    Tensor kernel = engine.empty(impulse.shape());
    fft.filter(kernel, impulse, transfer);
    Tensor x = noise(engine, 5, h, w);
    double[] expected = new double[h * w];
    for (int p = 0; p < h * w; p++) {
      for (int q = 0; q < h * w; q++) {
        int dy = Math.floorMod(p / w - q / w, h);
        int dx = Math.floorMod(p % w - q % w, w);
        expected[p] += (double) kernel.get(dy * w + dx) * x.get(q);
      }
    }
    Tensor out = engine.empty(x.shape());
    fft.filter(out, x, transfer);
    assertClose(expected, out, 2 * FILTER_TOLERANCE, "convolution");
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector", "opencl"})
  void filterIsItsOwnAdjoint(String kernels) {
    use(kernels);
    Fft2d fft = new Fft2d(28, 27);
    float[] transfer = transfer(6, 28, 27);
    Tensor x = noise(engine, 7, 28, 27);
    Tensor y = noise(engine, 8, 28, 27);
    Tensor ax = engine.empty(x.shape());
    Tensor ay = engine.empty(x.shape());
    fft.filter(ax, x, transfer);
    fft.filter(ay, y, transfer);
    double left = 0;
    double right = 0;
    double scale = 0;
    for (int i = 0; i < x.size(); i++) {
      left += (double) ax.get(i) * y.get(i);
      right += (double) x.get(i) * ay.get(i);
      scale += Math.abs((double) ax.get(i) * y.get(i));
    }
    assertEquals(left, right, FILTER_TOLERANCE * scale);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector", "opencl"})
  void eachSampleMayHaveATransferFunctionOfItsOwn(String kernels) {
    use(kernels);
    Fft2d fft = new Fft2d(9, 8);
    Tensor x = noise(engine, 9, 3, 2, 9, 8);
    Tensor each = engine.empty(Shape.of(3, 9, 8));
    for (int n = 0; n < 3; n++) {
      System.arraycopy(transfer(n, 9, 8), 0, each.array(), each.offset() + n * 72, 72);
    }
    Tensor out = engine.empty(x.shape());
    fft.filter(out, x, each);
    Tensor one = engine.empty(Shape.of(2, 9, 8));
    for (int n = 0; n < 3; n++) {
      fft.filter(one, x.window(n * 144, one.shape()), transfer(n, 9, 8));
      assertArrayEquals(one.toArray(), out.window(n * 144, one.shape()).toArray());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector", "opencl"})
  void eachChannelMayHaveATransferFunctionOfItsOwn(String kernels) {
    use(kernels);
    Fft2d fft = new Fft2d(9, 8);
    Tensor x = noise(engine, 9, 3, 2, 9, 8);
    float[] each = new float[2 * 72];
    for (int c = 0; c < 2; c++) {
      System.arraycopy(transfer(c, 9, 8), 0, each, c * 72, 72);
    }
    Tensor out = engine.empty(x.shape());
    fft.filterByTurns(out, x, each);
    Tensor one = engine.empty(Shape.of(9, 8));
    for (int i = 0; i < 6; i++) {
      fft.filter(one, x.window(i * 72, one.shape()), transfer(i % 2, 9, 8));
      assertArrayEquals(one.toArray(), out.window(i * 72, one.shape()).toArray());
    }
    assertThrows(ShapeException.class, () -> fft.filterByTurns(out, x, new float[4 * 72]));
    assertThrows(ShapeException.class, () -> fft.filterByTurns(out, x, new float[71]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector", "opencl"})
  void filteredWhiteNoiseHasTheSquareOfTheFilterAsItsSpectrum(String kernels) {
    use(kernels);
    int samples = 4000;
    Fft2d fft = new Fft2d(5, 6);
    float[] transfer = transfer(11, 5, 6);
    Tensor x = noise(engine, 12, samples, 5, 6);
    fft.filter(x, x, transfer);
    Tensor power = engine.empty(x.shape());
    fft.powerSpectrum(power, x);
    for (int f = 0; f < 30; f++) {
      double mean = 0;
      for (int n = 0; n < samples; n++) {
        mean += power.get(n * 30 + f) / samples;
      }
      double expected = transfer[f] * transfer[f];
      // The power of one sample has a relative deviation of at most √2.
      assertEquals(expected, mean, 4.5 * Math.sqrt(2.0 / samples) * expected, "frequency " + f);
    }
  }

  @Test
  void theMeanIsTheFrequencyZero() {
    Fft2d fft = new Fft2d(30, 17);
    Tensor x = noise(engine, 10, 30, 17);
    Tensor power = engine.empty(x.shape());
    fft.powerSpectrum(power, x);
    double sum = 0;
    for (int i = 0; i < x.size(); i++) {
      sum += x.get(i);
    }
    assertEquals(sum * sum / 510, power.get(0), 1e-4 * sum * sum / 510);
  }

  @Test
  void asymmetricTransferFunctionsAreRefused() {
    Fft2d fft = new Fft2d(4, 5);
    Tensor t = engine.of(transfer(16, 4, 5), 4, 5);
    fft.requireSymmetric(t);
    t.set(1 * 5 + 2, 100);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> fft.requireSymmetric(t));
    assertTrue(e.getMessage().contains("T(1, 2) = 100.0 and T(−1, −2) = "), e.getMessage());
    t.set(1 * 5 + 2, Float.NaN);
    assertThrows(IllegalArgumentException.class, () -> fft.requireSymmetric(t));
    Tensor nothing = engine.zeros(Shape.of(2, 4, 5));
    fft.requireSymmetric(nothing);
  }

  @Test
  void wrongShapesAreRefused() {
    Fft2d fft = new Fft2d(4, 5);
    Tensor x = noise(engine, 17, 6, 4, 5);
    Tensor out = engine.empty(x.shape());
    ShapeException e =
        assertThrows(
            ShapeException.class,
            () -> fft.filter(out, engine.zeros(Shape.of(6, 5, 4)), new float[20]));
    assertEquals("x has shape (6, 5, 4); (…, 4, 5) was expected", e.getMessage());
    assertThrows(ShapeException.class, () -> fft.filter(out, x, new float[19]));
    assertThrows(ShapeException.class, () -> fft.filter(out, x, new float[80]));
    assertThrows(ShapeException.class, () -> fft.filter(out, x, new float[0]));
    assertThrows(
        ShapeException.class, () -> fft.filter(engine.zeros(Shape.of(4, 5)), x, new float[20]));
    assertThrows(ShapeException.class, () -> fft.forward(out, x));
    assertThrows(ShapeException.class, () -> fft.forwardReal(out, x));
    assertThrows(
        ShapeException.class, () -> fft.forwardReal(engine.zeros(Shape.of(5, 4, 5, 2)), x));
    e =
        assertThrows(
            ShapeException.class, () -> fft.forwardHalf(engine.zeros(Shape.of(6, 4, 5, 2)), x));
    assertEquals("the spectrum has shape (6, 4, 5, 2); (…, 4, 3, 2) was expected", e.getMessage());
    assertThrows(
        ShapeException.class, () -> fft.inverseHalf(x, engine.zeros(Shape.of(5, 4, 3, 2))));
    assertThrows(ShapeException.class, () -> new Fft2d(0, 3));
    assertThrows(ShapeException.class, () -> new Fft2d(1 << 15, 1 << 15));
    Tensor none = engine.zeros(Shape.of(0, 4, 5));
    fft.filter(none, none, new float[20]);
  }
}

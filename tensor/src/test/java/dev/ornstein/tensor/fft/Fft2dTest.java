package dev.ornstein.tensor.fft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the definition in double precision, and the theorems that make filters useful. */
class Fft2dTest {
  /**
   * Root mean square error of a transform, relative to the root mean square of the result: rounding
   * errors of 2⁻²⁴ add up like a random walk over the stages of both axes; generic prime factors
   * cost a few more.
   */
  private static final double TRANSFORM_TOLERANCE = 16 * 0x1p-24;

  /** A filter is two transforms and a product. */
  private static final double FILTER_TOLERANCE = 2 * TRANSFORM_TOLERANCE;

  private final Engine engine = Engine.create("scalar", 2, line -> {});

  @AfterEach
  void close() {
    engine.close();
  }

  private Tensor noise(long seed, int... dims) {
    Tensor t = engine.empty(Shape.of(dims));
    Rng.of(seed).normal(t);
    return t;
  }

  /** A transfer function without any structure except the symmetry. */
  private static float[] transfer(long seed, int h, int w) {
    Rng rng = Rng.of(seed).stream("transfer");
    float[] t = new float[h * w];
    for (int u = 0; u < h; u++) {
      for (int v = 0; v < w; v++) {
        t[u * w + v] = rng.nextGaussian();
        t[(h - u) % h * w + (w - v) % w] = t[u * w + v];
      }
    }
    return t;
  }

  /** The definition: Σ x·exp(sign·2πi(uy/H + vx/W)), row by row and then column by column. */
  private static double[] dft(double[] x, int h, int w, int sign) {
    double[] rows = new double[2 * h * w];
    for (int y = 0; y < h; y++) {
      for (int v = 0; v < w; v++) {
        for (int i = 0; i < w; i++) {
          rotate(rows, y * w + v, x, y * w + i, sign * 2 * Math.PI * (i * v % w) / w);
        }
      }
    }
    double[] out = new double[2 * h * w];
    for (int u = 0; u < h; u++) {
      for (int v = 0; v < w; v++) {
        for (int y = 0; y < h; y++) {
          rotate(out, u * w + v, rows, y * w + v, sign * 2 * Math.PI * (y * u % h) / h);
        }
      }
    }
    return out;
  }

  private static void rotate(double[] sum, int to, double[] x, int from, double angle) {
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    sum[2 * to] += x[2 * from] * c - x[2 * from + 1] * s;
    sum[2 * to + 1] += x[2 * from] * s + x[2 * from + 1] * c;
  }

  private static double[] doubles(Tensor x) {
    double[] d = new double[x.size()];
    for (int i = 0; i < d.length; i++) {
      d[i] = x.get(i);
    }
    return d;
  }

  private static void assertClose(double[] expected, Tensor actual, double tolerance) {
    double error = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      error += Math.pow(expected[i] - actual.get(i), 2);
      norm += expected[i] * expected[i];
    }
    double relative = Math.sqrt(error / norm);
    assertTrue(relative <= tolerance, "relative error " + relative + " exceeds " + tolerance);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,7", "2,1", "2,2", "3,3", "7,7", "8,8", "28,28", "30,17", "31,29", "32,32"})
  @CsvSource({"5,101", "9,64", "2,211", "12,10"})
  void transformsAreTheDefinition(int h, int w) {
    Fft2d fft = new Fft2d(h, w);
    Tensor x = noise(h * 1000 + w, 2, h, w, 2);
    Tensor out = engine.empty(x.shape());
    for (int sign = -1; sign <= 1; sign += 2) {
      if (sign < 0) {
        fft.forward(out, x);
      } else {
        fft.inverse(out, x);
      }
      for (int n = 0; n < 2; n++) {
        Shape one = Shape.of(h, w, 2);
        double[] expected = dft(doubles(x.window(n * one.size(), one)), h, w, sign);
        double scale = sign < 0 ? 1 : 1.0 / (h * w);
        for (int i = 0; i < expected.length; i++) {
          expected[i] *= scale;
        }
        assertClose(expected, out.window(n * one.size(), one), TRANSFORM_TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,7", "7,1", "2,3", "3,2", "8,8", "28,28", "30,17", "17,30", "31,29"})
  @CsvSource({"5,101", "101,4", "2,211", "9,64", "256,256"})
  void inverseUndoesForwardAndFilterOfOnesIsTheIdentity(int h, int w) {
    Fft2d fft = new Fft2d(h, w);
    Tensor z = noise(1, 2, h, w, 2);
    Tensor back = engine.empty(z.shape());
    fft.forward(back, z);
    fft.inverse(back, back);
    assertClose(doubles(z), back, FILTER_TOLERANCE);
    Tensor x = noise(2, 3, h, w);
    float[] ones = new float[h * w];
    Arrays.fill(ones, 1);
    Tensor same = engine.empty(x.shape());
    fft.filter(same, x, ones);
    assertClose(doubles(x), same, FILTER_TOLERANCE);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,7", "7,1", "2,2", "8,8", "28,28", "30,17", "17,30", "31,29", "5,101"})
  void filterMultipliesTheSpectrum(int h, int w) {
    float[] transfer = transfer(h + w, h, w);
    Tensor x = noise(3, h, w);
    double[] complex = new double[2 * h * w];
    for (int i = 0; i < x.size(); i++) {
      complex[2 * i] = x.get(i);
    }
    double[] spectrum = dft(complex, h, w, -1);
    for (int i = 0; i < spectrum.length; i++) {
      spectrum[i] *= (double) transfer[i / 2] / (h * w);
    }
    double[] filtered = dft(spectrum, h, w, 1);
    double[] expected = new double[h * w];
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      expected[i] = filtered[2 * i];
      norm += filtered[2 * i] * filtered[2 * i];
      assertEquals(0, filtered[2 * i + 1], 1e-9, "a symmetric filter keeps images real");
    }
    assertTrue(norm > 0);
    Tensor out = engine.empty(x.shape());
    new Fft2d(h, w).filter(out, x, transfer);
    assertClose(expected, out, FILTER_TOLERANCE);
    new Fft2d(h, w).filter(x, x, transfer);
    assertArrayEquals(out.toArray(), x.toArray(), "a filter may work in place");
  }

  @Test
  void filterIsCircularConvolutionWithItsImpulseResponse() {
    int h = 6;
    int w = 5;
    Fft2d fft = new Fft2d(h, w);
    float[] transfer = transfer(4, h, w);
    Tensor impulse = engine.zeros(Shape.of(h, w));
    impulse.array()[0] = 1;
    Tensor kernel = engine.empty(impulse.shape());
    fft.filter(kernel, impulse, transfer);
    Tensor x = noise(5, h, w);
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
    assertClose(expected, out, 2 * FILTER_TOLERANCE);
  }

  @Test
  void filterIsItsOwnAdjoint() {
    Fft2d fft = new Fft2d(28, 27);
    float[] transfer = transfer(6, 28, 27);
    Tensor x = noise(7, 28, 27);
    Tensor y = noise(8, 28, 27);
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

  @Test
  void eachSampleMayHaveATransferFunctionOfItsOwn() {
    Fft2d fft = new Fft2d(9, 8);
    Tensor x = noise(9, 3, 2, 9, 8);
    Tensor each = engine.empty(Shape.of(3, 9, 8));
    for (int n = 0; n < 3; n++) {
      System.arraycopy(transfer(n, 9, 8), 0, each.array(), n * 72, 72);
    }
    Tensor out = engine.empty(x.shape());
    fft.filter(out, x, each);
    Tensor one = engine.empty(Shape.of(2, 9, 8));
    for (int n = 0; n < 3; n++) {
      fft.filter(one, x.window(n * 144, one.shape()), transfer(n, 9, 8));
      assertArrayEquals(one.toArray(), out.window(n * 144, one.shape()).toArray());
    }
  }

  @Test
  void parseval() {
    Fft2d fft = new Fft2d(30, 17);
    Tensor x = noise(10, 2, 30, 17);
    Tensor power = engine.empty(x.shape());
    fft.powerSpectrum(power, x);
    double energy = 0;
    double sum = 0;
    double plainSum = 0;
    for (int i = 0; i < x.size(); i++) {
      energy += (double) x.get(i) * x.get(i);
      sum += power.get(i);
      plainSum += i < 510 ? x.get(i) : 0;
    }
    assertEquals(energy, sum, TRANSFORM_TOLERANCE * energy);
    assertEquals(plainSum * plainSum / 510, power.get(0), 1e-5 * energy);
  }

  @Test
  void filteredWhiteNoiseHasTheSquareOfTheFilterAsItsSpectrum() {
    int samples = 4000;
    Fft2d fft = new Fft2d(5, 6);
    float[] transfer = transfer(11, 5, 6);
    Tensor x = noise(12, samples, 5, 6);
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
  void spectraOfRealImages() {
    Fft2d fft = new Fft2d(6, 7);
    Tensor x = noise(13, 2, 6, 7);
    Tensor complex = engine.zeros(Shape.of(2, 6, 7, 2));
    for (int i = 0; i < x.size(); i++) {
      complex.array()[2 * i] = x.get(i);
    }
    fft.forward(complex, complex);
    Tensor spectrum = engine.empty(complex.shape());
    fft.forwardReal(spectrum, x);
    assertArrayEquals(complex.toArray(), spectrum.toArray());
  }

  @Test
  void bitsDoNotDependOnThreadsOrBatch() {
    Fft2d fft = new Fft2d(28, 28);
    float[] transfer = transfer(14, 28, 28);
    Tensor x = noise(15, 50, 28, 28);
    float[][] out = new float[3][];
    for (int threads = 1; threads <= 3; threads++) {
      try (Engine other = Engine.create("scalar", threads, line -> {})) {
        Tensor same = other.of(x.toArray(), x.shape());
        fft.filter(same, same, transfer);
        out[threads - 1] = same.toArray();
      }
    }
    assertArrayEquals(out[0], out[1]);
    assertArrayEquals(out[0], out[2]);
    Tensor last = x.window(49 * 784, Shape.of(28, 28));
    fft.filter(last, last, transfer);
    assertArrayEquals(Arrays.copyOfRange(out[0], 49 * 784, 50 * 784), last.toArray());
  }

  @Test
  void asymmetricTransferFunctionsAreRefused() {
    Fft2d fft = new Fft2d(4, 5);
    Tensor t = engine.of(transfer(16, 4, 5), 4, 5);
    fft.requireSymmetric(t);
    t.array()[1 * 5 + 2] = 100;
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> fft.requireSymmetric(t));
    assertTrue(e.getMessage().contains("T(1, 2) = 100.0 and T(−1, −2) = "), e.getMessage());
    t.array()[1 * 5 + 2] = Float.NaN;
    assertThrows(IllegalArgumentException.class, () -> fft.requireSymmetric(t));
    Tensor nothing = engine.zeros(Shape.of(2, 4, 5));
    fft.requireSymmetric(nothing);
  }

  @Test
  void wrongShapesAreRefused() {
    Fft2d fft = new Fft2d(4, 5);
    Tensor x = noise(17, 6, 4, 5);
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
    assertThrows(ShapeException.class, () -> new Fft2d(0, 3));
    assertThrows(ShapeException.class, () -> new Fft2d(1 << 15, 1 << 15));
    Tensor none = engine.zeros(Shape.of(0, 4, 5));
    fft.filter(none, none, new float[20]);
  }
}

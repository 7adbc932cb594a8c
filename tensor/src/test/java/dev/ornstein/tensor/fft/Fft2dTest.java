package dev.ornstein.tensor.fft;

import static dev.ornstein.tensor.fft.DirectDft.FILTER_TOLERANCE;
import static dev.ornstein.tensor.fft.DirectDft.TRANSFORM_TOLERANCE;
import static dev.ornstein.tensor.fft.DirectDft.assertClose;
import static dev.ornstein.tensor.fft.DirectDft.doubles;
import static dev.ornstein.tensor.fft.DirectDft.half;
import static dev.ornstein.tensor.fft.DirectDft.noise;
import static dev.ornstein.tensor.fft.DirectDft.pairs;
import static dev.ornstein.tensor.fft.DirectDft.realParts;
import static dev.ornstein.tensor.fft.DirectDft.scaled;
import static dev.ornstein.tensor.fft.DirectDft.transfer;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Engines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Against the definition in double precision, and the theorems that make filters useful: for
 * JTransforms, which serves the scalar kernels, and for the vector kernels' own transforms.
 */
class Fft2dTest {
  private static final int N = 2;

  private Engine engine;

  @AfterEach
  void close() {
    if (engine != null) {
      engine.close();
    }
  }

  /** Kernels, height, width: around the lanes, odd, prime, thin; long rows from 49 on. */
  static List<Arguments> images() {
    List<Arguments> all = new ArrayList<>();
    for (String kernels : new String[] {"scalar", "vector", "opencl"}) {
      for (int n : new int[] {1, 2, 3, 5, 7, 8, 9, 15, 16, 28, 31, 32, 33, 64}) {
        all.add(Arguments.of(kernels, n, n));
      }
      int[] sides = {
        1, 7, 7, 1, 2, 3, 3, 2, 30, 17, 17, 30, 31, 29, 5, 101, 101, 4, 2, 211, 9, 64, 12, 10, 36,
        50, 8, 49, 25, 63, 3, 56, 56, 3, 16, 14, 15, 96
      };
      for (int i = 0; i < sides.length; i += 2) {
        all.add(Arguments.of(kernels, sides[i], sides[i + 1]));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("images")
  void complexTransformsAreTheDefinition(String kernels, int h, int w) {
    engine = Engines.named(kernels, 2);
    Fft2d fft = new Fft2d(h, w);
    Tensor x = noise(engine, h * 1000 + w, N, h, w, 2);
    Tensor out = engine.empty(x.shape());
    fft.forward(out, x);
    assertClose(DirectDft.of(doubles(x), h, w, -1), out, TRANSFORM_TOLERANCE, "forward");
    fft.inverse(out, x);
    double[] expected = scaled(DirectDft.of(doubles(x), h, w, 1), 1.0 / (h * w));
    assertClose(expected, out, TRANSFORM_TOLERANCE, "inverse");
    fft.inverse(x, x);
    assertArrayEquals(out.toArray(), x.toArray(), "a transform may work in place");
  }

  @ParameterizedTest
  @MethodSource("images")
  void spectraOfRealImagesAreTheDefinition(String kernels, int h, int w) {
    engine = Engines.named(kernels, 2);
    Fft2d fft = new Fft2d(h, w);
    Tensor x = noise(engine, h * 1000 + w + 1, N, h, w);
    double[] expected = DirectDft.of(pairs(x), h, w, -1);
    Tensor full = engine.empty(Shape.of(N, h, w, 2));
    fft.forwardReal(full, x);
    assertClose(expected, full, TRANSFORM_TOLERANCE, "full");
    Tensor part = engine.empty(Shape.of(N, h, w / 2 + 1, 2));
    fft.forwardHalf(part, x);
    assertClose(half(expected, w), part, TRANSFORM_TOLERANCE, "half");
    assertArrayEquals(half(doubles(full), w), doubles(part), "half of the full spectrum");
    for (int i = 0; i < N * h * w; i++) {
      int u = i / w % h;
      int v = i % w;
      int m = i / w / h * h * w + (h - u) % h * w + (w - v) % w;
      if (v > w / 2) {
        assertEquals(full.get(2 * m), full.get(2 * i), "real parts mirror each other");
        assertEquals(-full.get(2 * m + 1), full.get(2 * i + 1), "imaginary parts do");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("images")
  void realImagesOfHalfSpectraAreTheDefinition(String kernels, int h, int w) {
    engine = Engines.named(kernels, 2);
    Fft2d fft = new Fft2d(h, w);
    // Any pairs: what a real image could not have at v = 0 and v = W/2 does not count.
    Tensor part = noise(engine, h * 1000 + w + 2, N, h, w / 2 + 1, 2);
    double[] full = new double[2 * N * h * w];
    for (int i = 0; i < N * h * w; i++) {
      int u = i / w % h;
      int v = i % w;
      int image = i / w / h * h;
      int from = 2 * ((image + u) * (w / 2 + 1) + v);
      int mirrored = 2 * ((image + (h - u) % h) * (w / 2 + 1) + (w - v) % w);
      // The spectrum of the real part of an image is ½(X(u, v) + X*(−u, −v)).
      if (v <= w / 2) {
        full[2 * i] += 0.5 * part.get(from);
        full[2 * i + 1] += 0.5 * part.get(from + 1);
      }
      if ((w - v) % w <= w / 2) {
        full[2 * i] += 0.5 * part.get(mirrored);
        full[2 * i + 1] -= 0.5 * part.get(mirrored + 1);
      }
      if (v != 0 && 2 * v != w) {
        full[2 * i] *= 2;
        full[2 * i + 1] *= 2;
      }
    }
    Tensor out = engine.empty(Shape.of(N, h, w));
    fft.inverseHalf(out, part);
    double[] expected = realParts(scaled(DirectDft.of(full, h, w, 1), 1.0 / (h * w)));
    assertClose(expected, out, TRANSFORM_TOLERANCE, "image");
  }

  @ParameterizedTest
  @MethodSource("images")
  void inverseUndoesForwardAndEnergyIsKept(String kernels, int h, int w) {
    engine = Engines.named(kernels, 2);
    backAndForth(new Fft2d(h, w), h, w);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector", "opencl"})
  void inverseUndoesForwardForLargeImages(String kernels) {
    engine = Engines.named(kernels, 2);
    backAndForth(new Fft2d(256, 256), 256, 256);
    backAndForth(new Fft2d(105, 250), 105, 250);
  }

  private void backAndForth(Fft2d fft, int h, int w) {
    Tensor z = noise(engine, 1, N, h, w, 2);
    Tensor back = engine.empty(z.shape());
    fft.forward(back, z);
    fft.inverse(back, back);
    assertClose(doubles(z), back, FILTER_TOLERANCE, "complex");
    Tensor x = noise(engine, 2, N, h, w);
    Tensor same = engine.empty(x.shape());
    Tensor spectrum = engine.empty(Shape.of(N, h, w / 2 + 1, 2));
    fft.forwardHalf(spectrum, x);
    fft.inverseHalf(same, spectrum);
    assertClose(doubles(x), same, FILTER_TOLERANCE, "real");
    float[] ones = new float[h * w];
    Arrays.fill(ones, 1);
    fft.filter(same, x, ones);
    assertClose(doubles(x), same, FILTER_TOLERANCE, "a filter of ones");
    Tensor power = engine.empty(x.shape());
    fft.powerSpectrum(power, x);
    double energy = 0;
    double sum = 0;
    for (int i = 0; i < x.size(); i++) {
      energy += (double) x.get(i) * x.get(i);
      sum += power.get(i);
    }
    assertEquals(energy, sum, TRANSFORM_TOLERANCE * energy, "Parseval");
  }

  @ParameterizedTest
  @MethodSource("images")
  void filterMultipliesTheSpectrum(String kernels, int h, int w) {
    engine = Engines.named(kernels, 2);
    float[] transfer = transfer(h + w, h, w);
    Tensor x = noise(engine, 3, h, w);
    double[] spectrum = DirectDft.of(pairs(x), h, w, -1);
    for (int i = 0; i < spectrum.length; i++) {
      spectrum[i] *= (double) transfer[i / 2] / (h * w);
    }
    double[] filtered = DirectDft.of(spectrum, h, w, 1);
    double norm = 0;
    for (int i = 0; i < h * w; i++) {
      norm += filtered[2 * i] * filtered[2 * i];
      assertEquals(0, filtered[2 * i + 1], 1e-9, "a symmetric filter keeps images real");
    }
    assertTrue(norm > 0);
    Tensor out = engine.empty(x.shape());
    new Fft2d(h, w).filter(out, x, transfer);
    assertClose(realParts(filtered), out, FILTER_TOLERANCE, "filtered");
    new Fft2d(h, w).filter(x, x, transfer);
    assertArrayEquals(out.toArray(), x.toArray(), "a filter may work in place");
  }
}

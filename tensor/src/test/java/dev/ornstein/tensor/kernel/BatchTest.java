package dev.ornstein.tensor.kernel;

import static dev.ornstein.tensor.kernel.Numbers.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sample has the same bits in any batch: what a sampler draws does not depend on its company. */
class BatchTest {
  /** One call of a kernel that makes results of n samples, from {@code first} on. */
  @FunctionalInterface
  private interface Kernel {
    Tensor run(int first, int n);
  }

  private static void assertAloneAsTogether(String what, int n, Kernel kernel) {
    float[] all = kernel.run(0, n).toArray();
    int size = all.length / n;
    for (int each : new int[] {1, 2, 5}) {
      for (int first = 0; first + each <= n; first += each) {
        float[] some = kernel.run(first, each).toArray();
        float[] same = Arrays.copyOfRange(all, first * size, (first + each) * size);
        assertArrayEquals(same, some, what + ", " + each + " samples from " + first + " on");
      }
    }
  }

  private static Tensor samples(Tensor x, int first, int n) {
    return x.window(first * (x.size() / x.dim(0)), x.shape().with(0, n));
  }

  private static ConvShape of(ConvShape g, int n) {
    return new ConvShape(
        n, g.c(), g.h(), g.w(), g.k(), g.r(), g.s(), g.stride(), g.pad(), g.dilation(), g.groups());
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector", "vector-direct", "vector-winograd2"})
  void convolutions(String kernels) {
    try (Engine e = Engines.named(kernels, 2)) {
      Backend k = e.backend();
      for (ConvShape g : ConvCases.geometries()) {
        if (g.n() == 0) {
          continue;
        }
        ConvShape all = of(g, 7);
        Tensor x = normal(e, 1, ConvCases.xDims(all));
        Tensor w = normal(e, 2, ConvCases.wDims(all));
        Tensor gy = normal(e, 3, ConvCases.yDims(all));
        assertAloneAsTogether(
            "conv2d " + g,
            7,
            (first, n) -> {
              Tensor y = e.empty(Shape.of(ConvCases.yDims(of(g, n))));
              k.conv2d(y, samples(x, first, n), w, null, null, of(g, n));
              return y;
            });
        assertAloneAsTogether(
            "conv2dInputGrad " + g,
            7,
            (first, n) -> {
              Tensor gx = e.empty(Shape.of(ConvCases.xDims(of(g, n))));
              k.conv2dInputGrad(gx, samples(gy, first, n), w, null, of(g, n));
              return gx;
            });
      }
    }
  }

  /** Of a linear layer with up to 512 inputs; longer sums are added in blocks that may differ. */
  @Test
  void linearLayers() {
    try (Engine e = Engines.vector(2)) {
      for (int in : new int[] {1, 16, 64, 100, 128, 511, 512}) {
        for (int out : new int[] {1, 33, 64, 256, 700}) {
          Tensor x = normal(e, 4, 140, in);
          Tensor w = normal(e, 5, out, in);
          assertAloneAsTogether(
              in + " to " + out,
              140,
              (first, n) -> {
                Tensor y = e.empty(Shape.of(n, out));
                GemmShape s = GemmShape.single(n, out, in, false, true);
                e.backend().gemm(y, samples(x, first, n), w, s);
                return y;
              });
          Tensor of64 = e.empty(Shape.of(64, out));
          e.backend().gemm(of64, samples(x, 0, 64), w, GemmShape.single(64, out, in, false, true));
          Tensor of140 = e.empty(Shape.of(140, out));
          e.backend().gemm(of140, x, w, GemmShape.single(140, out, in, false, true));
          assertArrayEquals(samples(of140, 0, 64).toArray(), of64.toArray(), in + " to " + out);
        }
      }
    }
  }
}

package dev.ornstein.tensor.kernel.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.GemmShape;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every element of a product is one chain of fused multiply-adds with ascending k, to the bit,
 * whatever the tiles; a sum that is cut is such chains, added in order.
 */
@Tag("opencl")
class ProductChainTest {
  static Stream<TileSizes> tiles() {
    return Stream.of(
        new TileSizes(true, 16, 128, 4, 4, 8),
        new TileSizes(true, 64, 64, 16, 8, 8),
        new TileSizes(false, 16, 16, 32, 4, 16));
  }

  private static float[] normal(long seed, int n) {
    Random random = new Random(seed);
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  @ParameterizedTest
  @MethodSource("tiles")
  void productsAreOrderedChains(TileSizes tiles) {
    try (Engine e = OpenClTiles.of(tiles)) {
      for (boolean transA : new boolean[] {false, true}) {
        for (boolean transB : new boolean[] {false, true}) {
          chain(e, new GemmShape(2, 33, 70, 67, transA, transB, 33 * 67, 0, false));
          chain(e, new GemmShape(1, 70, 31, 100, transA, transB, 0, 0, true));
        }
      }
      chain(e, GemmShape.single(3, 31, 100, false, false)); // few rows
      chain(e, GemmShape.single(31, 3, 100, false, true)); // few columns
    }
  }

  private static void chain(Engine e, GemmShape s) {
    assertEquals(1, Product.gemm(s).parts());
    float[] a = normal(1, s.m() * s.k() * (s.strideA() == 0 ? 1 : s.batch()));
    float[] b = normal(2, s.k() * s.n() * (s.strideB() == 0 ? 1 : s.batch()));
    float[] expected = normal(3, s.batch() * s.m() * s.n());
    Tensor c = e.of(expected, expected.length);
    for (int to = 0; to < expected.length; to++) {
      int z = to / s.n() / s.m();
      int i = to / s.n() % s.m();
      int j = to % s.n();
      float sum = s.accumulate() ? expected[to] : 0;
      for (int k = 0; k < s.k(); k++) {
        int atA = z * s.strideA() + (s.transA() ? k * s.m() + i : i * s.k() + k);
        int atB = z * s.strideB() + (s.transB() ? j * s.k() + k : k * s.n() + j);
        sum = Math.fma(a[atA], b[atB], sum);
      }
      expected[to] = sum;
    }
    e.backend().gemm(c, e.of(a, a.length), e.of(b, b.length), s);
    assertArrayEquals(expected, c.toArray(), s.toString());
  }

  @ParameterizedTest
  @MethodSource("tiles")
  void convolutionsAreOrderedChains(TileSizes tiles) {
    try (Engine e = OpenClTiles.of(tiles)) {
      convolve(e, new ConvShape(2, 9, 9, 7, 17, 3, 3, 1, 1, 1, 1));
      convolve(e, new ConvShape(2, 16, 9, 8, 18, 3, 2, 2, 1, 1, 2));
      convolve(e, new ConvShape(1, 40, 8, 8, 9, 3, 3, 1, 1, 1, 1)); // a sum that is cut
      convolve(e, new ConvShape(2, 8, 9, 9, 8, 5, 5, 1, 2, 1, 8));
    }
  }

  private static void convolve(Engine e, ConvShape g) {
    Product product = Product.forward(g);
    float[] x = normal(4, g.n() * g.c() * g.h() * g.w());
    float[] w = normal(5, g.k() * product.k());
    float[] bias = normal(6, g.k());
    float[] expected = new float[g.n() * g.k() * g.p() * g.q()];
    for (int to = 0; to < expected.length; to++) {
      int k = to / (g.p() * g.q()) % g.k();
      float sum = bias[k];
      if (product.parts() == 1) {
        sum = chain(sum, x, w, g, to, 0, product.k());
      } else {
        for (int from = 0; from < product.k(); from += product.partLength()) {
          int end = Math.min(product.k(), from + product.partLength());
          sum += chain(0, x, w, g, to, from, end);
        }
      }
      expected[to] = sum;
    }
    Tensor y = e.empty(Shape.of(g.n(), g.k(), g.p(), g.q()));
    Tensor xs = e.of(x, g.n(), g.c(), g.h(), g.w());
    Tensor ws = e.of(w, g.k(), g.cg(), g.r(), g.s());
    e.backend().conv2d(y, xs, ws, e.of(bias, g.k()), null, g);
    assertArrayEquals(expected, y.toArray(), g.toString());
  }

  /** Taps from … end−1 of one output, in the order of the weights. */
  private static float chain(
      float start, float[] x, float[] w, ConvShape g, int to, int from, int end) {
    int q = to % g.q();
    int p = to / g.q() % g.p();
    int k = to / g.q() / g.p() % g.k();
    int n = to / g.q() / g.p() / g.k();
    float sum = start;
    for (int tap = from; tap < end; tap++) {
      int row = p * g.stride() - g.pad() + tap / g.s() % g.r() * g.dilation();
      int column = q * g.stride() - g.pad() + tap % g.s() * g.dilation();
      int channel = k / g.kg() * g.cg() + tap / g.s() / g.r();
      boolean inside = row >= 0 && row < g.h() && column >= 0 && column < g.w();
      int at = ((n * g.c() + channel) * g.h() + row) * g.w() + column;
      sum = Math.fma(w[k * g.cg() * g.r() * g.s() + tap], inside ? x[at] : 0, sum);
    }
    return sum;
  }

  @ParameterizedTest
  @MethodSource("tiles")
  void partsOfWeightGradientsAreAddedInOrder(TileSizes tiles) {
    ConvShape g = new ConvShape(8, 9, 8, 9, 9, 1, 1, 1, 0, 1, 1);
    Product product = Product.weightGrad(g);
    assertTrue(product.parts() > 1, "this case has parts");
    float[] x = normal(7, g.n() * g.c() * g.h() * g.w());
    float[] gy = normal(8, g.n() * g.k() * g.h() * g.w());
    float[] expected = new float[g.k() * g.c()];
    int area = g.h() * g.w();
    for (int to = 0; to < expected.length; to++) {
      for (int from = 0; from < product.k(); from += product.partLength()) {
        float sum = 0;
        for (int i = from; i < Math.min(product.k(), from + product.partLength()); i++) {
          int atY = (i / area * g.k() + to / g.c()) * area + i % area;
          int atX = (i / area * g.c() + to % g.c()) * area + i % area;
          sum = Math.fma(gy[atY], x[atX], sum);
        }
        expected[to] += sum;
      }
    }
    try (Engine e = OpenClTiles.of(tiles)) {
      Tensor gw = e.empty(Shape.of(g.k(), g.c(), 1, 1));
      Tensor xs = e.of(x, g.n(), g.c(), g.h(), g.w());
      e.backend().conv2dWeightGrad(gw, xs, e.of(gy, g.n(), g.k(), g.h(), g.w()), g);
      assertArrayEquals(expected, gw.toArray());
    }
  }
}

package dev.ornstein.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Normalisation within a convolution gives what the kernels give one after another. */
class NormConvTest {
  private static final float EPSILON = 1e-3f;

  /** Foreign elements on either side of each tensor. */
  private static final int MARGIN = 5;

  /**
   * @param groups of the channels of an image
   * @param perSample whether each image has scales of its own
   * @param extras whether there are a bias and an addend
   */
  private record Case(
      String kernels, ConvShape s, int groups, Activation act, boolean perSample, boolean extras) {
    NormShape norm() {
      int l = s.h() * s.w();
      return perSample
          ? new NormShape(1, s.n() * s.c(), l, s.n() * groups)
          : new NormShape(s.n(), s.c(), l, groups);
    }
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Activation act : Activation.values()) {
      for (boolean perSample : new boolean[] {false, true}) {
        cases.add(new Case("vector", square(3, 16, 7, 16), 4, act, perSample, true));
        cases.add(new Case("vector", square(9, 32, 14, 16), 8, act, perSample, false));
        cases.add(new Case("vector", square(2, 16, 28, 32), 1, act, perSample, true));
      }
    }
    for (String kernels : new String[] {"vector", "vector-winograd2", "vector-winograd4"}) {
      // Vectors of channels that are not full, images that are not square, a single image.
      cases.add(new Case(kernels, square(2, 12, 3, 20), 3, Activation.SILU, true, true));
      ConvShape oblong = new ConvShape(5, 24, 7, 10, 10, 3, 3, 1, 1, 1, 1);
      cases.add(new Case(kernels, oblong, 6, Activation.SILU, false, true));
      for (int pad : new int[] {0, 2}) {
        ConvShape padded = new ConvShape(3, 16, 14, 13, 32, 3, 3, 1, pad, 1, 1);
        cases.add(new Case(kernels, padded, 4, Activation.SILU, false, true));
      }
      cases.add(new Case(kernels, square(1, 40, 8, 40), 40, Activation.SILU, false, false));
      cases.add(new Case(kernels, square(40, 64, 7, 64), 8, Activation.SILU, true, true));
    }
    return cases;
  }

  private static ConvShape square(int n, int c, int size, int k) {
    return new ConvShape(n, c, size, size, k, 3, 3, 1, 1, 1, 1);
  }

  /** All results of a case: y, mean, rstd and the gradients of x, γ, β, w and the bias. */
  private static List<float[]> results(Case c, Engine e, boolean within) {
    ConvShape s = c.s();
    NormShape n = c.norm();
    Tensor x = normal(e, 1, s.n(), s.c(), s.h(), s.w());
    Tensor gamma = normal(e, 2, n.c());
    Tensor beta = normal(e, 3, n.c());
    Tensor w = normal(e, 4, s.k(), s.c(), 3, 3);
    Tensor bias = c.extras() ? normal(e, 5, s.k()) : null;
    Tensor addend = c.extras() ? normal(e, 6, s.n(), s.k(), s.p(), s.q()) : null;
    Tensor gy = normal(e, 7, s.n(), s.k(), s.p(), s.q());
    Tensor reached = c.extras() ? normal(e, 8, s.n(), s.c(), s.h(), s.w()) : null;
    Tensor mean = empty(e, s.n(), c.groups());
    Tensor rstd = empty(e, s.n(), c.groups());
    Tensor y = empty(e, s.n(), s.k(), s.p(), s.q());
    Tensor gx = empty(e, s.n(), s.c(), s.h(), s.w());
    Tensor gGamma = empty(e, n.c());
    Tensor gBeta = empty(e, n.c());
    Tensor gw = empty(e, s.k(), s.c(), 3, 3);
    Tensor gb = empty(e, s.k());
    Backend b = e.backend();
    if (within) {
      NormConv kernel = b.normConv(s).orElseThrow();
      GroupNormed h = new GroupNormed(x, mean, rstd, gamma, beta, EPSILON, c.act(), n);
      kernel.forward(y, h, w, bias, addend);
      kernel.grads(gx, gGamma, gBeta, gw, gb, h, gy, w, reached);
    } else {
      Tensor h = empty(e, s.n(), s.c(), s.h(), s.w());
      Tensor gh = empty(e, s.n(), s.c(), s.h(), s.w());
      b.groupNorm(h, mean, rstd, x, gamma, beta, EPSILON, c.act(), n);
      b.conv2d(y, h, w, bias, addend, s);
      b.conv2dGrads(gh, gw, gb, h, gy, w, null, s);
      b.groupNormGrad(gx, gGamma, gBeta, x, gh, mean, rstd, gamma, beta, c.act(), n);
      if (reached != null) {
        b.axpy(gx, 1f, reached);
      }
    }
    List<float[]> results = new ArrayList<>();
    for (Tensor t : List.of(y, mean, rstd, gx, gGamma, gBeta, gw, gb)) {
      results.add(t.toArray());
      assertMarginsUntouched(t);
    }
    return results;
  }

  private static Tensor empty(Engine e, int... dims) {
    Shape shape = Shape.of(dims);
    float[] array = new float[shape.size() + 2 * MARGIN];
    Arrays.fill(array, Float.NaN);
    return e.wrap(array, Shape.of(array.length)).window(MARGIN, shape);
  }

  private static Tensor normal(Engine e, long seed, int... dims) {
    Tensor t = empty(e, dims);
    Rng.of(seed).normal(t);
    return t;
  }

  private static void assertMarginsUntouched(Tensor t) {
    for (int i = 0; i < MARGIN; i++) {
      assertTrue(Float.isNaN(t.array()[t.offset() - 1 - i]));
      assertTrue(Float.isNaN(t.array()[t.offset() + t.size() + i]));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void itGivesWhatTheKernelsGiveOneByOne(Case c) {
    try (Engine scalar = Engines.scalar(1);
        Engine fast = Engines.named(c.kernels(), 2)) {
      List<float[]> expected = results(c, scalar, false);
      List<float[]> got = results(c, fast, true);
      ConvShape s = c.s();
      long terms = Math.max(9L * Math.max(s.c(), s.k()), (long) s.n() * s.p() * s.q());
      for (int r = 0; r < expected.size(); r++) {
        assertNear(c + ", result " + r, expected.get(r), got.get(r), Tolerance.winograd4(terms));
      }
    }
  }

  private static void assertNear(String what, float[] expected, float[] got, Tolerance t) {
    double largest = 0;
    for (float e : expected) {
      largest = Math.max(largest, Math.abs(e));
    }
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], got[i], t.allowed(largest), what + ", element " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void bitsDoNotDependOnThreads(Case c) {
    List<float[]> one = null;
    for (int threads = 1; threads <= 3; threads++) {
      try (Engine e = Engines.named(c.kernels(), threads)) {
        List<float[]> got = results(c, e, true);
        one = one == null ? got : one;
        for (int r = 0; r < got.size(); r++) {
          assertArrayEquals(one.get(r), got.get(r), c + ", result " + r + ", threads " + threads);
        }
      }
    }
  }

  @Test
  void otherConvolutionsAreLeftToTheirKernels() {
    ConvShape strided = new ConvShape(4, 16, 8, 8, 16, 3, 3, 2, 1, 1, 1);
    ConvShape pointwise = new ConvShape(4, 16, 8, 8, 16, 1, 1, 1, 0, 1, 1);
    ConvShape grouped = new ConvShape(4, 16, 8, 8, 16, 3, 3, 1, 1, 1, 4);
    try (Engine e = Engines.vector(1);
        Engine scalar = Engines.scalar(1)) {
      for (ConvShape s : List.of(strided, pointwise, grouped)) {
        assertEquals(Optional.empty(), e.backend().normConv(s), s.toString());
      }
      assertEquals(Optional.empty(), scalar.backend().normConv(square(4, 16, 8, 16)));
      assertTrue(e.backend().normConv(square(4, 16, 8, 16)).isPresent());
    }
  }
}

package dev.ornstein.tensor.kernel;

import static dev.ornstein.tensor.kernel.Numbers.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A linear map A and its adjoint Aᵀ satisfy ⟨A x, y⟩ = ⟨x, Aᵀ y⟩ for all x and y: a test that needs
 * no oracle and cannot be fooled by the same mistake in both.
 */
class AdjointTest {
  /** ⟨a, b⟩ in double, with Σ|aᵢbᵢ| as its magnitude. */
  private static Expected inner(Tensor a, Tensor b) {
    assertEquals(a.size(), b.size());
    Expected e = Expected.of(1);
    for (int i = 0; i < a.size(); i++) {
      e.add(0, (double) a.get(i) * b.get(i));
    }
    return e;
  }

  /** Both sides carry the rounding errors of sums of {@code terms} terms. */
  private static void same(Object what, Expected left, Expected right, long terms) {
    double magnitude = Math.max(left.magnitudes()[0], right.magnitudes()[0]);
    double allowed = 2 * Tolerance.sumOf(terms).allowed(magnitude);
    double difference = Math.abs(left.values()[0] - right.values()[0]);
    assertTrue(
        difference <= allowed,
        () ->
            what
                + ": "
                + left.values()[0]
                + " and "
                + right.values()[0]
                + " differ by more than "
                + allowed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector", "vector-winograd2", "vector-winograd4"})
  void convolutionInBothArguments(String kernels) {
    try (Engine e = Engines.named(kernels, 2)) {
      Backend k = e.backend();
      for (ConvShape g : ConvCases.geometries()) {
        if (g.n() == 0) {
          continue; // nothing to measure
        }
        Tensor x = normal(e, 1, ConvCases.xDims(g));
        Tensor w = normal(e, 2, ConvCases.wDims(g));
        Tensor gy = normal(e, 3, ConvCases.yDims(g));
        Tensor y = e.empty(gy.shape());
        Tensor gx = e.empty(x.shape());
        Tensor gw = e.empty(w.shape());
        k.conv2d(y, x, w, null, null, g);
        k.conv2dInputGrad(gx, gy, w, null, g);
        k.conv2dWeightGrad(gw, x, gy, g);
        Expected left = inner(y, gy);
        assertBothAreEach(k, g, x, gy, w, gx, gw);
        assertTransposedAreEach(k, g, gy, x, w, y, gw);
        same("in x, " + g, left, inner(x, gx), (long) Math.max(g.cg(), g.kg()) * g.r() * g.s());
        same("in w, " + g, left, inner(w, gw), (long) g.n() * g.p() * g.q());
      }
    }
  }

  /** The kernel of both gradients gives the bits of those of each. */
  private static void assertBothAreEach(
      Backend k, ConvShape g, Tensor x, Tensor gy, Tensor w, Tensor gx, Tensor gw) {
    Tensor bothX = x.engine().empty(x.shape());
    Tensor bothW = x.engine().empty(w.shape());
    Tensor gb = x.engine().empty(Shape.of(g.k()));
    k.conv2dGrads(bothX, bothW, gb, x, gy, w, null, g);
    assertArrayEquals(gx.toArray(), bothX.toArray(), "both, in x, " + g);
    assertArrayEquals(gw.toArray(), bothW.toArray(), "both, in w, " + g);
    Tensor onlyW = x.engine().empty(w.shape());
    Tensor onlyB = x.engine().empty(gb.shape());
    k.conv2dGrads(bothX, onlyW, null, x, gy, w, null, g);
    assertArrayEquals(gx.toArray(), bothX.toArray(), "without a bias, in x, " + g);
    assertArrayEquals(gw.toArray(), onlyW.toArray(), "without a bias, in w, " + g);
    k.conv2dGrads(null, onlyW, onlyB, x, gy, w, null, g);
    assertArrayEquals(gw.toArray(), onlyW.toArray(), "without x, in w, " + g);
    assertArrayEquals(gb.toArray(), onlyB.toArray(), 1e-3f, "without x, in the bias, " + g);
  }

  /** The kernel of a transposed convolution's gradients gives the bits of those of each. */
  private static void assertTransposedAreEach(
      Backend k, ConvShape g, Tensor y, Tensor gx, Tensor w, Tensor gy, Tensor gw) {
    Tensor bothY = y.engine().empty(y.shape());
    Tensor bothW = y.engine().empty(w.shape());
    k.conv2dTransposedGrads(bothY, bothW, null, y, gx, w, null, g);
    assertArrayEquals(gy.toArray(), bothY.toArray(), "transposed, in y, " + g);
    assertArrayEquals(gw.toArray(), bothW.toArray(), "transposed, in w, " + g);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void pooling(String kernels) {
    try (Engine e = Engines.named(kernels, 2)) {
      Backend k = e.backend();
      for (PoolShape g : PoolCases.geometries()) {
        Tensor picks = e.of(PoolCases.floats(PoolCases.picks(g)), PoolCases.out(g));
        Tensor x = normal(e, 4, PoolCases.in(g));
        Tensor gy = normal(e, 5, PoolCases.out(g));
        Tensor y = e.empty(gy.shape());
        Tensor gx = e.empty(x.shape());
        long terms = (long) g.size() * g.size();
        k.maxPoolGather(y, x, picks, g);
        k.maxPoolGrad(gx, gy, picks, g);
        same("picking, " + g, inner(y, gy), inner(x, gx), terms);
        k.avgPool(y, x, g);
        k.avgPoolGrad(gx, gy, g);
        same("mean, " + g, inner(y, gy), inner(x, gx), terms);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void gatheringRows(String kernels) {
    try (Engine e = Engines.named(kernels, 2)) {
      int[] index = Numbers.index(6, 40, 11);
      Tensor table = normal(e, 7, 11, 33);
      Tensor g = normal(e, 8, 40, 33);
      Tensor rows = e.empty(Shape.of(40, 33));
      Tensor back = e.zeros(Shape.of(11, 33));
      e.backend().gatherRows(rows, table, index);
      e.backend().scatterAddRows(back, g, index);
      same("gatherRows", inner(rows, g), inner(table, back), 40);
    }
  }

  /** The Jacobian of softmax is symmetric: ⟨J u, v⟩ = ⟨u, J v⟩. */
  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void softmaxJacobianIsSymmetric(String kernels) {
    try (Engine e = Engines.named(kernels, 2)) {
      Tensor y = e.empty(Shape.of(9, 33));
      e.backend().softmax(y, normal(e, 9, 9, 33), 9, 33);
      Tensor u = normal(e, 10, 9, 33);
      Tensor v = normal(e, 11, 9, 33);
      Tensor ju = e.empty(y.shape());
      Tensor jv = e.empty(y.shape());
      e.backend().softmaxGrad(ju, y, u, 9, 33);
      e.backend().softmaxGrad(jv, y, v, 9, 33);
      same("softmax", inner(ju, v), inner(u, jv), 33);
    }
  }
}

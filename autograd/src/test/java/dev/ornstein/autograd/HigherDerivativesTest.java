package dev.ornstein.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Linalg;
import dev.ornstein.tensor.op.Rearrange;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Gradients of gradients against closed forms. */
class HigherDerivativesTest {
  private static final float TOLERANCE = 2e-5f;

  private final Engine engine = Engine.create("auto", 1, line -> {});
  private final Rng rng = Rng.of(2);

  @AfterEach
  void close() {
    engine.close();
  }

  private Tensor normal(int... dims) {
    Tensor t = engine.empty(Shape.of(dims));
    rng.normal(t);
    return t;
  }

  @Test
  void fourDerivativesOfASine() {
    Tensor at = engine.of(new float[] {-2, 0, 0.5f, 3}, 4);
    Var x = Var.leaf(at);
    try (Tape tape = Tape.record()) {
      Var d = x.sin();
      for (int order = 1; order <= 4; order++) {
        d = tape.gradients(d.sum(), List.of(x), true).get(0);
        for (int i = 0; i < 4; i++) {
          double expected = Math.sin(at.get(i) + order * Math.PI / 2);
          assertEquals(expected, d.value().get(i), 1e-6, "derivative " + order);
        }
      }
    }
  }

  @Test
  void hessianTimesVectorOfAQuadratic() {
    // y = ½ xᵀAx + bᵀx: gradient ½(A + Aᵀ)x + b, Hessian ½(A + Aᵀ).
    int n = 9;
    Tensor a = normal(n, n);
    Tensor v = normal(n, 1);
    Var x = Var.leaf(normal(n, 1));
    Var b = Var.constant(normal(n, 1));
    Tensor hessian = a.plus(Rearrange.transpose(a)).times(0.5f);
    try (Tape tape = Tape.record()) {
      Var quadratic = x.matmul(Var.constant(a).matmul(x), true, false).times(0.5f);
      Var y = quadratic.plus(b.matmul(x, true, false)).sum();
      Var g = tape.gradients(y, List.of(x), true).get(0);
      near(hessian.matmul(x.value()).plus(b.value()), g.value());
      Var hv = tape.gradients(g, Var.constant(v), List.of(x), false).get(0);
      near(hessian.matmul(v), hv.value());
      Var again = tape.gradients(g.times(Var.constant(v)).sum(), List.of(x), false).get(0);
      near(hessian.matmul(v), again.value());
    }
  }

  @Test
  void gradientAndHessianOfASmallNetwork() {
    // y = uᵀ tanh(Wx): ∇y = Wᵀ(u∘(1−h²)), ∇²y·v = −2 Wᵀ(u∘h∘(1−h²)∘Wv).
    Tensor w = normal(7, 5);
    Tensor u = normal(1, 7);
    Tensor v = normal(1, 5);
    Var x = Var.leaf(normal(1, 5));
    try (Tape tape = Tape.record()) {
      Var h = Ops.linear(x, Var.leaf(w), null).tanh();
      Var y = h.times(Var.constant(u)).sum();
      Var g = tape.gradients(y, List.of(x), true).get(0);
      Tensor slope = h.value().times(h.value()).times(-1f).plus(1f);
      near(u.times(slope).matmul(w), g.value());
      Var hv = tape.gradients(g, Var.constant(v), List.of(x), false).get(0);
      Tensor wv = Linalg.matmul(v, w, false, true);
      Tensor expected = u.times(h.value()).times(slope).times(wv).times(-2f).matmul(w);
      near(expected, hv.value());
    }
  }

  @Test
  void aPenaltyOnTheGradientTrainsTheWeights() {
    // y = w·x², penalty (∂y/∂x)² = 4w²x²: its derivative by w is 8wx².
    Var x = Var.leaf(engine.scalar(3f));
    Var w = Var.leaf(engine.scalar(0.5f));
    try (Tape tape = Tape.record()) {
      Var y = w.times(x.square());
      Var g = tape.gradients(y, List.of(x), true).get(0);
      tape.backward(g.square());
    }
    assertEquals(8 * 0.5f * 9, w.grad().item(), 1e-4f);
    assertEquals(8 * 0.25f * 3, x.grad().item(), 1e-4f);
  }

  @Test
  void theJacobianTimesAVectorByTwoReversals() {
    // (∂/∂u)((∂f/∂x)ᵀu)ᵀv = (∂f/∂x)v, which is cos(x)·v for the sine.
    Var x = Var.leaf(normal(6));
    Tensor v = normal(6);
    try (Tape tape = Tape.record()) {
      Var y = x.sin();
      Var u = Var.leaf(engine.zeros(y.shape()));
      Var pulled = tape.gradients(y, u, List.of(x), true).get(0);
      Var pushed = tape.gradients(pulled, Var.constant(v), List.of(u), false).get(0);
      for (int i = 0; i < 6; i++) {
        assertEquals(Math.cos(x.value().get(i)) * v.get(i), pushed.value().get(i), 1e-6);
      }
    }
  }

  @Test
  void aConstantGradientIsAConstant() {
    Var x = Var.leaf(normal(3));
    try (Tape tape = Tape.record()) {
      Var g = tape.gradients(x.times(2f).sum(), List.of(x), true).get(0);
      assertFalse(g.requiresGrad());
      assertArrayEquals(new float[] {2, 2, 2}, g.value().toArray());
    }
  }

  private static void near(Tensor expected, Tensor got) {
    assertEquals(expected.shape(), got.shape());
    assertArrayEquals(expected.toArray(), got.toArray(), TOLERANCE);
  }
}

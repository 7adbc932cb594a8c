package dev.ornstein.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The check itself: it must fail for gradients that are a little wrong. */
class GradCheckTest {
  private final Engine engine = Engine.create("auto", 1, line -> {});
  private final Tensor x = Samples.normal(engine, 40);

  @AfterEach
  void close() {
    engine.close();
  }

  /** y = x³ with a gradient of adjustable wrongness. */
  private static final class Cube extends Operation {
    private final Var x;
    private final float fused;
    private final float composed;

    Cube(Var x, float fused, float composed) {
      super(x);
      this.x = x;
      this.fused = fused;
      this.composed = composed;
    }

    Var of() {
      return apply();
    }

    @Override
    protected Tensor forward() {
      return x.value().times(x.value()).times(x.value());
    }

    @Override
    protected void backward(Var y, Var gy, Adjoints to) {
      float factor = to.recorded() ? composed : fused;
      to.add(x, () -> gy.times(x.square()).times(3f * factor));
    }
  }

  @Test
  void aRightGradientPasses() {
    GradCheck.first("cube", v -> new Cube(v[0], 1f, 1f).of(), x);
    GradCheck.second("cube", v -> new Cube(v[0], 1f, 1f).of(), x);
  }

  @Test
  void oneHundredthTooMuchFails() {
    AssertionError e =
        assertThrows(
            AssertionError.class,
            () -> GradCheck.first("cube", v -> new Cube(v[0], 1.01f, 1f).of(), x));
    assertTrue(e.getMessage().startsWith("cube: first derivative is off by"), e.getMessage());
    assertThrows(
        AssertionError.class,
        () -> GradCheck.second("cube", v -> new Cube(v[0], 1f, 1.01f).of(), x));
  }

  @Test
  void aMissingSecondDerivativeFails() {
    assertThrows(
        AssertionError.class,
        () ->
            GradCheck.second("detached", v -> new Cube(v[0], 1f, 1f).of().times(v[0].detach()), x));
  }

  @Test
  void nanFails() {
    assertThrows(
        AssertionError.class,
        () -> GradCheck.first("root of negative numbers", v -> v[0].sqrt(), x));
    assertThrows(
        AssertionError.class,
        () -> GradCheck.first("infinite", v -> new Cube(v[0], 1e38f, 1f).of().times(1e30f), x));
  }

  @Test
  void leavesAreFoundAsTheyWere() {
    Var leaf = Var.leaf(x.copy());
    GradCheck.first("in place", () -> leaf.square().times(leaf), leaf);
    GradCheck.second("in place", () -> leaf.square().times(leaf), leaf);
    assertArrayEquals(x.toArray(), leaf.value().toArray());
  }
}

package dev.ornstein.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.op.Convolution;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where the gradients of leaves accumulate, and for how long. */
class LeafTest {
  private final Engine engine = Engine.create("auto", 1, line -> {});

  @AfterEach
  void close() {
    engine.close();
  }

  private static void backward(Var x, float factor) {
    try (Tape tape = Tape.record()) {
      tape.backward(x.times(factor).sum());
    }
  }

  @Test
  void gradientsAddUpUntilTheyAreZeroed() {
    Var x = Var.leaf(engine.zeros(Shape.of(2)));
    assertNull(x.grad());
    backward(x, 3f);
    backward(x, 4f);
    assertArrayEquals(new float[] {7, 7}, x.grad().toArray());
    Tensor memory = x.grad();
    x.zeroGrad();
    assertNull(x.grad());
    backward(x, 5f);
    assertArrayEquals(new float[] {5, 5}, x.grad().toArray());
    assertSame(memory, x.grad());
  }

  /** A kernel writes both of its gradients, and its memory has room for one of them. */
  @Test
  void oneLeafMayBeImageAndKernelOrScaleAndShift() {
    Convolution.Geometry g = Convolution.Geometry.padded(1);
    same(engine.full(Shape.of(3, 3, 3, 3), 0.5f), (a, b) -> Ops.conv2d(a, b, null, g));
    Var x = Var.constant(engine.full(Shape.of(2, 3, 4, 4), 0.25f));
    Var w = Var.constant(engine.full(Shape.of(16, 3, 3, 3), 1f));
    same(
        engine.full(Shape.of(3), 2f),
        (a, b) -> Ops.conv2d(new Normed(x, a, b, 3, 1e-3f, Activation.SILU), w, null, null, g));
  }

  /** Of unequal numbers, whose two gradients differ. */
  @Test
  void oneLeafMayBeImageAndKernelOfAnyConvolution() {
    Convolution.Geometry g = Convolution.Geometry.padded(1);
    Convolution.Geometry skip = new Convolution.Geometry(2, 1, 1, 1);
    Tensor values = engine.empty(Shape.of(16, 16, 3, 3));
    Rng.of(7).normal(values);
    same(values, (p, w) -> Ops.conv2d(p, w, null, g));
    same(values, (p, w) -> Ops.convTranspose2d(p, w, null, g, 0));
    same(values, (p, w) -> Ops.convTranspose2d(p, w, null, skip, 1));
    Var ones = Var.constant(engine.full(Shape.of(16), 1f));
    same(
        values,
        (p, w) ->
            Ops.conv2d(new Normed(p, ones, ones, 4, 1e-5f, Activation.SILU), w, null, null, g));
  }

  /** The gradient of f(v, v) is the sum of both of f(a, b), also where there is one already. */
  private static void same(Tensor value, BinaryOperator<Var> f) {
    Var v = Var.leaf(value);
    Var a = Var.leaf(value.copy());
    Var b = Var.leaf(value.copy());
    try (Tape tape = Tape.record()) {
      tape.backward(f.apply(v, v).square().sum());
      tape.backward(f.apply(a, b).square().sum());
      assertArrayEquals(a.grad().plus(b.grad()).toArray(), v.grad().toArray());
      tape.backward(f.apply(v, v).square().sum());
      assertArrayEquals(
          a.grad().plus(b.grad()).times(2f).toArray(), v.grad().toArray(), 1e-5f * norm(a.grad()));
    }
  }

  private static float norm(Tensor t) {
    float[] x = t.toArray();
    float most = 0;
    for (float e : x) {
      most = Math.max(most, Math.abs(e));
    }
    return most;
  }

  @Test
  void gradientsGoIntoAWindowOfAnArena() {
    Tensor arena = engine.full(Shape.of(5), Float.NaN);
    Var x = Var.leaf(engine.zeros(Shape.of(2)));
    x.gradInto(arena.window(1, Shape.of(2)));
    assertNull(x.grad());
    backward(x, 3f);
    backward(x, 4f);
    float nan = Float.NaN;
    assertArrayEquals(new float[] {nan, 7, 7, nan, nan}, arena.toArray());
    x.zeroGrad();
    assertArrayEquals(new float[] {nan, 7, 7, nan, nan}, arena.toArray(), "writes no memory");
    backward(x, 1f);
    assertArrayEquals(new float[] {nan, 1, 1, nan, nan}, arena.toArray());
  }

  @Test
  void weightsOfLinearAccumulateWhereTheyAre() {
    Tensor arena = engine.full(Shape.of(6), Float.NaN);
    Var w = Var.leaf(engine.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2));
    w.gradInto(arena.reshape(3, 2));
    Var x = Var.constant(engine.of(new float[] {1, 10}, 1, 2));
    for (int pass = 1; pass <= 2; pass++) {
      try (Tape tape = Tape.record()) {
        // Used twice in one pass, and twice in two passes.
        tape.backward(Ops.linear(x, w, null).sum().plus(Ops.linear(x, w, null).sum()));
      }
      float[] expected = {2 * pass, 20 * pass, 2 * pass, 20 * pass, 2 * pass, 20 * pass};
      assertArrayEquals(expected, arena.toArray());
    }
  }

  @Test
  void theMemoryMustFitAndBelongToALeaf() {
    Var x = Var.leaf(engine.zeros(Shape.of(2, 3))).named("head.weight");
    ShapeException wrong =
        assertThrows(ShapeException.class, () -> x.gradInto(engine.zeros(Shape.of(3, 2))));
    for (String part : new String[] {"head.weight", "(2, 3)", "(3, 2)"}) {
      assertTrue(wrong.getMessage().contains(part), wrong.getMessage());
    }
    Var c = Var.constant(engine.zeros(Shape.of(2)));
    assertThrows(IllegalStateException.class, () -> c.gradInto(engine.zeros(Shape.of(2))));
    c.zeroGrad();
    assertNull(c.grad());
  }

  @Test
  void aGradientOutlivesTheScopeOfItsPass() {
    Var x = Var.leaf(engine.full(Shape.of(1000), 2f));
    try (Scope step = engine.scope()) {
      try (Tape tape = Tape.record()) {
        tape.backward(x.square().sum());
      }
    }
    try (Scope next = engine.scope()) {
      for (int i = 0; i < 5; i++) {
        engine.full(Shape.of(1000), Float.NaN); // takes back what the first scope returned
      }
      assertEquals(4f, x.grad().get(999));
    }
  }

  @Test
  void aStepInSteadyStateAllocatesNothing() {
    Var x = Var.constant(engine.full(Shape.of(4, 3, 16, 16), 0.5f));
    Var w = Var.leaf(engine.full(Shape.of(16, 3, 3, 3), 0.1f));
    Var v = Var.leaf(engine.full(Shape.of(10, 16 * 64), 0.01f));
    long after = 0;
    for (int step = 0; step < 5; step++) {
      long before = engine.allocatedBytes();
      try (Scope scope = engine.scope();
          Tape tape = Tape.record()) {
        Var h = Ops.conv2d(x, w, null, Convolution.Geometry.padded(1)).silu();
        Var y = Ops.linear(Ops.maxPool(h, 2, 2).reshape(4, -1), v, null);
        tape.backward(y.square().mean());
      }
      after = engine.allocatedBytes() - before;
    }
    assertTrue(after < 4096, after + " bytes in the fifth step: more than the small arrays");
  }

  @Test
  void detachSharesTheValueAndStopsTheGradient() {
    Var x = Var.leaf(engine.of(new float[] {2, 3}, 2));
    try (Tape tape = Tape.record()) {
      Var y = x.square();
      Var d = y.detach();
      assertNotSame(y, d);
      assertSame(y.value(), d.value());
      tape.backward(d.times(x).sum());
    }
    assertArrayEquals(new float[] {4, 9}, x.grad().toArray());
  }

  /** A kernel that fails has borrowed the memory and never brings it back. */
  @Test
  void aPassThatFailsLeavesNothingBehind() {
    Var x = Var.constant(engine.full(Shape.of(1, 1, 3, 3), 1f));
    Var w = Var.leaf(engine.full(Shape.of(1, 1, 3, 3), 2f));
    Adjoints failed = Adjoints.forLeaves();
    failed.memoryFor(w);
    try (Tape tape = Tape.record()) {
      tape.backward(Ops.conv2d(x, w, null, Convolution.Geometry.padded(0)).sum());
      tape.backward(w.sum());
    }
    assertArrayEquals(new float[] {2, 2, 2, 2, 2, 2, 2, 2, 2}, w.grad().toArray());
  }
}

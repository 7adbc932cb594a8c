package dev.ornstein.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One value in several places: gradients add up, and no tensor is written that another holds. */
class AliasTest {
  private final Engine engine = Engine.create("auto", 1, line -> {});
  private final Var x = Var.leaf(engine.of(new float[] {1, 2, 3}, 3));

  @AfterEach
  void close() {
    engine.close();
  }

  /** The gradient of Σ f(x), by backward and by gradients, recorded or not. */
  private void gradientIs(UnaryOperator<Var> f, float... expected) {
    x.zeroGrad();
    try (Tape tape = Tape.record()) {
      Var y = f.apply(x).sum();
      tape.backward(y);
      assertArrayEquals(expected, x.grad().toArray(), 1e-5f);
      for (boolean createGraph : new boolean[] {false, true}) {
        Var g = tape.gradients(y, List.of(x), createGraph).get(0);
        assertArrayEquals(expected, g.value().toArray(), 1e-5f);
      }
    }
  }

  @Test
  void bothArgumentsAreTheSame() {
    gradientIs(v -> v.plus(v), 2, 2, 2);
    gradientIs(v -> v.minus(v), 0, 0, 0);
    gradientIs(v -> v.times(v), 2, 4, 6);
    gradientIs(v -> v.divide(v), 0, 0, 0);
    gradientIs(v -> v.maximum(v), 1, 1, 1);
    gradientIs(v -> v.minimum(v), 1, 1, 1);
    gradientIs(v -> Ops.concat(0, v, v, v), 3, 3, 3);
    gradientIs(v -> v.reshape(1, 3).matmul(v.reshape(3, 1)), 2, 4, 6);
  }

  @Test
  void anIntermediateValueIsUsedThrice() {
    gradientIs(
        v -> {
          Var y = v.times(2f);
          return y.plus(y).plus(y);
        },
        6,
        6,
        6);
    gradientIs(
        v -> {
          Var y = v.square();
          return y.plus(v).plus(y.times(y)).plus(y.reshape(3, 1).reshape(3));
        },
        2 + 1 + 4 + 2,
        4 + 1 + 32 + 4,
        6 + 1 + 108 + 6);
  }

  @Test
  void aChainOfAdditionsDoesNotWriteIntoAGradientHeldElsewhere() {
    // The gradient of s is handed to a, b and c as it is; a and b then receive more.
    Var a = Var.leaf(engine.of(new float[] {1, 2, 3}, 3));
    try (Tape tape = Tape.record()) {
      Var p = x.times(1f);
      Var q = a.times(1f);
      Var s = p.plus(q);
      Var y = s.plus(p).plus(p).plus(s).sum();
      List<Var> g = tape.gradients(y, List.of(p, q, s, x, a), false);
      assertArrayEquals(new float[] {4, 4, 4}, g.get(0).value().toArray());
      assertArrayEquals(new float[] {2, 2, 2}, g.get(1).value().toArray());
      assertArrayEquals(new float[] {2, 2, 2}, g.get(2).value().toArray());
      assertArrayEquals(new float[] {4, 4, 4}, g.get(3).value().toArray());
      assertArrayEquals(new float[] {2, 2, 2}, g.get(4).value().toArray());
    }
  }

  @Test
  void theGivenOutputGradientIsNotWrittenAndNotHandedOut() {
    Tensor given = engine.of(new float[] {1, 1, 1}, 3);
    try (Tape tape = Tape.record()) {
      Var y = x.plus(1f);
      List<Var> g = tape.gradients(y, Var.constant(given), List.of(x, y), false);
      for (Var one : g) {
        assertNotSame(given.array(), one.value().array());
        one.value().fillInPlace(9f);
      }
      tape.backward(y, given);
      tape.backward(y.plus(y).plus(y), given);
    }
    assertArrayEquals(new float[] {1, 1, 1}, given.toArray());
    assertArrayEquals(new float[] {4, 4, 4}, x.grad().toArray());
  }

  @Test
  void equalOnesShareTheGradient() {
    Var ties = Var.leaf(engine.of(new float[] {5, 1, 5, 5, 2}, 5));
    Var zeros = Var.leaf(engine.zeros(x.shape()));
    try (Tape tape = Tape.record()) {
      tape.backward(ties.max(false, 0).times(6f));
      tape.backward(zeros.relu().plus(zeros.abs()).plus(zeros.maximum(zeros.detach())).sum());
    }
    assertArrayEquals(new float[] {2, 0, 2, 2, 0}, ties.grad().toArray());
    assertArrayEquals(new float[] {0.5f, 0.5f, 0.5f}, zeros.grad().toArray());
  }
}

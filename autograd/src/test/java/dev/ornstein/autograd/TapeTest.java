package dev.ornstein.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is recorded when, what may be differentiated where, and what the refusals say. */
class TapeTest {
  private final Engine engine = Engine.create("auto", 1, line -> {});
  private final Var x = Var.leaf(engine.of(new float[] {1, 2, 3}, 3)).named("x");
  private final Var c = Var.constant(engine.of(new float[] {4, 5, 6}, 3));

  @AfterEach
  void nothingIsLeftOpen() {
    engine.close();
    assertFalse(Tape.isRecording());
  }

  private static String message(Class<? extends RuntimeException> kind, Runnable r) {
    return assertThrows(kind, r::run).getMessage();
  }

  @Test
  void backwardUsesTheSameMemoryAgainAndAgain() {
    try (Engine engine = Engine.create("scalar", 1, line -> {})) {
      Var x = Var.leaf(engine.full(Shape.of(1000), 0.5f));
      long before;
      long forward;
      try (Scope step = engine.scope();
          Tape tape = Tape.record()) {
        Var y = x;
        for (int i = 0; i < 20; i++) {
          y =
              y.times(y)
                  .times(0.5f)
                  .plus(x.times(0.1f)); // its gradient goes two ways, and x's comes from everywhere
        }
        forward = engine.allocatedBytes();
        tape.backward(y.mean());
        before = engine.allocatedBytes();
      }
      assertTrue(before - forward <= 9 * 4000, "20 layers need " + (before - forward) + " bytes");
      double[] truth = {0.5, 1};
      for (int i = 0; i < 20; i++) {
        truth = new double[] {truth[0] * truth[0] / 2 + 0.05, truth[0] * truth[1] + 0.1};
      }
      assertEquals(truth[1] / 1000, x.grad().get(0), 1e-5 * truth[1] / 1000);
    }
  }

  @Test
  void withoutATapeNothingIsRecorded() {
    Var y = x.times(x);
    assertFalse(y.requiresGrad());
    assertArrayEquals(new float[] {1, 4, 9}, y.value().toArray());
  }

  @Test
  void onlyWhatDependsOnALeafIsRecorded() {
    try (Tape tape = Tape.record()) {
      Var constant = c.times(2f).exp();
      assertFalse(constant.requiresGrad());
      assertEquals(0, tape.operations().size());
      assertTrue(x.times(constant).requiresGrad());
      assertEquals(1, tape.operations().size());
    }
  }

  @Test
  void noGradSuspendsAndGoesBack() {
    try (Tape tape = Tape.record()) {
      try (NoGrad off = NoGrad.enter()) {
        assertFalse(Tape.isRecording());
        assertFalse(x.square().requiresGrad());
        try (NoGrad again = NoGrad.enter()) {
          assertFalse(Tape.isRecording());
        }
        assertFalse(Tape.isRecording());
      }
      assertTrue(Tape.isRecording());
      assertTrue(x.square().requiresGrad());
      assertEquals(1, tape.operations().size());
    }
  }

  @Test
  void aTapeInsideNoGradRecords() {
    try (NoGrad off = NoGrad.enter();
        Tape tape = Tape.record()) {
      tape.backward(x.sum());
    }
    assertArrayEquals(new float[] {1, 1, 1}, x.grad().toArray());
  }

  @Test
  void backwardAccumulatesInEveryLeaf() {
    Var w = Var.leaf(engine.scalar(2f));
    try (Tape tape = Tape.record()) {
      tape.backward(x.square().times(w).sum());
    }
    assertArrayEquals(new float[] {4, 8, 12}, x.grad().toArray());
    assertEquals(14f, w.grad().item());
    assertNull(c.grad());
  }

  @Test
  void aResultMayBeDifferentiatedTwice() {
    try (Tape tape = Tape.record()) {
      Var y = x.square().sum();
      tape.backward(y);
      tape.backward(y);
    }
    assertArrayEquals(new float[] {4, 8, 12}, x.grad().toArray());
  }

  @Test
  void backwardTakesTheGradientOfTheOutput() {
    try (Tape tape = Tape.record()) {
      Var y = x.square();
      tape.backward(y, engine.of(new float[] {1, 0, -1}, 3));
      String message =
          message(ShapeException.class, () -> tape.backward(y, engine.zeros(c.shape().with(0, 2))));
      assertTrue(message.contains("(2)") && message.contains("(3)"), message);
    }
    assertArrayEquals(new float[] {2, 0, -6}, x.grad().toArray());
  }

  @Test
  void aLeafIsItsOwnGradient() {
    try (Tape tape = Tape.record()) {
      tape.backward(x, c.value());
      Var g = tape.gradients(x, c, List.of(x), false).get(0);
      assertArrayEquals(new float[] {4, 5, 6}, g.value().toArray());
    }
    assertArrayEquals(new float[] {4, 5, 6}, x.grad().toArray());
  }

  @Test
  void gradientsTouchNoLeafAndStopAtWhatWasAsked() {
    Var w = Var.leaf(engine.scalar(3f));
    try (Tape tape = Tape.record()) {
      Var hidden = x.times(w);
      Var y = hidden.square().sum();
      List<Var> g = tape.gradients(y, List.of(hidden, x, y), false);
      assertArrayEquals(new float[] {6, 12, 18}, g.get(0).value().toArray());
      assertArrayEquals(new float[] {18, 36, 54}, g.get(1).value().toArray());
      assertEquals(1f, g.get(2).item());
      assertEquals(3, tape.operations().size(), "nothing more is recorded");
    }
    assertNull(x.grad());
    assertNull(w.grad());
  }

  @Test
  void theSameTargetTwiceGetsTwoGradientsOfTheirOwn() {
    try (Tape tape = Tape.record()) {
      List<Var> g = tape.gradients(x.square().sum(), List.of(x, x), false);
      g.get(0).value().fillInPlace(0f);
      assertArrayEquals(new float[] {2, 4, 6}, g.get(1).value().toArray());
    }
  }

  @Test
  void theGradientOfSomethingElseIsZero() {
    Var other = Var.leaf(engine.full(c.shape(), 7f));
    try (Tape tape = Tape.record()) {
      Var unused = other.exp();
      for (boolean createGraph : new boolean[] {false, true}) {
        List<Var> g = tape.gradients(x.sum(), List.of(other, unused), createGraph);
        assertArrayEquals(new float[3], g.get(0).value().toArray());
        assertArrayEquals(new float[3], g.get(1).value().toArray());
      }
    }
  }

  @Test
  void gradientsOfAConstantAreRefused() {
    try (Tape tape = Tape.record()) {
      Var y = x.times(c).sum();
      String message =
          message(IllegalArgumentException.class, () -> tape.gradients(y, List.of(x, c), false));
      assertTrue(message.contains("x[1]") && message.contains("constant"), message);
    }
  }

  @Test
  void aLossHasOneElement() {
    try (Tape tape = Tape.record()) {
      Var y = x.square();
      String message = message(ShapeException.class, () -> tape.backward(y));
      assertTrue(message.contains("backward") && message.contains("(3)"), message);
      message = message(ShapeException.class, () -> tape.gradients(y, List.of(x), false));
      assertTrue(message.contains("gradients") && message.contains("(3)"), message);
    }
  }

  @Test
  void whatWasNotRecordedHasNoGradient() {
    Var before = x.sum();
    try (Tape tape = Tape.record()) {
      Var hidden;
      try (NoGrad off = NoGrad.enter()) {
        hidden = x.sum();
      }
      for (Var y : List.of(before, hidden, c.sum(), x.sum().detach())) {
        String message = message(IllegalStateException.class, () -> tape.backward(y));
        assertTrue(message.contains("not recorded"), message);
      }
    }
  }

  @Test
  void aClosedTapeIsRefused() {
    Tape tape = Tape.record();
    Var y = x.sum();
    tape.close();
    tape.close();
    String message = message(IllegalStateException.class, () -> tape.backward(y));
    assertTrue(message.contains("closed"), message);
    assertEquals(6f, y.item(), "values stay readable");
    try (Tape next = Tape.record()) {
      message = message(IllegalStateException.class, () -> next.backward(y));
      assertTrue(message.contains("another tape"), message);
      message = message(IllegalStateException.class, () -> y.plus(x));
      assertTrue(message.contains("plus") && message.contains("closed"), message);
      next.backward(y.detach().plus(x).sum());
    }
    assertArrayEquals(new float[] {1, 1, 1}, x.grad().toArray());
    assertEquals(12f, y.times(2f).item(), "without a tape it is a value as any other");
  }

  @Test
  void nestedTapesAreIndependent() {
    try (Tape outer = Tape.record()) {
      Var y = x.square();
      try (Tape inner = Tape.record()) {
        String message = message(IllegalStateException.class, () -> y.times(2f));
        assertTrue(message.contains("another tape"), message);
        message = message(IllegalStateException.class, () -> inner.backward(y.sum()));
        assertTrue(message.contains("another tape"), message);
        Var restart = Var.leaf(y.value());
        Var g = inner.gradients(restart.square().sum(), List.of(restart), false).get(0);
        assertArrayEquals(new float[] {2, 8, 18}, g.value().toArray());
      }
      outer.backward(y.sum());
    }
    assertArrayEquals(new float[] {2, 4, 6}, x.grad().toArray());
  }

  @Test
  void scopesCloseInReverseOrder() {
    Tape outer = Tape.record();
    Tape inner = Tape.record();
    assertTrue(message(IllegalStateException.class, outer::close).contains("still open"));
    inner.close();
    NoGrad off = NoGrad.enter();
    assertTrue(message(IllegalStateException.class, outer::close).contains("still open"));
    Tape innermost = Tape.record();
    assertTrue(message(IllegalStateException.class, off::close).contains("still open"));
    innermost.close();
    off.close();
    off.close();
    outer.close();
  }

  @Test
  void aTapeIsOneThreadsOwn() throws InterruptedException {
    boolean[] recording = {true};
    try (Tape tape = Tape.record()) {
      Thread other = new Thread(() -> recording[0] = Tape.isRecording());
      other.start();
      other.join();
    }
    assertFalse(recording[0]);
  }

  @Test
  void aFailedBackwardPassLeavesRecordingAsItWas() {
    try (Tape tape = Tape.record()) {
      Var square = x.square();
      Var y = square.sum();
      x.value().fillInPlace(1f);
      assertThrows(IllegalStateException.class, () -> tape.backward(y));
      assertTrue(Tape.isRecording());
    }
  }

  @Test
  void shapeFaultsNameTheOperationAndBothShapes() {
    Var m = Var.leaf(engine.zeros(Shape.of(2, 4)));
    assertNames(() -> x.plus(m), "plus", "(3)", "(2, 4)");
    assertNames(() -> m.matmul(m), "matmul", "(2, 4)");
    assertNames(() -> Ops.linear(m, m.reshape(4, 2), null), "linear", "(2, 4)", "(4, 2)");
    assertNames(() -> Ops.concat(1, m, x), "concat", "(2, 4)", "(3)");
    assertNames(() -> m.expand(x.shape()), "expand", "(2, 4)", "(3)");
    assertNames(() -> m.slice(1, 2, 5), "slice", "5", "(2, 4)");
    assertNames(() -> Ops.maxPool(m, 2, 2), "maxPool", "(2, 4)");
  }

  private static void assertNames(Runnable r, String... parts) {
    String message = message(ShapeException.class, r);
    for (String part : parts) {
      assertTrue(message.contains(part), part + " is missing in: " + message);
    }
  }
}

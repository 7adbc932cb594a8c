package dev.ornstein.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Overwriting what a gradient needs is noticed; overwriting anything else is allowed. */
class InPlaceTest {
  private final Engine engine = Engine.create("auto", 1, line -> {});
  private final Var x = Var.leaf(engine.of(new float[] {1, 2, 3, 4}, 4));

  @AfterEach
  void close() {
    engine.close();
  }

  /** Computes y = f(x), misuses, then asks for the gradient. */
  private void run(UnaryOperator<Var> f, Consumer<Var> misuse) {
    try (Tape tape = Tape.record()) {
      Var y = f.apply(x);
      misuse.accept(y);
      tape.backward(y, engine.full(y.shape(), 1f));
    }
  }

  private void refused(String operation, UnaryOperator<Var> f, Consumer<Var> misuse) {
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> run(f, misuse));
    assertTrue(e.getMessage().contains("in place"), e.getMessage());
    assertTrue(e.getMessage().contains(operation + " (operation 0"), e.getMessage());
  }

  @Test
  void everyWayOfOverwritingASavedInputIsNoticed() {
    Tensor ones = engine.full(x.shape(), 1f);
    refused("square", Var::square, y -> x.value().fillInPlace(0f));
    refused("square", Var::square, y -> x.value().set(ones));
    refused("square", Var::square, y -> x.value().addInPlace(1f, ones));
    refused(
        "square",
        Var::square,
        y -> {
          x.value().array()[x.value().offset()] = 5;
          x.value().changed();
        });
  }

  @Test
  void overwritingThroughAWindowOrAnotherShapeIsNoticed() {
    refused("square", Var::square, y -> x.value().window(1, Shape.of(2)).fillInPlace(0f));
    refused("square", Var::square, y -> x.value().reshape(2, 2).fillInPlace(0f));
  }

  @Test
  void overwritingASavedResultIsNoticed() {
    refused("exp", Var::exp, y -> y.value().fillInPlace(0f));
    refused("relu", Var::relu, y -> y.value().fillInPlace(0f));
    refused("softmax", Var::softmax, y -> y.detach().value().fillInPlace(0f));
  }

  @Test
  void eitherFactorIsGuarded() {
    Var w = Var.leaf(engine.full(Shape.of(4), 2f));
    refused("times", v -> v.times(w), y -> w.value().fillInPlace(0f));
    refused("times", v -> v.times(w), y -> x.value().fillInPlace(0f));
  }

  @Test
  void whatNoGradientReadsMayBeOverwritten() {
    run(v -> v.plus(1f), y -> y.value().fillInPlace(0f));
    run(Var::exp, y -> x.value().fillInPlace(0f));
    assertArrayEquals(
        new float[] {
          1 + (float) Math.exp(1),
          1 + (float) Math.exp(2),
          1 + (float) Math.exp(3),
          1 + (float) Math.exp(4)
        },
        x.grad().toArray(),
        1e-4f);
  }

  @Test
  void changesBeforeForwardAndAfterBackwardAreAllowed() {
    x.value().fillInPlace(3f);
    run(Var::square, y -> {});
    x.value().addInPlace(-0.1f, x.grad()); // a step of gradient descent
    run(Var::square, y -> {});
    assertArrayEquals(new float[] {10.8f, 10.8f, 10.8f, 10.8f}, x.grad().toArray(), 1e-5f);
  }
}

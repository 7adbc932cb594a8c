package dev.ornstein.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ornstein.tensor.Engine;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Finding where a NaN began. */
class FirstNonFiniteTest {
  private final Engine engine = Engine.create("auto", 1, line -> {});

  @AfterEach
  void close() {
    engine.close();
  }

  private Var leaf(float... values) {
    return Var.leaf(engine.of(values, values.length));
  }

  @Test
  void nothingWhenAllIsFinite() {
    try (Tape tape = Tape.record()) {
      leaf(1, 2).exp().sum();
      assertEquals(Optional.empty(), tape.firstNonFinite());
    }
  }

  @Test
  void theOperationWhoseResultWentWrongFirst() {
    try (Tape tape = Tape.record()) {
      Var x = leaf(1, -1);
      x.plus(1f).times(x.minus(1f)).log().exp().sum();
      assertEquals(
          Optional.of("the result of log (operation 3, result (2))"), tape.firstNonFinite());
    }
  }

  @Test
  void theInputByItsName() {
    try (Tape tape = Tape.record()) {
      Var good = leaf(1, 2);
      Var bad = leaf(1, Float.POSITIVE_INFINITY).named("conv1.weight");
      good.square().times(bad).sum();
      assertEquals(
          Optional.of("the leaf \"conv1.weight\" (2), an input of times (operation 1, result (2))"),
          tape.firstNonFinite());
    }
  }

  @Test
  void anInputWithoutAName() {
    try (Tape tape = Tape.record()) {
      leaf(1, 2).times(leaf(Float.NaN, 1).detach()).sum();
      assertEquals(
          Optional.of("a constant (2), an input of times (operation 0, result (2))"),
          tape.firstNonFinite());
    }
  }
}

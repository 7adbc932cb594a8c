package dev.ornstein.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.kernel.Engines;
import dev.ornstein.tensor.op.Linalg;
import org.junit.jupiter.api.Test;

class EngineTest {
  @Test
  void makesTensors() {
    try (Engine e = Engines.scalar(1)) {
      assertArrayEquals(new float[] {0, 0, 0}, e.zeros(Shape.of(3)).toArray());
      assertArrayEquals(new float[] {2, 2}, e.full(Shape.of(1, 2), 2f).toArray());
      assertArrayEquals(new float[] {0, 1, 2, 3}, e.range(4).toArray());
      assertEquals(Shape.SCALAR, e.scalar(5f).shape());
      assertEquals(Shape.of(2, 1), e.of(new float[] {1, 2}, 2, 1).shape());
      assertSame(e, e.range(2).engine());
    }
  }

  @Test
  void ofCopiesAndWrapDoesNot() {
    try (Engine e = Engines.scalar(1)) {
      float[] values = {1, 2, 3};
      assertNotSame(values, e.of(values, 3).array());
      assertSame(values, e.wrap(values, Shape.of(3, 1)).array());
    }
  }

  /** So that no vector lies in two lines of the caches; see {@link Memory#START}. */
  @Test
  void numbersBeginAtALineOfTheCaches() {
    try (Engine e = Engines.scalar(1);
        Scope scope = e.scope()) {
      assertEquals(Memory.START, e.empty(Shape.of(3)).offset());
      assertEquals(Memory.START, e.persistent(Shape.of(3)).offset());
      assertEquals(0, e.wrap(new float[3], Shape.of(3)).offset());
    }
  }

  @Test
  void whatIsPersistentOutlivesItsScope() {
    try (Engine e = Engines.scalar(1)) {
      Tensor state;
      try (Scope scope = e.scope()) {
        state = e.persistent(Shape.of(1000));
        assertArrayEquals(new float[1000], state.toArray());
        state.fillInPlace(7f);
      }
      try (Scope scope = e.scope()) {
        assertNotSame(state.array(), e.zeros(Shape.of(1000)).array());
        assertEquals(7f, state.get(999));
      }
    }
  }

  @Test
  void valuesMustFillTheShape() {
    try (Engine e = Engines.scalar(1)) {
      String message =
          assertThrows(ShapeException.class, () -> e.of(new float[5], 2, 3)).getMessage();
      assertTrue(message.contains("5") && message.contains("(2, 3)"), message);
      assertThrows(ShapeException.class, () -> e.wrap(new float[5], Shape.of(4)));
    }
  }

  @Test
  void tensorsOfTwoEnginesDoNotMix() {
    try (Engine one = Engines.scalar(1);
        Engine two = Engines.scalar(1)) {
      Tensor a = one.zeros(Shape.of(2, 2));
      Tensor b = two.zeros(Shape.of(2, 2));
      String message = assertThrows(IllegalArgumentException.class, () -> a.plus(b)).getMessage();
      assertTrue(message.contains("two engines"), message);
      assertThrows(IllegalArgumentException.class, () -> Linalg.matmul(a, b));
    }
  }

  @Test
  void tensorsStayReadableAfterClose() {
    Engine e = Engines.scalar(3);
    Tensor x = e.range(3);
    e.close();
    assertArrayEquals(new float[] {0, 1, 2}, x.toArray());
  }
}

package dev.ornstein.benchmarks.work;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConvCaseTest {
  @Test
  void plain() {
    ConvCase c = ConvCase.parse("65-32-28");
    assertEquals(Shape.of(64, 65, 28, 28), c.x());
    assertEquals(Shape.of(32, 65, 3, 3), c.w());
    assertEquals(Shape.of(64, 32, 28, 28), c.y());
    assertEquals(2e-9 * 64 * 32 * 784 * 65 * 9, c.gflop(), 1e-9);
  }

  @Test
  void transposedDoubles() {
    ConvCase c = ConvCase.parse("64-32-7_k2_s2_t_b128");
    assertEquals(Shape.of(64, 32, 2, 2), c.w());
    assertEquals(Shape.of(128, 32, 14, 14), c.y());
    assertEquals(2e-9 * 128 * 49 * 64 * 32 * 4, c.gflop(), 1e-9);
  }

  @Test
  void depthwise() {
    ConvCase c = ConvCase.parse("16-16-28_k7_dw");
    assertEquals(Shape.of(16, 1, 7, 7), c.w());
    assertEquals(2e-9 * 64 * 16 * 784 * 49, c.gflop(), 1e-9);
  }

  /** The shapes that the notation promises are those that the operations give and take. */
  @ParameterizedTest
  @ValueSource(
      strings = {"3-2-8_b2", "3-4-9_s2_b2", "4-2-5_k2_s2_t_b2", "4-4-8_k7_dw_b1", "3-5-4_k1"})
  void shapesFit(String text) {
    ConvCase c = ConvCase.parse(text);
    try (Engine engine = Engine.create("scalar", 1, line -> {})) {
      Convolutions all = new Convolutions(c, new Numbers(engine));
      assertEquals(c.y(), all.forward().shape());
      assertEquals(c.x(), all.inputGradient().shape());
      assertEquals(c.w(), all.weightGradient().shape());
      assertArrayEquals(all.inputGradient().toArray(), all.gradients().x().toArray());
      assertArrayEquals(all.weightGradient().toArray(), all.gradients().w().toArray());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"65-32", "65-32-28-1", "65-32-28_q3", "65-0-28", ""})
  void refusesWhatItDoesNotUnderstand(String text) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> ConvCase.parse(text)).getMessage();
    assertTrue(message.contains("\"" + text), message);
  }
}

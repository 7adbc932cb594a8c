package dev.ornstein.benchmarks.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatmulCaseTest {
  @Test
  void storage() {
    MatmulCase c = MatmulCase.parse("512x49-48-16-tn");
    assertEquals(Shape.of(512, 16, 49), c.a());
    assertEquals(Shape.of(512, 16, 48), c.b());
    assertEquals(2e-9 * 512 * 49 * 48 * 16, c.gflop(), 1e-12);
  }

  @Test
  void linearLayer() {
    assertEquals(MatmulCase.parse("64-1024-6272-nt"), MatmulCase.linear(64, 6272, 1024));
    assertEquals(
        MatmulCase.parse("64-6272-1024-nn"), MatmulCase.linearInputGradient(64, 6272, 1024));
    assertEquals(
        MatmulCase.parse("1024-6272-64-tn"), MatmulCase.linearWeightGradient(64, 6272, 1024));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3-4-5-nn", "3-4-5-nt", "3-4-5-tn", "3-4-5-tt", "2x3-4-5-tn"})
  void shapesFit(String text) {
    MatmulCase c = MatmulCase.parse(text);
    try (Engine engine = Engine.create("scalar", 1, line -> {})) {
      Shape y = new MatrixProduct(c, new Numbers(engine)).compute().shape();
      assertEquals(c.m(), y.dim(-2));
      assertEquals(c.n(), y.dim(-1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3-4-5", "3-4-nn", "x3-4-5-nn", "3-4-5-ab"})
  void refusesWhatItDoesNotUnderstand(String text) {
    assertThrows(IllegalArgumentException.class, () -> MatmulCase.parse(text));
  }
}

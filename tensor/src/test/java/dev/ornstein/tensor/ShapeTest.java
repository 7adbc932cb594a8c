package dev.ornstein.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ShapeTest {
  private static void refused(Executable call, String... parts) {
    String message = assertThrows(ShapeException.class, call).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "\"" + message + "\" does not mention " + part);
    }
  }

  @Test
  void extents() {
    Shape s = Shape.of(2, 3, 4, 5);
    assertEquals(4, s.rank());
    assertEquals(120, s.size());
    assertEquals(3, s.dim(1));
    assertEquals(5, s.dim(-1));
    assertEquals(2, s.dim(-4));
    assertEquals(12, s.product(1, 3));
    assertEquals(1, s.product(2, 2));
    assertArrayEquals(new int[] {60, 20, 5, 1}, s.strides());
    assertEquals("(2, 3, 4, 5)", s.toString());
  }

  @Test
  void aSingleNumberHasRankZero() {
    assertEquals(0, Shape.SCALAR.rank());
    assertEquals(1, Shape.SCALAR.size());
    assertEquals("()", Shape.SCALAR.toString());
    assertEquals(Shape.SCALAR, Shape.of());
  }

  @Test
  void shapesDoNotChange() {
    int[] dims = {2, 3};
    Shape s = Shape.of(dims);
    dims[0] = 9;
    s.toArray()[1] = 9;
    assertEquals(Shape.of(2, 3), s);
    assertEquals(Shape.of(2, 7), s.with(-1, 7));
    assertEquals(Shape.of(2, 3), s);
  }

  @Test
  void equality() {
    assertEquals(Shape.of(2, 3), Shape.of(2, 3));
    assertEquals(Shape.of(2, 3).hashCode(), Shape.of(2, 3).hashCode());
    assertNotEquals(Shape.of(2, 3), Shape.of(3, 2));
    assertNotEquals(Shape.of(6), Shape.of(1, 6));
    assertNotEquals(Shape.of(6), "(6)");
  }

  @Test
  void impossibleExtents() {
    refused(() -> Shape.of(2, -3), "-3", "(2, -3)");
    refused(() -> Shape.of(70_000, 70_000), "(70000, 70000)", "more elements");
    refused(() -> Shape.of(1 << 20, 1 << 20, 1 << 20, 1 << 20), "more elements");
    assertThrows(ArrayLimitException.class, () -> Shape.of(70_000, 70_000));
    assertEquals(0, Shape.of(5, 0, 7).size());
  }

  @Test
  void axesThatDoNotExist() {
    refused(() -> Shape.of(2, 3).dim(2), "axis 2", "(2, 3)", "-2 … 1");
    refused(() -> Shape.of(2, 3).dim(-3), "axis -3", "(2, 3)");
    refused(() -> Shape.SCALAR.dim(0), "axis 0", "()");
  }

  @Test
  void broadcasting() {
    assertEquals(Shape.of(2, 3, 4), Shape.of(2, 3, 4).broadcast(Shape.of(4)));
    assertEquals(Shape.of(2, 3, 4), Shape.of(3, 1).broadcast(Shape.of(2, 1, 4)));
    assertEquals(Shape.of(2, 3), Shape.SCALAR.broadcast(Shape.of(2, 3)));
    assertEquals(Shape.of(1, 1, 5), Shape.of(1, 1, 1).broadcast(Shape.of(5)));
    assertEquals(Shape.of(0, 3), Shape.of(0, 1).broadcast(Shape.of(1, 3)));
    assertEquals(Shape.SCALAR, Shape.SCALAR.broadcast(Shape.of()));
  }

  @Test
  void shapesThatDoNotBroadcastAreBothNamed() {
    refused(() -> Shape.of(2, 3, 4).broadcast(Shape.of(3, 5)), "(2, 3, 4)", "(3, 5)", "4 and 5");
    refused(() -> Shape.of(4, 3, 1).broadcast(Shape.of(5, 1)), "(4, 3, 1)", "(5, 1)", "3 and 5");
    refused(() -> Shape.of(0).broadcast(Shape.of(2)), "(0)", "(2)");
  }

  @Test
  void broadcastStridesStandStillAlongStretchedAxes() {
    Shape target = Shape.of(2, 3, 4, 5);
    assertArrayEquals(new int[] {0, 1, 0, 0}, Shape.of(3, 1, 1).broadcastStrides(target));
    assertArrayEquals(new int[] {0, 0, 5, 1}, Shape.of(4, 5).broadcastStrides(target));
    assertArrayEquals(new int[] {0, 0, 0, 0}, Shape.SCALAR.broadcastStrides(target));
    assertArrayEquals(new int[] {60, 20, 5, 1}, target.broadcastStrides(target));
  }

  @Test
  void requireNamesWhatIsWrong() {
    Shape.of(2, 3).require(Shape.of(2, 3), "the bias");
    refused(() -> Shape.of(2).require(Shape.of(3), "the bias"), "the bias", "(2)", "(3)");
  }
}

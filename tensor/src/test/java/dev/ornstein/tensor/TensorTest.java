package dev.ornstein.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.kernel.Engines;
import dev.ornstein.tensor.kernel.UnaryOp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TensorTest {
  private final Engine engine = Engines.scalar(1);

  @AfterEach
  void close() {
    engine.close();
  }

  private Tensor counting(int... dims) {
    return engine.range(Shape.of(dims).size()).reshape(dims);
  }

  @Test
  void reshapeSharesMemory() {
    Tensor x = counting(2, 6);
    Tensor y = x.reshape(3, 4);
    assertEquals(Shape.of(3, 4), y.shape());
    assertSame(x.array(), y.array());
    y.set(5, -1);
    assertEquals(-1, x.get(5));
  }

  @Test
  void reshapeWorksOutOneExtent() {
    Tensor x = counting(2, 3, 4);
    assertEquals(Shape.of(2, 12), x.reshape(2, -1).shape());
    assertEquals(Shape.of(24), x.reshape(-1).shape());
    assertEquals(Shape.of(4, 1, 6), x.reshape(4, -1, 6).shape());
    assertEquals(Shape.of(0, 3), engine.zeros(Shape.of(3, 0)).reshape(-1, 3).shape());
  }

  @Test
  void reshapeToOtherSizesIsRefused() {
    Tensor x = counting(2, 3);
    String message = assertThrows(ShapeException.class, () -> x.reshape(4, 2)).getMessage();
    assertTrue(message.contains("(2, 3)") && message.contains("(4, 2)"), message);
    assertThrows(ShapeException.class, () -> x.reshape(4, -1));
    assertThrows(ShapeException.class, () -> x.reshape(-1, 0));
    String open = assertThrows(ShapeException.class, () -> x.reshape(-1, -1)).getMessage();
    assertTrue(open.contains("(2, 3)") && open.contains("two extents"), open);
    assertThrows(ShapeException.class, () -> x.reshape());
  }

  @Test
  void windowsShareMemory() {
    Tensor x = counting(4, 3);
    Tensor rows = x.window(3, Shape.of(2, 3));
    assertArrayEquals(new float[] {3, 4, 5, 6, 7, 8}, rows.toArray());
    rows.fillInPlace(0f);
    assertArrayEquals(new float[] {0, 1, 2, 0, 0, 0, 0, 0, 0, 9, 10, 11}, x.toArray());
    Tensor inner = rows.window(4, Shape.of(2));
    assertEquals(7, inner.offset() - x.offset());
    assertThrows(ShapeException.class, () -> x.window(7, Shape.of(6)));
    assertThrows(ShapeException.class, () -> x.window(-1, Shape.of(2)));
    assertThrows(ShapeException.class, () -> rows.window(5, Shape.of(2)));
  }

  @Test
  void elements() {
    Tensor x = counting(2, 3).window(1, Shape.of(4));
    assertEquals(4, x.get(3));
    assertThrows(IndexOutOfBoundsException.class, () -> x.get(4));
    assertThrows(IndexOutOfBoundsException.class, () -> x.get(-1));
    int before = x.version();
    assertEquals(9f, x.set(3, 9f).get(3));
    assertEquals(before + 1, x.version(), "automatic differentiation has to know");
    assertThrows(IndexOutOfBoundsException.class, () -> x.set(4, 0f));
    assertEquals(7f, engine.scalar(7f).item());
    assertEquals(7f, engine.of(new float[] {7f}, 1, 1).item());
    assertThrows(ShapeException.class, x::item);
    float[] copy = x.toArray();
    copy[0] = 99;
    assertEquals(1, x.get(0));
  }

  @Test
  void copiesAreIndependent() {
    Tensor x = counting(5).window(2, Shape.of(3));
    Tensor y = x.copy();
    assertNotSame(x.array(), y.array());
    assertArrayEquals(new float[] {2, 3, 4}, y.toArray());
    y.set(engine.of(new float[] {7, 8, 9}, 3));
    assertArrayEquals(new float[] {2, 3, 4}, x.toArray());
    assertArrayEquals(new float[] {7, 8, 9}, y.toArray());
    assertThrows(ShapeException.class, () -> y.set(engine.zeros(Shape.of(1, 3))));
  }

  @Test
  void arithmetic() {
    Tensor x = engine.of(new float[] {1, -2, 3}, 3);
    Tensor y = engine.of(new float[] {2, 4}, 2, 1);
    assertArrayEquals(new float[] {3, 0, 5, 5, 2, 7}, x.plus(y).toArray());
    assertArrayEquals(new float[] {-1, -4, 1, -3, -6, -1}, x.minus(y).toArray());
    assertArrayEquals(new float[] {2, -4, 6, 4, -8, 12}, x.times(y).toArray());
    assertArrayEquals(new float[] {.5f, -1, 1.5f, .25f, -.5f, .75f}, x.divide(y).toArray());
    assertArrayEquals(new float[] {1.5f, -1.5f, 3.5f}, x.plus(.5f).toArray());
    assertArrayEquals(new float[] {-2, 4, -6}, x.times(-2f).toArray());
    assertArrayEquals(new float[] {1, 2, 3}, x.map(UnaryOp.ABS).toArray());
    assertArrayEquals(new float[] {1, -1, 2}, x.clamp(-1f, 2f).toArray());
    assertArrayEquals(new float[] {1, -2, 3}, x.toArray(), "arguments stay as they are");
  }

  @Test
  void inPlace() {
    Tensor x = engine.of(new float[] {1, -2, 3}, 3);
    assertSame(x, x.addInPlace(2f, engine.of(new float[] {1, 1, -1}, 3)));
    assertArrayEquals(new float[] {3, 0, 1}, x.toArray());
    assertThrows(ShapeException.class, () -> x.addInPlace(1f, engine.scalar(1f)));
    assertSame(x, x.fillInPlace(4f));
    assertArrayEquals(new float[] {4, 4, 4}, x.toArray());
  }

  @Test
  void changesInPlaceAreCountedForAllWindowsOnTheMemory() {
    Tensor x = counting(4, 3);
    Tensor row = x.window(3, Shape.of(3));
    Tensor copy = x.copy();
    int before = x.version();
    x.fillInPlace(1f);
    row.addInPlace(2f, row);
    x.reshape(12).set(engine.range(12));
    row.changed();
    assertEquals(before + 4, x.version());
    assertEquals(before + 4, row.version());
    assertEquals(before + 4, row.reshape(3, 1).version());
    assertEquals(0, copy.version(), "a copy has memory of its own");
    assertEquals(0, x.plus(1f).version(), "an operation overwrites nothing");
  }

  @Test
  void sumsAndMeans() {
    Tensor x = counting(2, 3);
    assertEquals(15, x.sum().item());
    assertEquals(Shape.SCALAR, x.sum().shape());
    assertEquals(2.5f, x.mean().item());
    assertArrayEquals(new float[] {3, 5, 7}, x.sum(0).toArray());
    assertArrayEquals(new float[] {3, 12}, x.sum(-1).toArray());
    assertArrayEquals(new float[] {10, 13, 28, 40}, x.matmul(counting(3, 2)).toArray());
  }

  @Test
  void finiteness() {
    Tensor x = counting(5);
    assertTrue(x.isFinite());
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      Tensor y = x.copy();
      y.set(3, bad);
      assertFalse(y.isFinite(), "with " + bad);
      assertTrue(y.window(0, Shape.of(3)).isFinite(), "before " + bad);
    }
    assertTrue(engine.of(new float[] {Float.MAX_VALUE, Float.MAX_VALUE}, 2).isFinite());
  }

  @Test
  void textShowsShapeAndFirstElements() {
    assertEquals("Tensor(2)[1.0, 2.0]", engine.of(new float[] {1, 2}, 2).toString());
    String text = counting(3, 4).toString();
    assertTrue(text.startsWith("Tensor(3, 4)[0.0, 1.0,") && text.endsWith("7.0, …]"), text);
  }
}

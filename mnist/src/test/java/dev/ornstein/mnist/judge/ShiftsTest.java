package dev.ornstein.mnist.judge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShiftsTest {
  /** One bright pixel in the middle of 3×3: every window of nine shows it at another place. */
  @Test
  void everyShiftOccursAndMovesThePixel() {
    try (Engine engine = Engine.create("auto", 1, line -> {})) {
      Tensor padded = engine.zeros(Shape.of(200, 1, 5, 5));
      for (int n = 0; n < 200; n++) {
        padded.set(n * 25 + 12, 1);
      }
      Tensor out = Shifts.cut(padded, 1, Rng.of(1));
      assertEquals(Shape.of(200, 1, 3, 3), out.shape());
      Set<Integer> places = new HashSet<>();
      float sum = 0;
      for (int i = 0; i < out.size(); i++) {
        sum += out.get(i);
        if (out.get(i) == 1) {
          places.add(i % 9);
        }
      }
      assertEquals(200, sum, "each image keeps its pixel");
      assertEquals(9, places.size());
      assertArrayEquals(out.toArray(), Shifts.cut(padded, 1, Rng.of(1)).toArray());
      assertSame(padded, Shifts.cut(padded, 0, Rng.of(1)));
    }
  }
}

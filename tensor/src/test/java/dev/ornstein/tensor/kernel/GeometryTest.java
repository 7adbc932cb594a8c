package dev.ornstein.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.tensor.ShapeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The records that describe a kernel's work refuse what cannot be. */
class GeometryTest {
  private static void refused(Executable making, String... parts) {
    String message = assertThrows(ShapeException.class, making).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "\"" + message + "\" does not mention " + part);
    }
  }

  @Test
  void convolutionExtents() {
    ConvShape s = new ConvShape(2, 6, 28, 20, 8, 3, 5, 2, 1, 2, 2);
    assertEquals((28 + 2 - 4 - 1) / 2 + 1, s.p());
    assertEquals((20 + 2 - 8 - 1) / 2 + 1, s.q());
    assertEquals(3, s.cg());
    assertEquals(4, s.kg());
    assertEquals(2L * 2 * 8 * s.p() * s.q() * 3 * 15, s.flops());
  }

  @Test
  void convolutionsThatCannotBe() {
    refused(() -> new ConvShape(1, 3, 8, 8, 4, 3, 3, 0, 1, 1, 1), "stride 0");
    refused(() -> new ConvShape(1, 3, 8, 8, 4, 3, 3, 1, -1, 1, 1), "padding -1");
    refused(() -> new ConvShape(1, 3, 8, 8, 4, 3, 3, 1, 1, 0, 1), "dilation 0");
    refused(() -> new ConvShape(1, 3, 8, 8, 4, 3, 3, 1, 1, 1, 2), "groups = 2", "3", "4");
    refused(() -> new ConvShape(1, 4, 8, 8, 3, 3, 3, 1, 1, 1, 2), "groups = 2", "4", "3");
    refused(() -> new ConvShape(1, 3, 2, 8, 4, 3, 3, 1, 0, 1, 1), "3×3", "2×8");
    refused(() -> new ConvShape(1, 3, 8, 4, 4, 3, 3, 1, 0, 2, 1), "dilation 2", "8×4");
  }

  @Test
  void poolingWindows() {
    PoolShape s = new PoolShape(6, 9, 12, 3, 2);
    assertEquals(4, s.p());
    assertEquals(5, s.q());
    refused(() -> new PoolShape(1, 4, 4, 5, 1), "window 5", "4×4");
    refused(() -> new PoolShape(1, 4, 4, 0, 1), "window 0");
    refused(() -> new PoolShape(1, 4, 4, 2, 0), "stride 0");
  }

  @Test
  void normalisationGroups() {
    refused(() -> new NormShape(1, 6, 4, 4), "4 groups", "6 channels");
    refused(() -> new NormShape(1, 6, 4, 0), "0 groups");
  }

  @Test
  void nestsOfLoopsAreAsShallowAsTheirStridesAllow() {
    LoopNest rows = LoopNest.collapse(ints(4, 1, 5, 6), ints(30, 9, 6, 1), ints(35, 9, 7, 1));
    assertEquals(2, rows.depth());
    assertArrayEquals(ints(6, 20, 1, 6, 1, 7), rows.table(2));
    assertArrayEquals(ints(6, 20, 1, 1, 6, 0, 1, 7, 0), rows.table(3));
    assertEquals(0, LoopNest.collapse(ints(1, 1), ints(3, 3), ints(5, 7)).depth());
    refused(() -> rows.table(1), "2 loops", "the 1 ");
  }

  private static int[] ints(int... values) {
    return values;
  }

  @Test
  void matrixProductWork() {
    assertEquals(
        2L * 60_000 * 6_272 * 1_024, GemmShape.single(60_000, 6_272, 1_024, false, true).flops());
  }
}

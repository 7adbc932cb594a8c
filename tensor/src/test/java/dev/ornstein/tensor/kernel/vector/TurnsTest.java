package dev.ornstein.tensor.kernel.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TurnsTest {
  @Test
  void anglesAreReducedExactly() {
    for (long n : new long[] {1, 2, 3, 4, 5, 7, 8, 12, 28, 31, 100, 1 << 20}) {
      for (long k : new long[] {0, 1, 2, 3, 5, n / 3, n / 4, n / 2, n - 1, 7 * n + 3, -2}) {
        double angle = 2 * Math.PI * Math.floorMod(k, n) / n;
        assertEquals(Math.cos(angle), Turns.cos(k, n), 4e-15, k + "/" + n);
        assertEquals(Math.sin(angle), Turns.sin(k, n), 4e-15, k + "/" + n);
        assertEquals(Turns.cos(k, n), Turns.cos(n - k, n), "cosine is even");
        assertEquals(Turns.sin(k, n), -Turns.sin(n - k, n) + 0.0, "sine is odd");
        assertEquals(Turns.cos(k, n), Turns.cos(2 * k, 2 * n), "fractions may be reduced");
      }
    }
  }

  @Test
  void whatIsRationalIsExact() {
    assertEquals(1, Turns.cos(0, 28));
    assertEquals(0, Turns.cos(7, 28));
    assertEquals(-1, Turns.cos(14, 28));
    assertEquals(0, Turns.cos(21, 28));
    assertEquals(0, Turns.sin(0, 28));
    assertEquals(1, Turns.sin(7, 28));
    assertEquals(0, Turns.sin(14, 28));
    assertEquals(-1, Turns.sin(21, 28));
    assertEquals(Turns.cos(1, 8), Turns.sin(1, 8));
  }
}

package dev.ornstein.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The matrices of minimal filtering. */
class WinogradTest {
  /** Sixths are rounded to floats, and multiplied by up to 8·5. */
  private static final double ROUNDED = 40 * Tolerance.UNIT;

  /** Aᵀ [(G g) ⊙ (Bᵀ d)] is the filter g on d: for all d and g, since it is for their units. */
  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void theyAreAFilterOfThreeTaps(int m) {
    float[][] input = Winograd.input(m);
    float[][] kernel = Winograd.kernel(m);
    float[][] output = Winograd.output(m);
    for (int o = 0; o < m; o++) {
      for (int tap = 0; tap < 3; tap++) {
        for (int i = 0; i < m + 2; i++) {
          double sum = 0;
          for (int p = 0; p < m + 2; p++) {
            sum += (double) output[o][p] * kernel[p][tap] * input[p][i];
          }
          assertEquals(i == o + tap ? 1 : 0, sum, ROUNDED, o + ", " + tap + ", " + i);
        }
      }
    }
  }

  @Test
  void anAdjointHasRowsForColumns() {
    float[][] expected = {{1, 0}, {1, 1}, {1, -1}, {0, 1}};
    assertArrayEquals(expected, Winograd.transposed(Winograd.output(2)));
  }

  @Test
  void otherTilesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Winograd.input(3));
    assertThrows(IllegalArgumentException.class, () -> Winograd.kernel(6));
    assertThrows(IllegalArgumentException.class, () -> Winograd.output(0));
  }
}

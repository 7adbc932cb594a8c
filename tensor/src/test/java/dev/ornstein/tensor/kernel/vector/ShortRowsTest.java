package dev.ornstein.tensor.kernel.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ShortRowsTest {
  private static final int ROWS = 3;

  /** What rows may not touch. */
  private static final float ELSE = -1f;

  /** Numbers that end with the last row, so that no vector may be read beyond it. */
  private static float[] rows(int lda, int n) {
    float[] a = new float[(ROWS - 1) * lda + n];
    for (int i = 0; i < a.length; i++) {
      a[i] = i + 1;
    }
    return a;
  }

  private static void requireVectors() {
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    assumeTrue(vectors, "without the incubator module there are no vector kernels");
  }

  @Test
  void rowsAreCopiedAndNothingElse() {
    requireVectors();
    for (int n = 1; n <= 40; n++) {
      for (int gap = 0; gap < 3; gap++) {
        float[] a = rows(n + gap, n);
        for (int ldc = n; ldc < n + 3; ldc++) {
          float[] c = new float[ROWS * ldc + 5];
          Arrays.fill(c, ELSE);
          float[] expected = c.clone();
          for (int i = 0; i < ROWS; i++) {
            System.arraycopy(a, i * (n + gap), expected, 2 + i * ldc, n);
          }
          ShortRows.copy(c, 2, ldc, a, 0, n + gap, ROWS, n);
          assertArrayEquals(expected, c, n + " of " + (n + gap) + " to " + ldc);
        }
      }
    }
  }

  @Test
  void framesHaveZerosBetweenRows() {
    requireVectors();
    for (int n = 1; n <= 40; n++) {
      for (int gap = 0; gap < 3; gap++) {
        float[] a = rows(n + gap, n);
        for (int ldc = n; ldc < n + 3; ldc++) {
          int room = 2 + (ROWS - 1) * ldc + Math.max(n, Lanes.L);
          float[] c = new float[room + 3];
          Arrays.fill(c, 0, 2, ELSE);
          Arrays.fill(c, room, room + 3, ELSE);
          float[] expected = c.clone();
          for (int i = 0; i < ROWS; i++) {
            System.arraycopy(a, i * (n + gap), expected, 2 + i * ldc, n);
          }
          ShortRows.frame(c, 2, ldc, a, 0, n + gap, ROWS, n);
          assertArrayEquals(expected, c, n + " of " + (n + gap) + " to " + ldc);
        }
      }
    }
  }
}

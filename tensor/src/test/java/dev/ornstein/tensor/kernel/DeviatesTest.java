package dev.ornstein.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The elementary functions and the mapping of words to numbers, against StrictMath. */
class DeviatesTest {
  private static final double HALF_ULP_AND_A_LITTLE = 0.51;

  /** Words that stress every branch of the formulas, then a spread over all words. */
  private static int[] words() {
    int[] special = {
      0,
      1,
      2,
      -1,
      -2,
      0x3FFFFFFF,
      0x40000000,
      0x7FFFFFFF,
      0x80000000,
      0xC0000000,
      0x20000000,
      0x1FFFFFFF,
      0xB504F333,
      0xB504F334,
      0x5A827999,
      0x5A82799A
    };
    int[] words = new int[100_000];
    System.arraycopy(special, 0, words, 0, special.length);
    for (int i = special.length; i < words.length; i++) {
      words[i] = i * 0x9E3779B9;
    }
    return words;
  }

  @Test
  void logarithmIsExactToElevenDigits() {
    for (int w : words()) {
      double x = ((w & 0xFFFFFFFFL) + 0.5) * 0x1p-32;
      double exact = StrictMath.log(x);
      assertEquals(exact, Deviates.log(x), 1e-11 * Math.abs(exact), "ln " + x);
    }
    assertEquals(StrictMath.log(12345.678), Deviates.log(12345.678), 1e-10);
    assertEquals(0, Deviates.log(1));
  }

  @Test
  void sineAndCosineAreExactToTwelveDigits() {
    for (int w : words()) {
      double x = w * (StrictMath.PI / 4 * 0x1p-31);
      assertEquals(StrictMath.sin(x), Deviates.sin(x), 1e-12 * Math.abs(x), "sin " + x);
      assertEquals(StrictMath.cos(x), Deviates.cos(x), 1e-12, "cos " + x);
    }
  }

  @Test
  void normalsAreTheBoxMullerFormulaToHalfAnUlp() {
    int[] words = words();
    int[] pair = new int[2];
    float[] z = new float[2];
    for (int i = 0; i < words.length; i++) {
      pair[0] = words[i];
      pair[1] = words[words.length - 1 - i];
      Deviates.normal(z, 0, pair, 0, 1);
      double u = ((pair[0] & 0xFFFFFFFFL) + 0.5) * 0x1p-32;
      double radius = StrictMath.sqrt(-2 * StrictMath.log(u));
      double angle = StrictMath.PI / 2 * (((pair[1] & 0x3FFFFFFF) + 0.5) * 0x1p-30 - 0.5);
      double along = radius * StrictMath.cos(angle) * (pair[1] < 0 ? -1 : 1);
      double across = radius * StrictMath.sin(angle);
      boolean exchanged = (pair[1] & 0x40000000) != 0;
      assertUlp(exchanged ? across : along, z[0]);
      assertUlp(exchanged ? along : across, z[1]);
    }
  }

  private static void assertUlp(double exact, float got) {
    double tolerance = HALF_ULP_AND_A_LITTLE * Math.ulp((float) exact);
    assertEquals(exact, got, tolerance, () -> "exact " + exact + ", got " + got);
  }

  @Test
  void theExtremeWordsGiveTheLargestAndSmallestRadius() {
    float[] z = new float[4];
    Deviates.normal(z, 0, new int[] {0, 0x20000000, -1, 0x20000000}, 0, 2);
    assertEquals(Math.sqrt(66 * Math.log(2)), z[0], 1e-6);
    assertEquals(Math.sqrt(0x1p-32), z[2], 1e-11);
  }

  @Test
  void uniformsStayInTheirInterval() {
    assertEquals(0f, Deviates.uniform(0));
    assertEquals(1 - 0x1p-24f, Deviates.uniform(-1));
    assertEquals(0.0, Deviates.uniform(0, 0));
    assertEquals(1 - 0x1p-53, Deviates.uniform(-1, -1));
    assertEquals(0.5 + 0x1p-33, Deviates.uniform(0x80000000, 0x80000000));
    float[] out = new float[2];
    float[][] intervals = {{1, 2}, {-3, -1}, {0, 1e-40f}, {-Float.MAX_VALUE, Float.MAX_VALUE}};
    for (float[] interval : intervals) {
      Deviates.uniform(out, 0, new int[] {0, -1}, 0, 2, interval[0], interval[1]);
      assertEquals(interval[0], out[0]);
      assertTrue(out[1] < interval[1], out[1] + " must be below " + interval[1]);
      assertTrue(out[1] > interval[0]);
    }
  }
}

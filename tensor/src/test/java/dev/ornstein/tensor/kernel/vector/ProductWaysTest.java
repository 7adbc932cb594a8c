package dev.ornstein.tensor.kernel.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.Backends;
import dev.ornstein.tensor.kernel.GemmShape;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ways between which {@link Rivals} chooses by time must compute the same bits. */
class ProductWaysTest {
  private static final int MARGIN = 5;

  @ParameterizedTest
  @CsvSource({
    // rows, columns, length of sums: few rows, of which a task takes all
    " 60, 128,  600, false",
    " 64, 1541, 257, false",
    " 65,  300, 515, true",
    "128,  512, 128, false",
    "150, 1100, 260, true",
    "256,  333, 300, false",
    "256, 2100, 270, true",
    // sums of one slice
    " 70,  512, 128, false",
    "307,  576,  64, false",
    "600,  100,  70, false",
    "1030, 1090, 17, false",
    // more rows than one task takes, if sums must wait or not
    "1040,  450, 300, false",
    "1100,  330, 200, true",
    "289,  320, 129, false",
    "301,  700, 257, false",
    "700,  257, 515, false",
    "300,  513,1024, false",
  })
  void agreeBitByBit(int m, int n, int k, boolean accumulate) {
    assumeTrue(Backends.refusalOfVector() == null, Backends.refusalOfVector());
    assumeTrue(Lanes.L == 16, "packed products are for vectors of 512 bits");
    int compared = 0;
    for (boolean transA : new boolean[] {false, true}) {
      for (boolean transB : new boolean[] {false, true}) {
        compared += compare(new GemmShape(1, m, n, k, transA, transB, 0, 0, accumulate));
      }
    }
    assertTrue(compared >= 2, "compared: " + compared);
  }

  /** How many other ways were compared with packed products. */
  private static int compare(GemmShape s) {
    if (!PackedGemm.fit(s)) {
      return 0;
    }
    float[] packed = product(PackedGemm::run, s, 1);
    assertArrayEquals(packed, product(PackedGemm::run, s, 3), s + " on three threads");
    int compared = 0;
    if (HeldGemm.fit(s)) {
      assertArrayEquals(packed, product(HeldGemm::run, s, 2), s + " held");
      compared++;
    }
    if (ShortGemm.fit(s)) {
      assertArrayEquals(packed, product(ShortGemm::run, s, 2), s + " of one block");
      compared++;
    }
    if (s.accumulate()) {
      assertArrayEquals(packed, added(s), s + " added afterwards");
      compared++;
    }
    return compared;
  }

  /** What C was before, plus the packed product. */
  private static float[] added(GemmShape s) {
    GemmShape plain = new GemmShape(1, s.m(), s.n(), s.k(), s.transA(), s.transB(), 0, 0, false);
    float[] c = product(PackedGemm::run, plain, 2);
    float[] before = before(s);
    for (int i = MARGIN; i < MARGIN + s.m() * s.n(); i++) {
      c[i] += before[i];
    }
    return c;
  }

  /** C, of which what lies around it must stay as it was. */
  private static float[] product(Rivals.Product way, GemmShape s, int threads) {
    Random random = new Random(7);
    float[] a = normal(random, MARGIN + s.m() * s.k());
    float[] b = normal(random, MARGIN + s.k() * s.n());
    float[] before = before(s);
    float[] c = before.clone();
    try (Parallel parallel = new Parallel(threads)) {
      way.run(c, MARGIN, a, MARGIN, b, MARGIN, s, parallel);
    }
    int end = MARGIN + s.m() * s.n();
    assertArrayEquals(Arrays.copyOf(before, MARGIN), Arrays.copyOf(c, MARGIN), s + " before C");
    assertArrayEquals(
        Arrays.copyOfRange(before, end, before.length),
        Arrays.copyOfRange(c, end, c.length),
        s + " after C");
    return c;
  }

  private static float[] before(GemmShape s) {
    return normal(new Random(8), s.m() * s.n() + 2 * MARGIN);
  }

  private static float[] normal(Random random, int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }
}

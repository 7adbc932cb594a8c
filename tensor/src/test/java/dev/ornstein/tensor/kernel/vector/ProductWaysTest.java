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

/**
 * Ways between which {@link Rivals} chooses by time must compute the same bits: those of one
 * ordered chain of fused multiply–adds. So do products of few rows.
 */
class ProductWaysTest {
  private static final int MARGIN = 5;

  @ParameterizedTest
  @CsvSource({
    // rows, columns, length of sums: few rows, of which a task takes all
    " 60, 128,  600, false",
    " 64, 1541, 257, false",
    " 65,  300, 515, true",
    " 61, 1030, 523, false",
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
    assumeTrue(Lanes.AVX, "packed products are for x86");
    int compared = 0;
    for (boolean transA : new boolean[] {false, true}) {
      for (boolean transB : new boolean[] {false, true}) {
        compared += compare(new GemmShape(1, m, n, k, transA, transB, 0, 0, accumulate));
      }
    }
    assertTrue(compared >= 4, "compared: " + compared);
  }

  @ParameterizedTest
  @CsvSource({
    // rows, columns, length of sums: panels of two widths, blocks and parts of k that end early
    "16,  256,  256",
    "21,  301,  520",
    "24,  400,  257",
    "40,  131,  300",
    "40,  600,  256",
    "61,  270, 1100",
    "64, 1541, 1025",
    "100, 310,  700",
    "128, 523,  513",
    "250, 257,  300",
    "256, 1030, 511",
  })
  void fewRowsByAMatrixInPlace(int m, int n, int k) {
    assumeTrue(Backends.refusalOfVector() == null, Backends.refusalOfVector());
    assumeTrue(Lanes.AVX, "tiles of few rows are for x86");
    assumeTrue(
        m >= 48 || Lanes.REGISTERS < 32, "with 32 registers a panel is 64 rows, 48 at least");
    for (boolean transA : new boolean[] {false, true}) {
      GemmShape s = new GemmShape(1, m, n, k, transA, true, 0, 0, false);
      assertTrue(FewRowsGemm.fit(s), s + " goes another way");
      float[] chains = chains(s);
      assertArrayEquals(chains, product(FewRowsGemm::run, s, 1), s + " on one thread");
      assertArrayEquals(chains, product(FewRowsGemm::run, s, 3), s + " on three threads");
    }
  }

  /** How many ways were compared with the chains. */
  private static int compare(GemmShape s) {
    if (!PackedGemm.fit(s)) {
      return 0;
    }
    float[] chains = chains(s);
    assertArrayEquals(chains, product(PackedGemm::run, s, 1), s + " packed");
    assertArrayEquals(chains, product(PackedGemm::run, s, 3), s + " packed, on three threads");
    assertArrayEquals(chains, product(PackedGemm::inLongSlices, s, 2), s + " in long slices");
    int compared = 1;
    if (HeldGemm.fit(s)) {
      assertArrayEquals(chains, product(HeldGemm::run, s, 2), s + " held");
      compared++;
    }
    if (ShortGemm.fit(s)) {
      assertArrayEquals(chains, product(ShortGemm::run, s, 2), s + " of one block");
      compared++;
    }
    return compared;
  }

  /** The product by plain loops; what C was before is added at the end. */
  private static float[] chains(GemmShape s) {
    float[] a = left(s);
    float[] b = right(s);
    if (s.transB()) {
      float[] turned = b;
      b = new float[MARGIN + s.k() * s.n()];
      for (int i = 0; i < s.k() * s.n(); i++) {
        b[MARGIN + i] = turned[MARGIN + i % s.n() * s.k() + i / s.n()];
      }
    }
    float[] c = before(s);
    float[] row = new float[s.n()];
    for (int i = 0; i < s.m(); i++) {
      Arrays.fill(row, 0f);
      for (int p = 0; p < s.k(); p++) {
        float x = a[MARGIN + (s.transA() ? p * s.m() + i : i * s.k() + p)];
        int from = MARGIN + p * s.n();
        for (int j = 0; j < s.n(); j++) {
          row[j] = Math.fma(x, b[from + j], row[j]);
        }
      }
      for (int j = 0; j < s.n(); j++) {
        int at = MARGIN + i * s.n() + j;
        c[at] = s.accumulate() ? c[at] + row[j] : row[j];
      }
    }
    return c;
  }

  /** C, of which what lies around it must stay as it was. */
  private static float[] product(Rivals.Product way, GemmShape s, int threads) {
    float[] a = left(s);
    float[] b = right(s);
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

  private static float[] left(GemmShape s) {
    return normal(new Random(6), MARGIN + s.m() * s.k());
  }

  private static float[] right(GemmShape s) {
    return normal(new Random(7), MARGIN + s.k() * s.n());
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

package dev.ornstein.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Distributions of the drawn numbers. Seeds are fixed, so a test either always passes or always
 * fails; bounds are where a right generator with a random seed would fail about once in 10,000.
 */
class RngStatisticsTest {
  private static final int N = 1 << 20;

  /** A standard normal number is farther from 0 with probability 6e-5. */
  private static final double SIGMAS = 4;

  private static float[] normals(Rng rng) {
    try (Engine engine = Engine.create("scalar", 2, line -> {})) {
      Tensor out = engine.empty(Shape.of(N));
      rng.normal(out);
      return out.toArray();
    }
  }

  private static float[] keyed(Rng rng, int samples, long first, long step) {
    try (Engine engine = Engine.create("scalar", 2, line -> {})) {
      Tensor out = engine.empty(Shape.of(samples, N / samples));
      rng.normalKeyed(out, first, step);
      return out.toArray();
    }
  }

  /** Φ(x) by its power series around 0 (converges for all x; used for |x| &lt; 7). */
  private static double normalCdf(double x) {
    double term = x;
    double sum = x;
    for (int k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
      term *= x * x / k;
      sum += term;
    }
    return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  private static double correlation(float[] a, int fromA, float[] b, int fromB, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += (double) a[fromA + i] * b[fromB + i];
    }
    return sum / n;
  }

  private static void assertUncorrelated(float[] a, float[] b) {
    assertEquals(0, correlation(a, 0, b, 0, a.length), SIGMAS / Math.sqrt(a.length));
    // Energies too: a shared radius shows here and not in the plain correlation.
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += ((double) a[i] * a[i] - 1) * ((double) b[i] * b[i] - 1);
    }
    assertEquals(0, sum / a.length / 2, SIGMAS / Math.sqrt(a.length));
  }

  private static void assertChiSquare(long[] counts, double expected) {
    double chi = 0;
    for (long c : counts) {
      chi += (c - expected) * (c - expected) / expected;
    }
    int freedom = counts.length - 1;
    // Wilson and Hilferty: the cube root is nearly normal.
    double z =
        (Math.cbrt(chi / freedom) - (1 - 2.0 / (9 * freedom))) / Math.sqrt(2.0 / (9 * freedom));
    assertTrue(Math.abs(z) < SIGMAS, "chi² " + chi + " with " + freedom + " degrees of freedom");
  }

  private static void assertStandardNormal(float[] z) {
    double[] moment = new double[5];
    for (float v : z) {
      double power = 1;
      for (int k = 1; k <= 4; k++) {
        power *= v;
        moment[k] += power / z.length;
      }
    }
    double unit = SIGMAS / Math.sqrt(z.length);
    assertEquals(0, moment[1], unit);
    assertEquals(1, moment[2], unit * Math.sqrt(2));
    assertEquals(0, moment[3], unit * Math.sqrt(15));
    assertEquals(3, moment[4], unit * Math.sqrt(96));
    float[] sorted = z.clone();
    Arrays.sort(sorted);
    double distance = 0;
    for (int i = 0; i < sorted.length; i++) {
      double p = normalCdf(sorted[i]);
      distance = Math.max(distance, Math.max(p - (double) i / z.length, (i + 1.0) / z.length - p));
    }
    assertTrue(distance * Math.sqrt(z.length) < 2.23, "Kolmogorov–Smirnov distance " + distance);
  }

  @Test
  void normalsInSequenceAreStandardNormal() {
    float[] z = normals(Rng.of(1));
    assertStandardNormal(z);
    assertUncorrelated(Arrays.copyOf(z, N - 1), Arrays.copyOfRange(z, 1, N));
  }

  @Test
  void normalsByKeyAreStandardNormal() {
    assertStandardNormal(keyed(Rng.of(1), N / 4, 0, 0));
    assertStandardNormal(keyed(Rng.of(1), N, 0, 0));
    assertStandardNormal(keyed(Rng.of(1), 1, 0, 0));
  }

  @Test
  void tailsHaveTheRightMass() {
    float[] z = normals(Rng.of(2));
    for (double bound : new double[] {1, 2, 3, 3.5, 4}) {
      double p = 1 - normalCdf(bound);
      double tolerance = SIGMAS * Math.sqrt(N * p) + 1;
      assertEquals(N * p, IntStream.range(0, N).filter(i -> z[i] > bound).count(), tolerance);
      assertEquals(N * p, IntStream.range(0, N).filter(i -> z[i] < -bound).count(), tolerance);
    }
  }

  @Test
  void theTwoNumbersOfAPairAreIndependent() {
    float[] z = normals(Rng.of(3));
    float[] even = new float[N / 2];
    float[] odd = new float[N / 2];
    long[] octants = new long[8];
    for (int i = 0; i < N / 2; i++) {
      even[i] = z[2 * i];
      odd[i] = z[2 * i + 1];
      octants[(int) ((Math.atan2(odd[i], even[i]) / Math.PI + 1) * 4) & 7]++;
    }
    assertUncorrelated(even, odd);
    assertChiSquare(octants, N / 16.0);
  }

  @Test
  void seedsStreamsSamplesStepsAndDomainsAreIndependent() {
    Rng rng = Rng.of(5);
    float[] base = normals(rng);
    assertUncorrelated(base, normals(Rng.of(6)));
    assertUncorrelated(base, normals(Rng.of(5L + (1L << 32))));
    assertUncorrelated(base, normals(rng.stream(1)));
    assertUncorrelated(base, normals(rng.stream("noise")));
    float[] byKey = keyed(rng, 4096, 0, 0);
    assertUncorrelated(base, byKey);
    assertUncorrelated(byKey, keyed(rng, 4096, 1, 0));
    assertUncorrelated(byKey, keyed(rng, 4096, 1L << 32, 0));
    assertUncorrelated(byKey, keyed(rng, 4096, 0, 1));
    assertUncorrelated(byKey, keyed(rng, 4096, 0, 1L << 32));
    assertUncorrelated(byKey, keyed(rng.stream(1), 4096, 0, 0));
  }

  @Test
  void uniformsAreUniform() {
    Rng rng = Rng.of(7);
    long[] sequential = new long[1000];
    long[] doubles = new long[1000];
    long[] byKey = new long[1000];
    try (Engine engine = Engine.create("scalar", 2, line -> {})) {
      Tensor out = engine.empty(Shape.of(N));
      rng.uniform(out, -1, 3);
      Tensor keyed = engine.empty(Shape.of(N / 8, 8));
      rng.uniformKeyed(keyed, 0, 0);
      for (int i = 0; i < N; i++) {
        sequential[(int) ((out.get(i) + 1) * 250)]++;
        byKey[(int) (keyed.get(i) * 1000)]++;
        doubles[(int) (rng.nextDouble() * 1000)]++;
      }
    }
    assertChiSquare(sequential, N / 1000.0);
    assertChiSquare(byKey, N / 1000.0);
    assertChiSquare(doubles, N / 1000.0);
  }

  @Test
  void singleGaussiansAreStandardNormal() {
    Rng rng = Rng.of(8);
    float[] z = new float[N / 4];
    for (int i = 0; i < z.length; i++) {
      z[i] = rng.nextGaussian();
    }
    assertStandardNormal(z);
  }

  @Test
  void boundedIntegersAreUnbiased() {
    Rng rng = Rng.of(9);
    for (int bound : new int[] {1, 2, 3, 10, 1000}) {
      long[] counts = new long[bound];
      for (int i = 0; i < 100_000; i++) {
        counts[rng.nextInt(bound)]++;
      }
      if (bound > 1) {
        assertChiSquare(counts, 100_000.0 / bound);
      }
    }
    // 2³² words do not divide evenly among 3·2²⁹ values: without rejection, those that are 2 modulo
    // 3 come up only two thirds as often as the others.
    long[] residues = new long[3];
    for (int i = 0; i < 100_000; i++) {
      residues[rng.nextInt(3 << 29) % 3]++;
    }
    assertChiSquare(residues, 100_000 / 3.0);
  }

  @Test
  void permutationsAreEquallyLikely() {
    Rng rng = Rng.of(10);
    long[] counts = new long[24];
    for (int i = 0; i < 48_000; i++) {
      int[] p = rng.permutation(4);
      int rank = 0;
      for (int a = 0; a < 4; a++) {
        int smaller = 0;
        for (int b = a + 1; b < 4; b++) {
          smaller += p[b] < p[a] ? 1 : 0;
        }
        rank = rank * (4 - a) + smaller;
      }
      counts[rank]++;
    }
    assertChiSquare(counts, 2000);
    int[] many = rng.permutation(10_000);
    int[] sorted = many.clone();
    Arrays.sort(sorted);
    assertArrayEquals(IntStream.range(0, 10_000).toArray(), sorted);
    assertTrue(!Arrays.equals(sorted, many), "a permutation of 10,000 is not the identity");
  }
}

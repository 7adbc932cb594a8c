package dev.ornstein.benchmarks.work;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The peak of one core: multiply–adds on registers alone. Ten sums are more than latency times
 * throughput asks for (4 cycles × 2 units on current x86), and with two constants they leave some
 * of 16 registers free, so that nothing spills.
 */
public final class FmaLoop {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int SUMS = 10;

  /** Multiply–adds of each sum and lane together: a run is the same work for any width. */
  private static final int TOTAL = 1 << 24;

  private FmaLoop() {}

  /** 10⁹ floating-point operations of one {@link #run}. */
  public static double gflop() {
    return 2e-9 * SUMS * TOTAL;
  }

  /** Width of a vector, for people. */
  public static String description() {
    return S.vectorBitSize() + " bits";
  }

  /**
   * Iterates s ← s + a·b on all lanes of all sums, as products do. (In s·a + b each sum would need
   * a copy of b: 204 GFLOP/s where these are 225.)
   *
   * @param a not known to the compiler
   * @param b likewise
   * @return the sum of all lanes
   */
  public static float run(float a, float b) {
    FloatVector x = FloatVector.broadcast(S, a);
    FloatVector y = FloatVector.broadcast(S, b);
    // Ten different sums: equal ones could be computed once.
    FloatVector s0 = FloatVector.broadcast(S, 0f);
    FloatVector s1 = FloatVector.broadcast(S, 1f);
    FloatVector s2 = FloatVector.broadcast(S, 2f);
    FloatVector s3 = FloatVector.broadcast(S, 3f);
    FloatVector s4 = FloatVector.broadcast(S, 4f);
    FloatVector s5 = FloatVector.broadcast(S, 5f);
    FloatVector s6 = FloatVector.broadcast(S, 6f);
    FloatVector s7 = FloatVector.broadcast(S, 7f);
    FloatVector s8 = FloatVector.broadcast(S, 8f);
    FloatVector s9 = FloatVector.broadcast(S, 9f);
    int length = TOTAL / S.length();
    for (int i = 0; i < length; i++) {
      s0 = x.fma(y, s0);
      s1 = x.fma(y, s1);
      s2 = x.fma(y, s2);
      s3 = x.fma(y, s3);
      s4 = x.fma(y, s4);
      s5 = x.fma(y, s5);
      s6 = x.fma(y, s6);
      s7 = x.fma(y, s7);
      s8 = x.fma(y, s8);
      s9 = x.fma(y, s9);
    }
    FloatVector low = s0.add(s1).add(s2).add(s3).add(s4);
    FloatVector high = s5.add(s6).add(s7).add(s8).add(s9);
    return low.add(high).reduceLanes(VectorOperators.ADD);
  }
}

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
   * Iterates s ← s·factor + term on all lanes of all sums.
   *
   * @param factor below 1, so that sums stay finite; not known to the compiler
   * @param term likewise
   * @return the sum of all lanes
   */
  public static float run(float factor, float term) {
    FloatVector a = FloatVector.broadcast(S, factor);
    FloatVector b = FloatVector.broadcast(S, term);
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
      s0 = s0.fma(a, b);
      s1 = s1.fma(a, b);
      s2 = s2.fma(a, b);
      s3 = s3.fma(a, b);
      s4 = s4.fma(a, b);
      s5 = s5.fma(a, b);
      s6 = s6.fma(a, b);
      s7 = s7.fma(a, b);
      s8 = s8.fma(a, b);
      s9 = s9.fma(a, b);
    }
    FloatVector low = s0.add(s1).add(s2).add(s3).add(s4);
    FloatVector high = s5.add(s6).add(s7).add(s8).add(s9);
    return low.add(high).reduceLanes(VectorOperators.ADD);
  }
}

package dev.ornstein.tensor.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** The shape of a vector on this machine. */
final class Lanes {
  /** The widest vectors that the machine computes with at full speed. */
  static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

  /** Ints of as many lanes. */
  static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

  /** Floats in a vector: 4, 8 or 16. */
  static final int L = S.length();

  /** Vector registers: 32 where there are vectors of 16, and elsewhere what all processors have. */
  static final int REGISTERS = L == 16 ? 32 : 16;

  private Lanes() {}

  /** The largest multiple of {@link #L} that is at most n. */
  static int bound(int n) {
    return n - n % L;
  }
}

package dev.ornstein.tensor.kernel.vector;

import dev.ornstein.tensor.kernel.Backends;
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

  /** Vector registers: 16 on x86 without AVX-512, and 32 elsewhere. */
  static final int REGISTERS =
      L < 16 && Backends.isX86(System.getProperty("os.arch", "")) ? 16 : 32;

  /** Whether vectors are those of AVX-512 or AVX2, for which packed and held tiles are. */
  static final boolean AVX = L == 16 || REGISTERS < 32;

  private Lanes() {}

  /** The largest multiple of {@link #L} that is at most n. */
  static int bound(int n) {
    return n - n % L;
  }
}

package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * A square of L vectors of L lanes turned round in registers: lane i of vector j and lane j of
 * vector i change places. That is done bit by bit of the two indices: for each power of two d the
 * lanes of one vector whose index has that bit are exchanged for those of the vector d further that
 * have not. The steps may come in any order; {@link #near} takes d = 1 and 2, {@link #far} 4 and 8,
 * so that four vectors are in registers at once.
 *
 * <p>Neighbouring lanes change places by shifts of 64 bits by 32, and pairs of lanes by a shuffle:
 * JDK 17 makes one instruction of a shuffle of longs, and several of one of floats.
 */
final class TransposeBlock {
  private static final VectorSpecies<Long> PAIRS = VectorSpecies.of(long.class, S.vectorShape());
  private static final int P = L / 2;

  /** Bits of the even lane, and of the odd one, of a pair. */
  private static final long EVEN = 0xffffffffL;

  private static final long ODD = ~EVEN;

  private static final VectorMask<Long> BIT1 = VectorMask.fromValues(PAIRS, bits(P, 1));
  private static final VectorMask<Long> BIT2 = VectorMask.fromValues(PAIRS, bits(P, 2));
  private static final VectorMask<Long> BIT4 = VectorMask.fromValues(PAIRS, bits(P, 4));
  private static final VectorShuffle<Long> SWAP1 = swap(1);
  private static final VectorShuffle<Long> SWAP2 = swap(2);
  private static final VectorShuffle<Long> SWAP4 = swap(4);

  private TransposeBlock() {}

  private static boolean[] bits(int n, int d) {
    boolean[] b = new boolean[n];
    for (int i = 0; i < n; i++) {
      b[i] = (i & d) != 0;
    }
    return b;
  }

  private static VectorShuffle<Long> swap(int d) {
    return VectorShuffle.fromOp(PAIRS, i -> (i ^ d) % P);
  }

  /**
   * Steps 1 and 2 for vectors 4i … 4i + 3.
   *
   * @param a0 where the first of them begins, a1 … a3 the others
   * @param c0 where the first one's result goes, c1 … c3 the others'
   */
  static void near(
      float[] a, int a0, int a1, int a2, int a3, float[] c, int c0, int c1, int c2, int c3) {
    LongVector r0 = FloatVector.fromArray(S, a, a0).reinterpretAsLongs();
    LongVector r1 = FloatVector.fromArray(S, a, a1).reinterpretAsLongs();
    LongVector r2 = FloatVector.fromArray(S, a, a2).reinterpretAsLongs();
    LongVector r3 = FloatVector.fromArray(S, a, a3).reinterpretAsLongs();
    LongVector t0 = r0.and(EVEN).or(r1.lanewise(LSHL, 32));
    LongVector t1 = r1.and(ODD).or(r0.lanewise(LSHR, 32));
    LongVector t2 = r2.and(EVEN).or(r3.lanewise(LSHL, 32));
    LongVector t3 = r3.and(ODD).or(r2.lanewise(LSHR, 32));
    t0.blend(t2.rearrange(SWAP1), BIT1).reinterpretAsFloats().intoArray(c, c0);
    t1.blend(t3.rearrange(SWAP1), BIT1).reinterpretAsFloats().intoArray(c, c1);
    t0.rearrange(SWAP1).blend(t2, BIT1).reinterpretAsFloats().intoArray(c, c2);
    t1.rearrange(SWAP1).blend(t3, BIT1).reinterpretAsFloats().intoArray(c, c3);
  }

  /**
   * Steps 4 and 8 for a whole square; for vectors of eight lanes step 4 only.
   *
   * <p>More than 325 bytes of code, so that it is never inlined: with {@link #near} in the same
   * compilation JDK 17 would come to the limit beyond which it puts vectors on the heap.
   *
   * @param a0 where vector 0 begins, the others at distances of {@code lda}
   * @param c0 where its result goes, the others' at distances of {@code ldc}
   */
  static void far(float[] a, int a0, int lda, float[] c, int c0, int ldc) {
    if (L == 8) {
      for (int i = 0; i < 4; i++) {
        int from = a0 + i * lda;
        int to = c0 + i * ldc;
        LongVector r0 = FloatVector.fromArray(S, a, from).reinterpretAsLongs();
        LongVector r1 = FloatVector.fromArray(S, a, from + 4 * lda).reinterpretAsLongs();
        r0.blend(r1.rearrange(SWAP2), BIT2).reinterpretAsFloats().intoArray(c, to);
        r0.rearrange(SWAP2).blend(r1, BIT2).reinterpretAsFloats().intoArray(c, to + 4 * ldc);
      }
      return;
    }
    for (int i = 0; i < 4; i++) {
      int from = a0 + i * lda;
      int to = c0 + i * ldc;
      LongVector r0 = FloatVector.fromArray(S, a, from).reinterpretAsLongs();
      LongVector r1 = FloatVector.fromArray(S, a, from + 4 * lda).reinterpretAsLongs();
      LongVector r2 = FloatVector.fromArray(S, a, from + 8 * lda).reinterpretAsLongs();
      LongVector r3 = FloatVector.fromArray(S, a, from + 12 * lda).reinterpretAsLongs();
      LongVector t0 = r0.blend(r1.rearrange(SWAP2), BIT2);
      LongVector t1 = r0.rearrange(SWAP2).blend(r1, BIT2);
      LongVector t2 = r2.blend(r3.rearrange(SWAP2), BIT2);
      LongVector t3 = r2.rearrange(SWAP2).blend(r3, BIT2);
      t0.blend(t2.rearrange(SWAP4), BIT4).reinterpretAsFloats().intoArray(c, to);
      t1.blend(t3.rearrange(SWAP4), BIT4).reinterpretAsFloats().intoArray(c, to + 4 * ldc);
      t0.rearrange(SWAP4).blend(t2, BIT4).reinterpretAsFloats().intoArray(c, to + 8 * ldc);
      t1.rearrange(SWAP4).blend(t3, BIT4).reinterpretAsFloats().intoArray(c, to + 12 * ldc);
    }
  }
}

package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static jdk.incubator.vector.VectorOperators.ROL;

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
 * <p>Lanes change places with neighbours by rotating 64 bits by 32, and pairs of lanes by a
 * shuffle: JDK 17 makes one instruction of a shuffle of longs, and several of one of floats.
 */
final class TransposeBlock {
  private static final VectorSpecies<Long> PAIRS = VectorSpecies.of(long.class, S.vectorShape());
  private static final int P = L / 2;

  private static final VectorMask<Float> ODD = VectorMask.fromValues(S, bits(L, 1));
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
    FloatVector r0 = FloatVector.fromArray(S, a, a0);
    FloatVector r1 = FloatVector.fromArray(S, a, a1);
    FloatVector r2 = FloatVector.fromArray(S, a, a2);
    FloatVector r3 = FloatVector.fromArray(S, a, a3);
    FloatVector s0 = r0.reinterpretAsLongs().lanewise(ROL, 32).reinterpretAsFloats();
    FloatVector s1 = r1.reinterpretAsLongs().lanewise(ROL, 32).reinterpretAsFloats();
    FloatVector s2 = r2.reinterpretAsLongs().lanewise(ROL, 32).reinterpretAsFloats();
    FloatVector s3 = r3.reinterpretAsLongs().lanewise(ROL, 32).reinterpretAsFloats();
    LongVector t0 = r0.blend(s1, ODD).reinterpretAsLongs();
    LongVector t1 = s0.blend(r1, ODD).reinterpretAsLongs();
    LongVector t2 = r2.blend(s3, ODD).reinterpretAsLongs();
    LongVector t3 = s2.blend(r3, ODD).reinterpretAsLongs();
    t0.blend(t2.rearrange(SWAP1), BIT1).reinterpretAsFloats().intoArray(c, c0);
    t1.blend(t3.rearrange(SWAP1), BIT1).reinterpretAsFloats().intoArray(c, c1);
    t0.rearrange(SWAP1).blend(t2, BIT1).reinterpretAsFloats().intoArray(c, c2);
    t1.rearrange(SWAP1).blend(t3, BIT1).reinterpretAsFloats().intoArray(c, c3);
  }

  /**
   * Steps 4 and 8 for vectors i, i + 4, i + 8 and i + 12 of sixteen.
   *
   * @param a0 where vector i begins, the others at distances of {@code lda}
   * @param c0 where its result goes, the others' at distances of {@code ldc}
   */
  static void far(float[] a, int a0, int lda, float[] c, int c0, int ldc) {
    LongVector r0 = FloatVector.fromArray(S, a, a0).reinterpretAsLongs();
    LongVector r1 = FloatVector.fromArray(S, a, a0 + lda).reinterpretAsLongs();
    LongVector r2 = FloatVector.fromArray(S, a, a0 + 2 * lda).reinterpretAsLongs();
    LongVector r3 = FloatVector.fromArray(S, a, a0 + 3 * lda).reinterpretAsLongs();
    LongVector t0 = r0.blend(r1.rearrange(SWAP2), BIT2);
    LongVector t1 = r0.rearrange(SWAP2).blend(r1, BIT2);
    LongVector t2 = r2.blend(r3.rearrange(SWAP2), BIT2);
    LongVector t3 = r2.rearrange(SWAP2).blend(r3, BIT2);
    t0.blend(t2.rearrange(SWAP4), BIT4).reinterpretAsFloats().intoArray(c, c0);
    t1.blend(t3.rearrange(SWAP4), BIT4).reinterpretAsFloats().intoArray(c, c0 + ldc);
    t0.rearrange(SWAP4).blend(t2, BIT4).reinterpretAsFloats().intoArray(c, c0 + 2 * ldc);
    t1.rearrange(SWAP4).blend(t3, BIT4).reinterpretAsFloats().intoArray(c, c0 + 3 * ldc);
  }

  /** Step 4 for vectors i and i + 4 of eight; parameters as in {@link #far}. */
  static void half(float[] a, int a0, int lda, float[] c, int c0, int ldc) {
    LongVector r0 = FloatVector.fromArray(S, a, a0).reinterpretAsLongs();
    LongVector r1 = FloatVector.fromArray(S, a, a0 + lda).reinterpretAsLongs();
    r0.blend(r1.rearrange(SWAP2), BIT2).reinterpretAsFloats().intoArray(c, c0);
    r0.rearrange(SWAP2).blend(r1, BIT2).reinterpretAsFloats().intoArray(c, c0 + ldc);
  }
}

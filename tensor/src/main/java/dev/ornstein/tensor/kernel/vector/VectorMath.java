package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.S;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Elementary functions, as polynomials, so that they give the same bits before and after the JIT
 * compiles them, and on every JDK.
 */
final class VectorMath {
  private static final float LOG2_E = 1.44269504f;
  // ln 2 in two parts: n·LN2_HIGH is exact for |n| < 2^15.
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;
  // Adding 1.5·2^23 leaves the nearest integer in the low bits of the float.
  private static final float MAGIC = 12582912f;
  private static final float EXP_LOW = -104f;
  private static final float EXP_HIGH = 89f;

  private VectorMath() {}

  /**
   * eˣ to about 1 ulp; 0 below −104, infinity above 88.73, NaN for NaN.
   *
   * <p>x = n·ln 2 + r with |r| ≤ ln 2 / 2; eʳ by its Taylor polynomial of degree 7 (error below
   * 2⁻²⁷); 2ⁿ by writing the exponent, in two halves so that under- and overflow come out right.
   */
  static FloatVector exp(FloatVector x) {
    FloatVector c = x.max(EXP_LOW).min(EXP_HIGH);
    FloatVector shifted = c.fma(FloatVector.broadcast(S, LOG2_E), FloatVector.broadcast(S, MAGIC));
    FloatVector n = shifted.sub(MAGIC);
    FloatVector r = n.fma(FloatVector.broadcast(S, -LN2_HIGH), c);
    r = n.fma(FloatVector.broadcast(S, -LN2_LOW), r);
    FloatVector p = FloatVector.broadcast(S, 1f / 5040);
    p = p.fma(r, FloatVector.broadcast(S, 1f / 720));
    p = p.fma(r, FloatVector.broadcast(S, 1f / 120));
    p = p.fma(r, FloatVector.broadcast(S, 1f / 24));
    p = p.fma(r, FloatVector.broadcast(S, 1f / 6));
    p = p.fma(r, FloatVector.broadcast(S, 0.5f));
    FloatVector one = FloatVector.broadcast(S, 1f);
    p = p.fma(r, one);
    p = p.fma(r, one);
    // The low 22 bits of `shifted` are n in two's complement.
    IntVector k = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 10);
    k = k.lanewise(VectorOperators.ASHR, 10);
    IntVector half = k.lanewise(VectorOperators.ASHR, 1);
    IntVector rest = k.sub(half);
    return p.mul(powerOfTwo(half)).mul(powerOfTwo(rest));
  }

  private static FloatVector powerOfTwo(IntVector n) {
    return n.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }

  /** 1/(1+e⁻ˣ). */
  static FloatVector sigmoid(FloatVector x) {
    FloatVector one = FloatVector.broadcast(S, 1f);
    return one.div(exp(x.neg()).add(one));
  }

  /** x·σ(x). */
  static FloatVector silu(FloatVector x) {
    return x.div(exp(x.neg()).add(1f));
  }

  /** g·σ(x)(1 + x(1 − σ(x))). */
  static FloatVector siluGrad(FloatVector g, FloatVector x) {
    FloatVector one = FloatVector.broadcast(S, 1f);
    FloatVector s = sigmoid(x);
    return g.mul(s).mul(one.sub(s).fma(x, one));
  }
}

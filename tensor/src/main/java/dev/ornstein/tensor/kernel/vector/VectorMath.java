package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The functions that need an exponential, as polynomials, so that they give the same bits before
 * and after the JIT compiles them, and on every JDK.
 *
 * <p>There are five loops, in which the exponential is written out. C2 makes nine thousand nodes of
 * forty vector operations, and beyond eighteen thousand in one compilation it stops inlining; a
 * vector that is handed to a call which is not inlined is allocated, and the loop takes three to
 * five times as long. A method of more than 325 bytes of code is never inlined itself: here, each
 * exponential has a compilation to itself. Nor may a loop that matters ask which of two functions
 * it computes (as {@link #exp} does): C2 makes two loops of it, of twice the nodes, and whether
 * that is too many differed from start to start of JDK 17.
 */
final class VectorMath {
  /** Functions of x; SILU_GRAD also takes an upstream gradient g. */
  enum Function {
    /** eˣ to about 1 ulp; 0 below −104, infinity above 88.73, NaN for NaN. */
    EXP,
    /** σ(x) = 1/(1+e⁻ˣ). */
    SIGMOID,
    /** x·σ(x). */
    SILU,
    /** g·σ(x)(1 + x(1 − σ(x))). */
    SILU_GRAD
  }

  private static final float LOG2_E = 1.44269504f;
  // ln 2 in two parts: n·LN2_HIGH is exact for |n| < 2^15.
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;
  // Adding 1.5·2^23 leaves the nearest integer in the low bits of the float.
  private static final float MAGIC = 12582912f;
  private static final float EXP_LOW = -104f;
  private static final float EXP_HIGH = 89f;

  /**
   * Bits of 80.5, where σ has long been 1; with {@link #FAR_BELOW} of 88.5, where e⁻ᶻ overflows.
   */
  private static final int FAR = Float.floatToIntBits(80.5f);

  private static final int FAR_BELOW = Float.floatToIntBits(88.5f) ^ FAR;

  /** Just above ln 2⁻¹²⁶, the smallest normal number. */
  private static final float LOWEST_NORMAL = -87f;

  private static final int MAGNITUDE = 0x7fffffff;
  private static final int SIGN = 0x80000000;

  /** Constants of z = x. Adding −0 keeps the sign of −0. */
  private static final float[] IDENTITY = new float[3 * L];

  static {
    Arrays.fill(IDENTITY, L, 2 * L, 1f);
    Arrays.fill(IDENTITY, 2 * L, 3 * L, -0f);
  }

  private VectorMath() {}

  /** out = f(x), or f(g, x), for n elements, a multiple of L. {@code out} may be g or x. */
  static void run(Function f, float[] out, int o, float[] g, int g0, float[] x, int x0, int n) {
    run(f, out, o, g, g0, x, x0, L, n / L, -1, IDENTITY, 0);
  }

  /**
   * out = f(z) with z = (x − mean)·scale + shift, for the vectors of a run as {@link NormLoops} has
   * them; the constants are the first three of a run. {@code out} may be g or x where no vector
   * overlaps.
   */
  static void run(
      Function f,
      float[] out,
      int o,
      float[] g,
      int g0,
      float[] x,
      int x0,
      int step,
      int count,
      int last,
      float[] k,
      int k0) {
    if (f == Function.SILU) {
      silu(out, o, x, x0, step, count, last, k, k0);
    } else if (f == Function.SILU_GRAD) {
      siluGrad(out, o, g, g0, x, x0, step, count, last, k, k0);
    } else {
      exp(f == Function.SIGMOID, out, o, x, x0, step, count, last, k, k0);
    }
  }

  /**
   * eᶻ, or σ(z). With t = ±z, t = n·ln 2 + r and |r| ≤ ln 2 / 2: eᵗ is 2ⁿ times the Taylor
   * polynomial of degree 7 of eʳ (error below 2⁻²⁷). 2ⁿ is made by writing the exponent, in two
   * halves, so that under- and overflow come out right.
   */
  private static void exp(
      boolean sigmoid,
      float[] out,
      int o,
      float[] x,
      int x0,
      int step,
      int count,
      int last,
      float[] k,
      int k0) {
    FloatVector mean = FloatVector.fromArray(S, k, k0 + NormLoops.MEAN);
    FloatVector scale = FloatVector.fromArray(S, k, k0 + NormLoops.SCALE);
    FloatVector shift = FloatVector.fromArray(S, k, k0 + NormLoops.SHIFT);
    FloatVector sign = FloatVector.broadcast(S, sigmoid ? -1f : 1f);
    FloatVector one = FloatVector.broadcast(S, 1f);
    FloatVector magic = FloatVector.broadcast(S, MAGIC);
    int all = last < 0 ? count : count + 1;
    for (int i = 0; i < all; i++) {
      int at = i < count ? i * step : last;
      FloatVector z = FloatVector.fromArray(S, x, x0 + at).sub(mean).fma(scale, shift);
      FloatVector t = z.mul(sign).max(EXP_LOW).min(EXP_HIGH);
      FloatVector shifted = t.fma(FloatVector.broadcast(S, LOG2_E), magic);
      FloatVector n = shifted.sub(magic);
      FloatVector r = n.fma(FloatVector.broadcast(S, -LN2_HIGH), t);
      r = n.fma(FloatVector.broadcast(S, -LN2_LOW), r);
      FloatVector p = FloatVector.broadcast(S, 1f / 5040);
      p = p.fma(r, FloatVector.broadcast(S, 1f / 720));
      p = p.fma(r, FloatVector.broadcast(S, 1f / 120));
      p = p.fma(r, FloatVector.broadcast(S, 1f / 24));
      p = p.fma(r, FloatVector.broadcast(S, 1f / 6));
      p = p.fma(r, FloatVector.broadcast(S, 0.5f));
      p = p.fma(r, one);
      p = p.fma(r, one);
      // The low 22 bits of `shifted` are n in two's complement.
      IntVector whole = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 10);
      whole = whole.lanewise(VectorOperators.ASHR, 10);
      IntVector half = whole.lanewise(VectorOperators.ASHR, 1);
      IntVector rest = whole.sub(half);
      p = p.mul(half.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
      p = p.mul(rest.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
      if (sigmoid) {
        p = one.div(p.add(one));
      }
      p.intoArray(out, o + at);
    }
  }

  /**
   * eᶻ with z = x − max, where max is no less than any x of its lane: the exponential of a softmax,
   * to about 1 ulp, in half the instructions. Below −87 it is e⁻⁸⁷, 10⁻³⁸, and so 2ⁿ needs no
   * halves. A comparison and a blend limit z, and leave a NaN as it is.
   *
   * @param x vectors begin at x0 + i·step, i &lt; count; {@code out} may be x
   * @param max a vector that begins at m0
   */
  static void expBelow(
      float[] out, int o, float[] x, int x0, int step, int count, float[] max, int m0) {
    FloatVector shift = FloatVector.fromArray(S, max, m0);
    FloatVector low = FloatVector.broadcast(S, LOWEST_NORMAL);
    FloatVector one = FloatVector.broadcast(S, 1f);
    FloatVector magic = FloatVector.broadcast(S, MAGIC);
    for (int i = 0; i < count; i++) {
      FloatVector z = FloatVector.fromArray(S, x, x0 + i * step).sub(shift);
      FloatVector t = z.blend(low, z.compare(VectorOperators.LT, low));
      FloatVector shifted = t.fma(FloatVector.broadcast(S, LOG2_E), magic);
      FloatVector n = shifted.sub(magic);
      FloatVector r = n.fma(FloatVector.broadcast(S, -LN2_HIGH), t);
      r = n.fma(FloatVector.broadcast(S, -LN2_LOW), r);
      FloatVector p = FloatVector.broadcast(S, 1f / 5040);
      p = p.fma(r, FloatVector.broadcast(S, 1f / 720));
      p = p.fma(r, FloatVector.broadcast(S, 1f / 120));
      p = p.fma(r, FloatVector.broadcast(S, 1f / 24));
      p = p.fma(r, FloatVector.broadcast(S, 1f / 6));
      p = p.fma(r, FloatVector.broadcast(S, 0.5f));
      p = p.fma(r, one);
      p = p.fma(r, one);
      IntVector power = shifted.reinterpretAsInts().add(127).lanewise(VectorOperators.LSHL, 23);
      p.mul(power.reinterpretAsFloats()).intoArray(out, o + i * step);
    }
  }

  /**
   * z·σ(z) = z / (1 + e⁻ᶻ). The exponential as above, but z is limited to −88.5 … 80.5, as an
   * integer: the order of positive floats is that of their bits, and one instruction compares
   * integers where C2 takes seven for floats, with their NaN. A NaN comes back with the factor z.
   * Within the limits n is −116 … 128: 2ⁿ needs no halves, 2¹²⁸ is infinite as it should be, and as
   * the low 9 bits of MAGIC are 0 its exponent is read off without a mask.
   */
  private static void silu(
      float[] out, int o, float[] x, int x0, int step, int count, int last, float[] k, int k0) {
    FloatVector mean = FloatVector.fromArray(S, k, k0 + NormLoops.MEAN);
    FloatVector scale = FloatVector.fromArray(S, k, k0 + NormLoops.SCALE);
    FloatVector shift = FloatVector.fromArray(S, k, k0 + NormLoops.SHIFT);
    FloatVector one = FloatVector.broadcast(S, 1f);
    FloatVector magic = FloatVector.broadcast(S, MAGIC);
    int all = last < 0 ? count : count + 1;
    for (int i = 0; i < all; i++) {
      int at = i < count ? i * step : last;
      FloatVector z = FloatVector.fromArray(S, x, x0 + at).sub(mean).fma(scale, shift);
      IntVector bits = z.reinterpretAsInts();
      // The two limits differ in bit 20, to which the sign (bit 31) is moved.
      IntVector far = bits.lanewise(VectorOperators.LSHR, 11).and(FAR_BELOW).or(FAR);
      IntVector near = bits.and(MAGNITUDE).min(far).or(bits.and(SIGN));
      FloatVector t = near.reinterpretAsFloats();
      FloatVector shifted = t.fma(FloatVector.broadcast(S, -LOG2_E), magic);
      FloatVector n = shifted.sub(magic);
      FloatVector r = n.fma(FloatVector.broadcast(S, LN2_HIGH), t); // −r of the above
      r = n.fma(FloatVector.broadcast(S, LN2_LOW), r);
      FloatVector p = FloatVector.broadcast(S, -1f / 5040);
      p = p.fma(r, FloatVector.broadcast(S, 1f / 720));
      p = p.fma(r, FloatVector.broadcast(S, -1f / 120));
      p = p.fma(r, FloatVector.broadcast(S, 1f / 24));
      p = p.fma(r, FloatVector.broadcast(S, -1f / 6));
      p = p.fma(r, FloatVector.broadcast(S, 0.5f));
      p = p.fma(r, FloatVector.broadcast(S, -1f));
      p = p.fma(r, one);
      IntVector power = shifted.reinterpretAsInts().add(127).lanewise(VectorOperators.LSHL, 23);
      FloatVector e = p.fma(power.reinterpretAsFloats(), one);
      z.div(e).intoArray(out, o + at);
    }
  }

  /**
   * {@link #silu} without an overlapping vector, and the σ(z) that it consists of: what its
   * derivative needs, σ(z) + z·σ(z)·(1 − σ(z)).
   *
   * @param y receives z·σ(z)
   * @param s receives σ(z)
   */
  static void siluParts(
      float[] y,
      int y0,
      float[] s,
      int s0,
      float[] x,
      int x0,
      int step,
      int count,
      float[] k,
      int k0) {
    FloatVector mean = FloatVector.fromArray(S, k, k0 + NormLoops.MEAN);
    FloatVector scale = FloatVector.fromArray(S, k, k0 + NormLoops.SCALE);
    FloatVector shift = FloatVector.fromArray(S, k, k0 + NormLoops.SHIFT);
    FloatVector one = FloatVector.broadcast(S, 1f);
    FloatVector magic = FloatVector.broadcast(S, MAGIC);
    for (int i = 0; i < count; i++) {
      int at = i * step;
      FloatVector z = FloatVector.fromArray(S, x, x0 + at).sub(mean).fma(scale, shift);
      IntVector bits = z.reinterpretAsInts();
      // The two limits differ in bit 20, to which the sign (bit 31) is moved.
      IntVector far = bits.lanewise(VectorOperators.LSHR, 11).and(FAR_BELOW).or(FAR);
      IntVector near = bits.and(MAGNITUDE).min(far).or(bits.and(SIGN));
      FloatVector t = near.reinterpretAsFloats();
      FloatVector shifted = t.fma(FloatVector.broadcast(S, -LOG2_E), magic);
      FloatVector n = shifted.sub(magic);
      FloatVector r = n.fma(FloatVector.broadcast(S, LN2_HIGH), t); // −r of the above
      r = n.fma(FloatVector.broadcast(S, LN2_LOW), r);
      FloatVector p = FloatVector.broadcast(S, -1f / 5040);
      p = p.fma(r, FloatVector.broadcast(S, 1f / 720));
      p = p.fma(r, FloatVector.broadcast(S, -1f / 120));
      p = p.fma(r, FloatVector.broadcast(S, 1f / 24));
      p = p.fma(r, FloatVector.broadcast(S, -1f / 6));
      p = p.fma(r, FloatVector.broadcast(S, 0.5f));
      p = p.fma(r, FloatVector.broadcast(S, -1f));
      p = p.fma(r, one);
      IntVector power = shifted.reinterpretAsInts().add(127).lanewise(VectorOperators.LSHL, 23);
      FloatVector e = p.fma(power.reinterpretAsFloats(), one);
      FloatVector sigma = one.div(e);
      z.mul(sigma).intoArray(y, y0 + at);
      sigma.intoArray(s, s0 + at);
    }
  }

  /**
   * g times the derivative of {@link #silu}, σ(z)·(1 + z·(1 − σ(z))), with the same exponential.
   */
  private static void siluGrad(
      float[] out,
      int o,
      float[] g,
      int g0,
      float[] x,
      int x0,
      int step,
      int count,
      int last,
      float[] k,
      int k0) {
    FloatVector mean = FloatVector.fromArray(S, k, k0 + NormLoops.MEAN);
    FloatVector scale = FloatVector.fromArray(S, k, k0 + NormLoops.SCALE);
    FloatVector shift = FloatVector.fromArray(S, k, k0 + NormLoops.SHIFT);
    FloatVector one = FloatVector.broadcast(S, 1f);
    FloatVector magic = FloatVector.broadcast(S, MAGIC);
    int all = last < 0 ? count : count + 1;
    for (int i = 0; i < all; i++) {
      int at = i < count ? i * step : last;
      FloatVector z = FloatVector.fromArray(S, x, x0 + at).sub(mean).fma(scale, shift);
      IntVector bits = z.reinterpretAsInts();
      // The two limits differ in bit 20, to which the sign (bit 31) is moved.
      IntVector far = bits.lanewise(VectorOperators.LSHR, 11).and(FAR_BELOW).or(FAR);
      IntVector near = bits.and(MAGNITUDE).min(far).or(bits.and(SIGN));
      FloatVector t = near.reinterpretAsFloats();
      FloatVector shifted = t.fma(FloatVector.broadcast(S, -LOG2_E), magic);
      FloatVector n = shifted.sub(magic);
      FloatVector r = n.fma(FloatVector.broadcast(S, LN2_HIGH), t); // −r of the above
      r = n.fma(FloatVector.broadcast(S, LN2_LOW), r);
      FloatVector p = FloatVector.broadcast(S, -1f / 5040);
      p = p.fma(r, FloatVector.broadcast(S, 1f / 720));
      p = p.fma(r, FloatVector.broadcast(S, -1f / 120));
      p = p.fma(r, FloatVector.broadcast(S, 1f / 24));
      p = p.fma(r, FloatVector.broadcast(S, -1f / 6));
      p = p.fma(r, FloatVector.broadcast(S, 0.5f));
      p = p.fma(r, FloatVector.broadcast(S, -1f));
      p = p.fma(r, one);
      IntVector power = shifted.reinterpretAsInts().add(127).lanewise(VectorOperators.LSHL, 23);
      FloatVector e = p.fma(power.reinterpretAsFloats(), one);
      FloatVector s = one.div(e);
      FloatVector own = FloatVector.fromArray(S, g, g0 + at).mul(s);
      own.mul(one.sub(s).fma(z, one)).intoArray(out, o + at);
    }
  }
}

package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;

import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.kernel.vector.VectorMath.Function;
import jdk.incubator.vector.FloatVector;

/**
 * The innermost loops of batch and group normalisation with an activation. A run is {@code count}
 * vectors whose starts lie {@code step} apart and which share their constants lane by lane: along
 * the plane of a channel the step is L and a constant is the same in all lanes; down the columns of
 * data (N, C) the step is C and each lane is a channel. Where a plane is no multiple of L, one more
 * vector begins at {@code last} and overlaps the one before; else {@code last} is −1.
 *
 * <p>The constants are vectors, one after another in an array. With d = x − mean, z = d·scale +
 * shift:
 *
 * <pre>
 * forward  y = act(z)
 * sums     Σ g and Σ g·d,  g = gy·act′(z)
 * grad     gx = g·scale − q − d·r
 * </pre>
 *
 * <p>Both passes of the gradient need g. The slope of SILU costs an exponential: the first pass
 * leaves g in gx, and the second turns it into gx in place. Working out a RELU again costs less
 * than writing and reading g would.
 *
 * <p>Sums over one array take two vectors at a time, so as not to wait for each addition; with two
 * arrays, memory is slower than that.
 */
final class NormLoops {
  /** Where each constant begins among those of a run: the mean, ... */
  static final int MEAN = 0;

  /** ... γ·rstd, ... */
  static final int SCALE = L;

  /** ... β, ... */
  static final int SHIFT = 2 * L;

  /** ... for the gradient of x the share of the sum of g ... */
  static final int Q = 3 * L;

  /** ... and of that of g·d, ... */
  static final int R = 4 * L;

  /** ... and 1 for the lanes of the overlapping vector that are new, 0 for the others. */
  static final int NEW = 5 * L;

  /** Floats that the constants of a run take. */
  static final int CONSTANTS = 6 * L;

  /** Vectors that may be summed in float, lane by lane, before the sums go to double. */
  static final int BLOCK = 64;

  private NormLoops() {}

  /** sums[lane] += Σ d and sums[L + lane] += Σ d². */
  static void deviations(
      float[] sums, int o, float[] x, int x0, int step, int count, int last, float[] k, int k0) {
    FloatVector mean = FloatVector.fromArray(S, k, k0 + MEAN);
    FloatVector u = FloatVector.fromArray(S, sums, o);
    FloatVector v = FloatVector.fromArray(S, sums, o + L);
    FloatVector s = FloatVector.zero(S);
    FloatVector t = s;
    int i = 0;
    for (; i < count - 1; i += 2) {
      FloatVector d = FloatVector.fromArray(S, x, x0 + i * step).sub(mean);
      FloatVector e = FloatVector.fromArray(S, x, x0 + i * step + step).sub(mean);
      u = u.add(d);
      s = s.add(e);
      v = d.fma(d, v);
      t = e.fma(e, t);
    }
    if (i < count) {
      FloatVector d = FloatVector.fromArray(S, x, x0 + i * step).sub(mean);
      u = u.add(d);
      v = d.fma(d, v);
    }
    if (last >= 0) {
      FloatVector d = FloatVector.fromArray(S, x, x0 + last).sub(mean);
      d = d.mul(FloatVector.fromArray(S, k, k0 + NEW));
      s = s.add(d);
      t = d.fma(d, t);
    }
    u.add(s).intoArray(sums, o);
    v.add(t).intoArray(sums, o + L);
  }

  /** y = act(z), without an overlapping vector. */
  static void forward(
      Activation act,
      float[] y,
      int y0,
      float[] x,
      int x0,
      int step,
      int count,
      float[] k,
      int k0) {
    switch (act) {
      case NONE:
        plain(y, y0, x, x0, step, count, k, k0);
        break;
      case RELU:
        relu(y, y0, x, x0, step, count, k, k0);
        break;
      case SILU:
        VectorMath.run(Function.SILU, y, y0, x, x0, x, x0, step, count, -1, k, k0);
        break;
      default:
        throw new AssertionError(act);
    }
  }

  private static void plain(
      float[] y, int y0, float[] x, int x0, int step, int count, float[] k, int k0) {
    FloatVector mean = FloatVector.fromArray(S, k, k0 + MEAN);
    FloatVector scale = FloatVector.fromArray(S, k, k0 + SCALE);
    FloatVector shift = FloatVector.fromArray(S, k, k0 + SHIFT);
    for (int i = 0; i < count; i++) {
      FloatVector d = FloatVector.fromArray(S, x, x0 + i * step).sub(mean);
      d.fma(scale, shift).intoArray(y, y0 + i * step);
    }
  }

  private static void relu(
      float[] y, int y0, float[] x, int x0, int step, int count, float[] k, int k0) {
    FloatVector mean = FloatVector.fromArray(S, k, k0 + MEAN);
    FloatVector scale = FloatVector.fromArray(S, k, k0 + SCALE);
    FloatVector shift = FloatVector.fromArray(S, k, k0 + SHIFT);
    for (int i = 0; i < count; i++) {
      FloatVector d = FloatVector.fromArray(S, x, x0 + i * step).sub(mean);
      d.fma(scale, shift).max(0f).intoArray(y, y0 + i * step);
    }
  }

  /**
   * sums[lane] += Σ g and sums[L + lane] += Σ g·d.
   *
   * @param gx receives g for SILU and is left alone otherwise
   */
  static void sums(
      Activation act,
      float[] sums,
      int o,
      float[] gx,
      int h0,
      float[] gy,
      int g0,
      float[] x,
      int x0,
      int step,
      int count,
      int last,
      float[] k,
      int k0) {
    switch (act) {
      case NONE:
        plainSums(sums, o, gy, g0, x, x0, step, count, last, k, k0);
        break;
      case RELU:
        reluSums(sums, o, gy, g0, x, x0, step, count, last, k, k0);
        break;
      case SILU:
        VectorMath.run(Function.SILU_GRAD, gx, h0, gy, g0, x, x0, step, count, last, k, k0);
        plainSums(sums, o, gx, h0, x, x0, step, count, last, k, k0);
        break;
      default:
        throw new AssertionError(act);
    }
  }

  private static void plainSums(
      float[] sums,
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
    FloatVector mean = FloatVector.fromArray(S, k, k0 + MEAN);
    FloatVector u = FloatVector.fromArray(S, sums, o);
    FloatVector v = FloatVector.fromArray(S, sums, o + L);
    for (int i = 0; i < count; i++) {
      FloatVector d = FloatVector.fromArray(S, x, x0 + i * step).sub(mean);
      FloatVector own = FloatVector.fromArray(S, g, g0 + i * step);
      u = u.add(own);
      v = own.fma(d, v);
    }
    if (last >= 0) {
      FloatVector d = FloatVector.fromArray(S, x, x0 + last).sub(mean);
      FloatVector own = FloatVector.fromArray(S, g, g0 + last);
      own = own.mul(FloatVector.fromArray(S, k, k0 + NEW));
      u = u.add(own);
      v = own.fma(d, v);
    }
    u.intoArray(sums, o);
    v.intoArray(sums, o + L);
  }

  private static void reluSums(
      float[] sums,
      int o,
      float[] gy,
      int g0,
      float[] x,
      int x0,
      int step,
      int count,
      int last,
      float[] k,
      int k0) {
    FloatVector mean = FloatVector.fromArray(S, k, k0 + MEAN);
    FloatVector scale = FloatVector.fromArray(S, k, k0 + SCALE);
    FloatVector shift = FloatVector.fromArray(S, k, k0 + SHIFT);
    FloatVector zero = FloatVector.zero(S);
    FloatVector u = FloatVector.fromArray(S, sums, o);
    FloatVector v = FloatVector.fromArray(S, sums, o + L);
    for (int i = 0; i < count; i++) {
      FloatVector d = FloatVector.fromArray(S, x, x0 + i * step).sub(mean);
      FloatVector g = FloatVector.fromArray(S, gy, g0 + i * step);
      g = zero.blend(g, zero.lt(d.fma(scale, shift)));
      u = u.add(g);
      v = g.fma(d, v);
    }
    if (last >= 0) {
      FloatVector d = FloatVector.fromArray(S, x, x0 + last).sub(mean);
      FloatVector g = FloatVector.fromArray(S, gy, g0 + last);
      g = g.mul(FloatVector.fromArray(S, k, k0 + NEW));
      g = zero.blend(g, zero.lt(d.fma(scale, shift)));
      u = u.add(g);
      v = g.fma(d, v);
    }
    u.intoArray(sums, o);
    v.intoArray(sums, o + L);
  }

  /**
   * sums[lane] += Σ g and sums[L + lane] += Σ g·d, without an overlapping vector, for SILU from its
   * parts: g = gy·(σ + y·(1 − σ)).
   *
   * @param s σ(z), which g takes the place of
   * @param y z·σ(z)
   */
  static void siluSums(
      float[] sums,
      int o,
      float[] s,
      int s0,
      float[] y,
      int y0,
      float[] gy,
      int g0,
      float[] x,
      int x0,
      int step,
      int count,
      float[] k,
      int k0) {
    FloatVector mean = FloatVector.fromArray(S, k, k0 + MEAN);
    FloatVector one = FloatVector.broadcast(S, 1f);
    FloatVector u = FloatVector.fromArray(S, sums, o);
    FloatVector v = FloatVector.fromArray(S, sums, o + L);
    for (int i = 0; i < count; i++) {
      FloatVector d = FloatVector.fromArray(S, x, x0 + i * step).sub(mean);
      FloatVector share = FloatVector.fromArray(S, s, s0 + i * step);
      FloatVector slope = FloatVector.fromArray(S, y, y0 + i * step).fma(one.sub(share), share);
      FloatVector g = FloatVector.fromArray(S, gy, g0 + i * step).mul(slope);
      g.intoArray(s, s0 + i * step);
      u = u.add(g);
      v = g.fma(d, v);
    }
    u.intoArray(sums, o);
    v.intoArray(sums, o + L);
  }

  /**
   * gx = g·scale − q − d·r, after {@link #sums} over the same run. Without an activation, gx may be
   * gy.
   */
  static void grad(
      Activation act,
      float[] gx,
      int h0,
      float[] gy,
      int g0,
      float[] x,
      int x0,
      int step,
      int count,
      int last,
      float[] k,
      int k0) {
    switch (act) {
      case NONE:
        plainGrad(gx, h0, gy, g0, x, x0, step, count, last, k, k0);
        break;
      case RELU:
        reluGrad(gx, h0, gy, g0, x, x0, step, count, last, k, k0);
        break;
      case SILU:
        plainGrad(gx, h0, gx, h0, x, x0, step, count, last, k, k0);
        break;
      default:
        throw new AssertionError(act);
    }
  }

  private static void plainGrad(
      float[] gx,
      int h0,
      float[] g,
      int g0,
      float[] x,
      int x0,
      int step,
      int count,
      int last,
      float[] k,
      int k0) {
    FloatVector mean = FloatVector.fromArray(S, k, k0 + MEAN);
    FloatVector scale = FloatVector.fromArray(S, k, k0 + SCALE);
    FloatVector minusQ = FloatVector.fromArray(S, k, k0 + Q).neg();
    FloatVector minusR = FloatVector.fromArray(S, k, k0 + R).neg();
    // Read now: in place, the loop overwrites a part of it.
    FloatVector overlapping = FloatVector.fromArray(S, g, g0 + Math.max(last, 0));
    for (int i = 0; i < count; i++) {
      FloatVector d = FloatVector.fromArray(S, x, x0 + i * step).sub(mean);
      FloatVector own = FloatVector.fromArray(S, g, g0 + i * step).fma(scale, minusQ);
      d.fma(minusR, own).intoArray(gx, h0 + i * step);
    }
    if (last >= 0) {
      FloatVector d = FloatVector.fromArray(S, x, x0 + last).sub(mean);
      d.fma(minusR, overlapping.fma(scale, minusQ)).intoArray(gx, h0 + last);
    }
  }

  private static void reluGrad(
      float[] gx,
      int h0,
      float[] gy,
      int g0,
      float[] x,
      int x0,
      int step,
      int count,
      int last,
      float[] k,
      int k0) {
    FloatVector mean = FloatVector.fromArray(S, k, k0 + MEAN);
    FloatVector scale = FloatVector.fromArray(S, k, k0 + SCALE);
    FloatVector shift = FloatVector.fromArray(S, k, k0 + SHIFT);
    FloatVector minusQ = FloatVector.fromArray(S, k, k0 + Q).neg();
    FloatVector minusR = FloatVector.fromArray(S, k, k0 + R).neg();
    FloatVector zero = FloatVector.zero(S);
    for (int i = 0; i < count; i++) {
      FloatVector d = FloatVector.fromArray(S, x, x0 + i * step).sub(mean);
      FloatVector g = FloatVector.fromArray(S, gy, g0 + i * step);
      g = zero.blend(g, zero.lt(d.fma(scale, shift)));
      d.fma(minusR, g.fma(scale, minusQ)).intoArray(gx, h0 + i * step);
    }
    if (last >= 0) {
      FloatVector d = FloatVector.fromArray(S, x, x0 + last).sub(mean);
      FloatVector g = FloatVector.fromArray(S, gy, g0 + last);
      g = zero.blend(g, zero.lt(d.fma(scale, shift)));
      d.fma(minusR, g.fma(scale, minusQ)).intoArray(gx, h0 + last);
    }
  }
}

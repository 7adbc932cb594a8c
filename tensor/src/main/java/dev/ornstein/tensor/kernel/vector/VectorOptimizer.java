package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.AdamStep;
import jdk.incubator.vector.FloatVector;

/**
 * One pass over all weights. Bound by memory: Adam reads 16 and writes 12 bytes per weight, and 4
 * more each with an average.
 */
final class VectorOptimizer {
  private static final int GRAIN = 65_536;

  private VectorOptimizer() {}

  /**
   * @param a the average, or null
   */
  static void adam(
      float[] w,
      int w0,
      float[] m,
      int m0,
      float[] v,
      int v0,
      float[] a,
      int a0,
      float[] g,
      int g0,
      int n,
      float factor,
      AdamStep step,
      Parallel parallel) {
    parallel.forChunks(
        n,
        GRAIN,
        (from, to) ->
            adam(
                w, w0 + from, m, m0 + from, v, v0 + from, a, a0 + from, g, g0 + from, to - from,
                factor, step));
  }

  private static void adam(
      float[] w,
      int w0,
      float[] m,
      int m0,
      float[] v,
      int v0,
      float[] a,
      int a0,
      float[] g,
      int g0,
      int n,
      float factor,
      AdamStep s) {
    float keep = 1f - s.lr() * s.decay();
    float rate = s.lr() / s.correction1();
    float root = (float) (1.0 / Math.sqrt(s.correction2()));
    float b1 = s.beta1();
    float b2 = s.beta2();
    float decay = s.averageDecay();
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector gi = FloatVector.fromArray(S, g, g0 + i).mul(factor);
      FloatVector mi = FloatVector.fromArray(S, m, m0 + i).mul(b1).add(gi.mul(1f - b1));
      FloatVector vi = FloatVector.fromArray(S, v, v0 + i).mul(b2).add(gi.mul(gi).mul(1f - b2));
      mi.intoArray(m, m0 + i);
      vi.intoArray(v, v0 + i);
      FloatVector denominator = vi.sqrt().mul(root).add(s.epsilon());
      FloatVector wi = FloatVector.fromArray(S, w, w0 + i).mul(keep);
      wi = wi.sub(mi.mul(rate).div(denominator));
      wi.intoArray(w, w0 + i);
      if (a != null) {
        FloatVector ai = FloatVector.fromArray(S, a, a0 + i).mul(decay);
        ai.add(wi.mul(1f - decay)).intoArray(a, a0 + i);
      }
    }
    for (; i < n; i++) {
      float gi = g[g0 + i] * factor;
      float mi = m[m0 + i] * b1 + gi * (1f - b1);
      float vi = v[v0 + i] * b2 + gi * gi * (1f - b2);
      m[m0 + i] = mi;
      v[v0 + i] = vi;
      float denominator = (float) Math.sqrt(vi) * root + s.epsilon();
      float wi = w[w0 + i] * keep - mi * rate / denominator;
      w[w0 + i] = wi;
      if (a != null) {
        a[a0 + i] = a[a0 + i] * decay + wi * (1f - decay);
      }
    }
  }

  static void ema(float[] a, int a0, float[] w, int w0, int n, float decay, Parallel parallel) {
    parallel.forChunks(
        n,
        GRAIN,
        (from, to) -> {
          int i = from;
          for (; i <= to - L; i += L) {
            FloatVector ai = FloatVector.fromArray(S, a, a0 + i).mul(decay);
            ai.add(FloatVector.fromArray(S, w, w0 + i).mul(1f - decay)).intoArray(a, a0 + i);
          }
          for (; i < to; i++) {
            a[a0 + i] = a[a0 + i] * decay + w[w0 + i] * (1f - decay);
          }
        });
  }
}

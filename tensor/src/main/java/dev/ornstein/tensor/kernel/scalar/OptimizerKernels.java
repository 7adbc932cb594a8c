package dev.ornstein.tensor.kernel.scalar;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.AdamStep;

/** Updates of flat arenas, one pass each. */
final class OptimizerKernels {
  private OptimizerKernels() {}

  /**
   * One Adam or AdamW step, as {@link AdamStep} defines it; w, m, v and the average, unless it is
   * null, change in place.
   */
  static void adam(
      float[] w,
      int wAt,
      float[] m,
      int mAt,
      float[] v,
      int vAt,
      float[] average,
      int averageAt,
      float[] g,
      int gAt,
      AdamStep s,
      int n,
      Parallel parallel) {
    float keep = 1 - s.lr() * s.decay();
    float size = s.lr() / s.correction1();
    float inverse2 = 1 / s.correction2();
    float rest1 = 1 - s.beta1();
    float rest2 = 1 - s.beta2();
    float kept = s.averageDecay();
    float taken = 1 - kept;
    parallel.forChunks(
        n,
        Grain.of(8),
        (from, to) -> {
          for (int i = from; i < to; i++) {
            float gi = s.gradScale() * g[gAt + i];
            float mi = s.beta1() * m[mAt + i] + rest1 * gi;
            float vi = s.beta2() * v[vAt + i] + rest2 * gi * gi;
            m[mAt + i] = mi;
            v[vAt + i] = vi;
            float root = (float) Math.sqrt(vi * inverse2);
            float wi = w[wAt + i] * keep - size * (mi / (root + s.epsilon()));
            w[wAt + i] = wi;
            if (average != null) {
              average[averageAt + i] = kept * average[averageAt + i] + taken * wi;
            }
          }
        });
  }

  /** average = decay·average + (1 − decay)·w. */
  static void ema(
      float[] average, int averageAt, float[] w, int wAt, float decay, int n, Parallel parallel) {
    float rest = 1 - decay;
    parallel.forChunks(
        n,
        Grain.of(1),
        (from, to) -> {
          for (int i = from; i < to; i++) {
            average[averageAt + i] = decay * average[averageAt + i] + rest * w[wAt + i];
          }
        });
  }
}

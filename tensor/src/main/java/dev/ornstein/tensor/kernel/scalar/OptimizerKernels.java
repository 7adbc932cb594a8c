package dev.ornstein.tensor.kernel.scalar;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.AdamStep;

/** Updates of flat arenas, one pass each. */
public final class OptimizerKernels {
  /** Added to a norm before it divides, as in PyTorch. */
  private static final double EPSILON = 1e-6;

  private OptimizerKernels() {}

  /** What {@link dev.ornstein.tensor.kernel.Backend#clip} writes. */
  public static void clip(Tensor out, double squares, double maxNorm) {
    float norm = (float) Math.sqrt(squares);
    float factor = (float) Math.min(1, maxNorm / (Math.sqrt(squares) + EPSILON));
    float[] array = out.array();
    array[out.offset()] = norm;
    array[out.offset() + 1] = Float.isFinite(norm) ? factor : Float.NaN;
  }

  /** The factor on a gradient that {@link #clip} has found; 1 without. */
  public static float factor(Tensor clip) {
    return clip == null ? 1 : clip.get(1);
  }

  /**
   * One Adam or AdamW step, as {@link AdamStep} defines it; w, m, v and the average, unless it is
   * null, change in place.
   */
  static void adam(
      Tensor w,
      Tensor m,
      Tensor v,
      Tensor average,
      Tensor g,
      float factor,
      AdamStep s,
      Parallel parallel) {
    parallel.forChunks(
        w.size(),
        Grain.of(8),
        (from, to) -> {
          step(
              w.array(),
              w.offset() + from,
              m.array(),
              m.offset() + from,
              v.array(),
              v.offset() + from,
              g.array(),
              g.offset() + from,
              factor,
              s,
              to - from);
          if (average != null) { // while the chunk lies in a cache
            average(
                average.array(),
                average.offset() + from,
                w.array(),
                w.offset() + from,
                s.averageDecay(),
                to - from);
          }
        });
  }

  private static void step(
      float[] w,
      int wAt,
      float[] m,
      int mAt,
      float[] v,
      int vAt,
      float[] g,
      int gAt,
      float factor,
      AdamStep s,
      int n) {
    float keep = 1 - s.lr() * s.decay();
    float size = s.lr() / s.correction1();
    float inverse2 = 1 / s.correction2();
    float rest1 = 1 - s.beta1();
    float rest2 = 1 - s.beta2();
    for (int i = 0; i < n; i++) {
      float gi = factor * g[gAt + i];
      float mi = s.beta1() * m[mAt + i] + rest1 * gi;
      float vi = s.beta2() * v[vAt + i] + rest2 * gi * gi;
      m[mAt + i] = mi;
      v[vAt + i] = vi;
      float root = (float) Math.sqrt(vi * inverse2);
      w[wAt + i] = w[wAt + i] * keep - size * (mi / (root + s.epsilon()));
    }
  }

  /** average = decay·average + (1 − decay)·w. */
  static void ema(Tensor average, Tensor w, float decay, Parallel parallel) {
    parallel.forChunks(
        w.size(),
        Grain.of(1),
        (from, to) ->
            average(
                average.array(),
                average.offset() + from,
                w.array(),
                w.offset() + from,
                decay,
                to - from));
  }

  private static void average(
      float[] average, int averageAt, float[] w, int wAt, float decay, int n) {
    float rest = 1 - decay;
    for (int i = 0; i < n; i++) {
      average[averageAt + i] = decay * average[averageAt + i] + rest * w[wAt + i];
    }
  }
}

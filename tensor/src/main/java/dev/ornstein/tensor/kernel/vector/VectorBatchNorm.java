package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.kernel.NormShape;

/**
 * Normalisation per channel of data (N, C, l), along the planes of a channel; where they are
 * shorter than a vector, {@link ColumnNorm} does it across channels. Statistics are two-pass: the
 * mean first, then the variance.
 */
final class VectorBatchNorm {
  private VectorBatchNorm() {}

  static void stats(Tensor mean, Tensor var, Tensor x, NormShape s, Parallel parallel) {
    if (s.l() < L) {
      new ColumnNorm(Activation.NONE, s, parallel).stats(mean, var, x);
      return;
    }
    double count = (double) s.n() * s.l();
    parallel.forChunks(
        s.c(),
        1,
        (from, to) -> {
          NormPlane plane = new NormPlane(Activation.NONE, s.l());
          for (int c = from; c < to; c++) {
            addAll(plane, 0f, x, c, s);
            float mu = (float) (plane.sum() / count);
            addAll(plane, mu, x, c, s);
            mean.array()[mean.offset() + c] = mu;
            var.array()[var.offset() + c] = (float) (plane.dot() / count);
          }
        });
  }

  /** Σ (x − mu) and Σ (x − mu)² over a channel. */
  private static void addAll(NormPlane plane, float mu, Tensor x, int c, NormShape s) {
    plane.channel(mu, 1f, 0f);
    plane.clear();
    for (int n = 0; n < s.n(); n++) {
      plane.add(x.array(), x.offset() + (n * s.c() + c) * s.l());
    }
  }

  static void affine(
      Tensor y,
      Tensor x,
      Tensor mean,
      Tensor rstd,
      Tensor gamma,
      Tensor beta,
      Activation act,
      NormShape s,
      Parallel parallel) {
    if (s.l() < L) {
      new ColumnNorm(act, s, parallel).affine(y, x, mean, rstd, gamma, beta);
      return;
    }
    parallel.forChunks(
        s.n() * s.c(),
        Math.max(1, 16_384 / s.l()),
        (from, to) -> {
          NormPlane plane = new NormPlane(act, s.l());
          for (int i = from; i < to; i++) {
            int c = i % s.c();
            float scale = gamma.get(c) * rstd.get(c);
            int y0 = y.offset() + i * s.l();
            int x0 = x.offset() + i * s.l();
            plane.forward(y.array(), y0, x.array(), x0, mean.get(c), scale, beta.get(c));
          }
        });
  }

  static void grad(
      Tensor gx,
      Tensor gGamma,
      Tensor gBeta,
      Tensor x,
      Tensor gy,
      Tensor mean,
      Tensor rstd,
      Tensor gamma,
      Tensor beta,
      Activation act,
      NormShape s,
      Parallel parallel) {
    if (s.l() < L) {
      new ColumnNorm(act, s, parallel).grad(gx, gGamma, gBeta, x, gy, mean, rstd, gamma, beta);
      return;
    }
    double count = (double) s.n() * s.l();
    float[] h = gx.array();
    float[] g = gy.array();
    parallel.forChunks(
        s.c(),
        1,
        (from, to) -> {
          NormPlane plane = new NormPlane(act, s.l());
          for (int c = from; c < to; c++) {
            float rho = rstd.get(c);
            float scale = gamma.get(c) * rho;
            plane.channel(mean.get(c), scale, beta.get(c));
            plane.clear();
            for (int n = 0; n < s.n(); n++) {
              int at = (n * s.c() + c) * s.l();
              plane.add(h, gx.offset() + at, g, gy.offset() + at, x.array(), x.offset() + at);
            }
            double sum = plane.sum();
            double dot = plane.dot() * rho;
            gBeta.array()[gBeta.offset() + c] = (float) sum;
            gGamma.array()[gGamma.offset() + c] = (float) dot;
            plane.slope((float) (scale * sum / count), (float) (scale * rho * dot / count));
            for (int n = 0; n < s.n(); n++) {
              int at = (n * s.c() + c) * s.l();
              plane.grad(h, gx.offset() + at, g, gy.offset() + at, x.array(), x.offset() + at);
            }
          }
        });
  }
}

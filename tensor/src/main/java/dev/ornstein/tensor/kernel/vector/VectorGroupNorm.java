package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.kernel.NormShape;
import dev.ornstein.tensor.kernel.UnaryOp;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;

/**
 * Normalisation per (sample, group of channels) of data (N, C, l), along the planes of a channel;
 * where they are shorter than a vector, {@link RowNorm} does it along the group. A group is a few
 * KiB: what its first pass reads is in the first cache for the next ones.
 */
final class VectorGroupNorm {
  private VectorGroupNorm() {}

  /**
   * Whether SILU is worked out for a whole chunk at once, in the second cache, because planes are
   * so short that it costs to begin anew for each.
   */
  private static boolean apart(Activation act, NormShape s) {
    return act == Activation.SILU && s.l() < 8 * L;
  }

  /** Whether a group fills a vector. */
  static boolean fits(NormShape s) {
    return s.c() / s.groups() * s.l() >= L;
  }

  private static int grain(int size) {
    return Math.max(1, 16_384 / size);
  }

  /** Writes mean and rstd of one group of {@code size} elements at {@code at}. */
  static void stats(
      Tensor mean, Tensor rstd, int group, float[] x, int at, int size, float epsilon) {
    float mu = (float) (VectorReduce.sum(x, at, size) / size);
    double var = VectorReduce.sumOfSquares(x, at, size, mu) / size;
    mean.array()[mean.offset() + group] = mu;
    rstd.array()[rstd.offset() + group] = (float) (1.0 / Math.sqrt(var + epsilon));
  }

  static void forward(
      Tensor y,
      Tensor mean,
      Tensor rstd,
      Tensor x,
      Tensor gamma,
      Tensor beta,
      float epsilon,
      Activation act,
      NormShape s,
      Parallel parallel) {
    if (s.l() < L) {
      new RowNorm(act, s, parallel).forward(y, mean, rstd, x, gamma, beta, epsilon);
      return;
    }
    int channels = s.c() / s.groups();
    int size = channels * s.l();
    boolean apart = apart(act, s);
    parallel.forChunks(
        s.n() * s.groups(),
        grain(size),
        (from, to) -> {
          NormPlane plane = new NormPlane(apart ? Activation.NONE : act, s.l());
          for (int group = from; group < to; group++) {
            stats(mean, rstd, group, x.array(), x.offset() + group * size, size, epsilon);
            float mu = mean.get(group);
            float rho = rstd.get(group);
            forward(plane, y.array(), y.offset(), group, x, mu, rho, gamma, beta, s);
          }
          if (apart) {
            int at = y.offset() + from * size;
            VectorElementwise.unary(UnaryOp.SILU, y.array(), at, y.array(), at, (to - from) * size);
          }
        });
  }

  /** The planes of one group. */
  private static void forward(
      NormPlane plane,
      float[] y,
      int y0,
      int group,
      Tensor x,
      float mu,
      float rho,
      Tensor gamma,
      Tensor beta,
      NormShape s) {
    int channels = s.c() / s.groups();
    int c0 = group % s.groups() * channels;
    for (int j = 0; j < channels; j++) {
      float scale = gamma.get(c0 + j) * rho;
      int at = (group * channels + j) * s.l();
      plane.forward(y, y0 + at, x.array(), x.offset() + at, mu, scale, beta.get(c0 + j));
    }
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
      new RowNorm(act, s, parallel).grad(gx, gGamma, gBeta, x, gy, mean, rstd, gamma, beta);
      return;
    }
    int channels = s.c() / s.groups();
    int size = channels * s.l();
    float[] h = gx.array();
    boolean apart = apart(act, s);
    Tensor g = apart ? gx : gy; // the gradient of what the planes compute
    // Per plane: Σ g and Σ g·x̂; γ's and β's gradients are their sums over the samples.
    float[] sums = Scratch.get(Slot.SHARED, s.n() * s.c() * 2);
    parallel.forChunks(
        s.n() * s.groups(),
        grain(size),
        (from, to) -> {
          NormPlane plane = new NormPlane(apart ? Activation.NONE : act, s.l());
          for (int group = from; apart && group < to; group++) {
            float mu = mean.get(group);
            forward(plane, h, gx.offset(), group, x, mu, rstd.get(group), gamma, beta, s);
          }
          if (apart) {
            int h0 = gx.offset() + from * size;
            int g0 = gy.offset() + from * size;
            VectorElementwise.siluGrad(h, h0, gy.array(), g0, (to - from) * size);
          }
          for (int group = from; group < to; group++) {
            int c0 = group % s.groups() * channels;
            float mu = mean.get(group);
            float rho = rstd.get(group);
            double a = 0;
            double b = 0;
            for (int j = 0; j < channels; j++) {
              float scale = gamma.get(c0 + j) * rho;
              plane.channel(mu, scale, beta.get(c0 + j));
              plane.clear();
              int at = group * size + j * s.l();
              int g0 = g.offset() + at;
              plane.add(h, gx.offset() + at, g.array(), g0, x.array(), x.offset() + at);
              double sum = plane.sum();
              double dot = plane.dot() * rho;
              sums[2 * (group * channels + j)] = (float) sum;
              sums[2 * (group * channels + j) + 1] = (float) dot;
              a += scale * sum;
              b += scale * dot;
            }
            plane.slope((float) (a / size), (float) (b * rho / size));
            for (int j = 0; j < channels; j++) {
              plane.channel(mu, gamma.get(c0 + j) * rho, beta.get(c0 + j));
              int at = group * size + j * s.l();
              int g0 = g.offset() + at;
              plane.grad(h, gx.offset() + at, g.array(), g0, x.array(), x.offset() + at);
            }
          }
        });
    for (int c = 0; c < s.c(); c++) {
      double sum = 0;
      double dot = 0;
      for (int n = 0; n < s.n(); n++) {
        sum += sums[2 * (n * s.c() + c)];
        dot += sums[2 * (n * s.c() + c) + 1];
      }
      gBeta.array()[gBeta.offset() + c] = (float) sum;
      gGamma.array()[gGamma.offset() + c] = (float) dot;
    }
  }
}

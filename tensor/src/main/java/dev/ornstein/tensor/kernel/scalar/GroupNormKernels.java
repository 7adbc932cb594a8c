package dev.ornstein.tensor.kernel.scalar;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.kernel.NormShape;

/**
 * Normalisation per (sample, group of channels) of data (N, C, L). The elements of a group are
 * consecutive. Statistics and sums are accumulated in double.
 */
final class GroupNormKernels {
  private GroupNormKernels() {}

  /**
   * y = act(γ[c]·x̂ + β[c]), x̂ = (x − mean)·rstd, rstd = 1/√(var + ε); mean and rstd are (N,
   * groups).
   */
  static void forward(
      float[] y,
      int yAt,
      float[] mean,
      int meanAt,
      float[] rstd,
      int rstdAt,
      float[] x,
      int xAt,
      float[] gamma,
      int gammaAt,
      float[] beta,
      int betaAt,
      float epsilon,
      Activation act,
      NormShape s,
      Parallel parallel) {
    int channels = s.c() / s.groups();
    int count = channels * s.l();
    parallel.forChunks(
        s.n() * s.groups(),
        Grain.of(3L * count),
        (from, to) -> {
          for (int group = from; group < to; group++) {
            int at = group * count;
            double mu = Sums.sum(x, xAt + at, count) / count;
            double var = Sums.squaredDeviations(x, xAt + at, count, mu) / count;
            float m = (float) mu;
            float r = (float) (1 / Math.sqrt(var + epsilon));
            mean[meanAt + group] = m;
            rstd[rstdAt + group] = r;
            int c0 = group % s.groups() * channels;
            for (int c = c0; c < c0 + channels; c++, at += s.l()) {
              float scale = gamma[gammaAt + c] * r;
              float shift = beta[betaAt + c];
              ActivationKernel.forward(act, y, yAt + at, x, xAt + at, s.l(), m, scale, shift);
            }
          }
        });
  }

  /** gx, and the gradients of γ and β, from that of act(γ·x̂ + β). */
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
    Tensor g = gy;
    if (act != Activation.NONE) {
      g = gx; // which becomes gx in place at the end
      activationGrad(
          g.array(),
          g.offset(),
          x.array(),
          x.offset(),
          gy.array(),
          gy.offset(),
          mean.array(),
          mean.offset(),
          rstd.array(),
          rstd.offset(),
          gamma.array(),
          gamma.offset(),
          beta.array(),
          beta.offset(),
          act,
          s,
          parallel);
    }
    parameterGrad(
        gGamma.array(),
        gGamma.offset(),
        gBeta.array(),
        gBeta.offset(),
        x.array(),
        x.offset(),
        g.array(),
        g.offset(),
        mean.array(),
        mean.offset(),
        rstd.array(),
        rstd.offset(),
        s,
        parallel);
    inputGrad(
        gx.array(),
        gx.offset(),
        x.array(),
        x.offset(),
        g.array(),
        g.offset(),
        mean.array(),
        mean.offset(),
        rstd.array(),
        rstd.offset(),
        gamma.array(),
        gamma.offset(),
        s,
        parallel);
  }

  /** g = gy·act′(γ[c]·x̂ + β[c]); planes are spread over threads. */
  private static void activationGrad(
      float[] g,
      int gAt,
      float[] x,
      int xAt,
      float[] gy,
      int gyAt,
      float[] mean,
      int meanAt,
      float[] rstd,
      int rstdAt,
      float[] gamma,
      int gammaAt,
      float[] beta,
      int betaAt,
      Activation act,
      NormShape s,
      Parallel parallel) {
    int channels = s.c() / s.groups();
    parallel.forChunks(
        s.n() * s.c(),
        Grain.of(s.l()),
        (from, to) -> {
          for (int plane = from; plane < to; plane++) {
            int c = plane % s.c();
            int group = plane / channels;
            int at = plane * s.l();
            float mu = mean[meanAt + group];
            float scale = gamma[gammaAt + c] * rstd[rstdAt + group];
            float shift = beta[betaAt + c];
            ActivationKernel.grad(
                act, g, gAt + at, gy, gyAt + at, x, xAt + at, s.l(), mu, scale, shift);
          }
        });
  }

  /**
   * gx per (sample, group): rstd·(γ·g − ⟨γ·g⟩ − x̂·⟨γ·g·x̂⟩), where ⟨·⟩ is the mean over the group
   * and g the gradient of γ·x̂ + β. gx may be g.
   */
  private static void inputGrad(
      float[] gx,
      int gxAt,
      float[] x,
      int xAt,
      float[] g,
      int gAt,
      float[] mean,
      int meanAt,
      float[] rstd,
      int rstdAt,
      float[] gamma,
      int gammaAt,
      NormShape s,
      Parallel parallel) {
    int channels = s.c() / s.groups();
    int count = channels * s.l();
    parallel.forChunks(
        s.n() * s.groups(),
        Grain.of(3L * count),
        (from, to) -> {
          for (int group = from; group < to; group++) {
            int c0 = group % s.groups() * channels;
            float mu = mean[meanAt + group];
            float r = rstd[rstdAt + group];
            double sum = 0;
            double sumX = 0;
            for (int c = 0; c < channels; c++) {
              int at = group * count + c * s.l();
              double scale = gamma[gammaAt + c0 + c];
              sum += scale * Sums.sum(g, gAt + at, s.l());
              sumX += scale * Sums.centredDot(g, gAt + at, x, xAt + at, s.l(), mu) * r;
            }
            float meanG = (float) (sum / count);
            float slope = (float) (sumX / count) * r;
            for (int c = 0; c < channels; c++) {
              int at = group * count + c * s.l();
              float scale = gamma[gammaAt + c0 + c];
              for (int i = at; i < at + s.l(); i++) {
                gx[gxAt + i] = r * (scale * g[gAt + i] - meanG - (x[xAt + i] - mu) * slope);
              }
            }
          }
        });
  }

  /** gβ[c] = Σ g and gγ[c] = Σ g·x̂ over N and L, samples in order; a task is a channel. */
  private static void parameterGrad(
      float[] gGamma,
      int gGammaAt,
      float[] gBeta,
      int gBetaAt,
      float[] x,
      int xAt,
      float[] g,
      int gAt,
      float[] mean,
      int meanAt,
      float[] rstd,
      int rstdAt,
      NormShape s,
      Parallel parallel) {
    int channels = s.c() / s.groups();
    BatchNormKernels.forChannels(
        s,
        parallel,
        c -> {
          double sumG = 0;
          double sumGX = 0;
          for (int n = 0; n < s.n(); n++) {
            int at = (n * s.c() + c) * s.l();
            int group = n * s.groups() + c / channels;
            double r = rstd[rstdAt + group];
            sumG += Sums.sum(g, gAt + at, s.l());
            sumGX += r * Sums.centredDot(g, gAt + at, x, xAt + at, s.l(), mean[meanAt + group]);
          }
          gBeta[gBetaAt + c] = (float) sumG;
          gGamma[gGammaAt + c] = (float) sumGX;
        });
  }
}

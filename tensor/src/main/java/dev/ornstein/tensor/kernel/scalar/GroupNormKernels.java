package dev.ornstein.tensor.kernel.scalar;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.NormShape;

/**
 * Normalisation per (sample, group of channels) of data (N, C, L). The elements of a group are
 * consecutive. Statistics and sums are accumulated in double.
 */
final class GroupNormKernels {
  private GroupNormKernels() {}

  /**
   * y = γ[c]·x̂ + β[c], x̂ = (x − mean)·rstd, rstd = 1/√(var + ε); mean and rstd are (N, groups).
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
              for (int i = at; i < at + s.l(); i++) {
                y[yAt + i] = (x[xAt + i] - m) * scale + shift;
              }
            }
          }
        });
  }

  /**
   * gx per (sample, group): rstd·(γ·gy − ⟨γ·gy⟩ − x̂·⟨γ·gy·x̂⟩), where ⟨·⟩ is the mean over the
   * group.
   */
  static void inputGrad(
      float[] gx,
      int gxAt,
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
              double g = gamma[gammaAt + c0 + c];
              sum += g * Sums.sum(gy, gyAt + at, s.l());
              sumX += g * Sums.centredDot(gy, gyAt + at, x, xAt + at, s.l(), mu) * r;
            }
            float meanG = (float) (sum / count);
            float slope = (float) (sumX / count) * r;
            for (int c = 0; c < channels; c++) {
              int at = group * count + c * s.l();
              float g = gamma[gammaAt + c0 + c];
              for (int i = at; i < at + s.l(); i++) {
                gx[gxAt + i] = r * (g * gy[gyAt + i] - meanG - (x[xAt + i] - mu) * slope);
              }
            }
          }
        });
  }

  /** gβ[c] = Σ gy and gγ[c] = Σ gy·x̂ over N and L, samples in order; a task is a channel. */
  static void parameterGrad(
      float[] gGamma,
      int gGammaAt,
      float[] gBeta,
      int gBetaAt,
      float[] x,
      int xAt,
      float[] gy,
      int gyAt,
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
          double sumGy = 0;
          double sumGyX = 0;
          for (int n = 0; n < s.n(); n++) {
            int at = (n * s.c() + c) * s.l();
            int group = n * s.groups() + c / channels;
            double r = rstd[rstdAt + group];
            sumGy += Sums.sum(gy, gyAt + at, s.l());
            sumGyX += r * Sums.centredDot(gy, gyAt + at, x, xAt + at, s.l(), mean[meanAt + group]);
          }
          gBeta[gBetaAt + c] = (float) sumGy;
          gGamma[gGammaAt + c] = (float) sumGyX;
        });
  }
}

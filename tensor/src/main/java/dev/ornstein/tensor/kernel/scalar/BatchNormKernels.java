package dev.ornstein.tensor.kernel.scalar;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.kernel.NormShape;

/**
 * Normalisation per channel of data (N, C, L). Statistics and sums are accumulated in double,
 * images in order; channels are spread over threads.
 */
final class BatchNormKernels {
  private BatchNormKernels() {}

  /** mean[c] and biased var[c] over N and L, in two passes: the mean first, then the deviations. */
  static void stats(
      float[] mean,
      int meanAt,
      float[] var,
      int varAt,
      float[] x,
      int xAt,
      NormShape s,
      Parallel parallel) {
    double count = (double) s.n() * s.l();
    forChannels(
        s,
        parallel,
        c -> {
          double sum = 0;
          for (int n = 0; n < s.n(); n++) {
            sum += Sums.sum(x, xAt + (n * s.c() + c) * s.l(), s.l());
          }
          double mu = sum / count;
          double squares = 0;
          for (int n = 0; n < s.n(); n++) {
            squares += Sums.squaredDeviations(x, xAt + (n * s.c() + c) * s.l(), s.l(), mu);
          }
          mean[meanAt + c] = (float) mu;
          var[varAt + c] = (float) (squares / count);
        });
  }

  /** y = act(γ[c]·(x − mean[c])·rstd[c] + β[c]); planes are spread over threads. */
  static void affine(
      float[] y,
      int yAt,
      float[] x,
      int xAt,
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
    parallel.forChunks(
        s.n() * s.c(),
        Grain.of(s.l()),
        (from, to) -> {
          for (int plane = from; plane < to; plane++) {
            int c = plane % s.c();
            float mu = mean[meanAt + c];
            float scale = gamma[gammaAt + c] * rstd[rstdAt + c];
            float shift = beta[betaAt + c];
            int at = plane * s.l();
            ActivationKernel.forward(act, y, yAt + at, x, xAt + at, s.l(), mu, scale, shift);
          }
        });
  }

  /**
   * gβ = Σ g, gγ = Σ g·x̂, gx = γ·rstd·(g − gβ/M − x̂·gγ/M) per channel, with g = gy·act′(γ·x̂ +
   * β), x̂ = (x − mean)·rstd and M = N·L.
   */
  static void grad(
      float[] gx,
      int gxAt,
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
      float[] gamma,
      int gammaAt,
      float[] beta,
      int betaAt,
      Activation act,
      NormShape s,
      Parallel parallel) {
    double count = (double) s.n() * s.l();
    // gx holds g until the sums are known.
    float[] g = act == Activation.NONE ? gy : gx;
    int gAt = act == Activation.NONE ? gyAt : gxAt;
    forChannels(
        s,
        parallel,
        c -> {
          float mu = mean[meanAt + c];
          float r = rstd[rstdAt + c];
          float scale = gamma[gammaAt + c] * r;
          double sumG = 0;
          double sumGX = 0;
          for (int n = 0; n < s.n(); n++) {
            int at = (n * s.c() + c) * s.l();
            if (act != Activation.NONE) {
              float shift = beta[betaAt + c];
              ActivationKernel.grad(
                  act, gx, gxAt + at, gy, gyAt + at, x, xAt + at, s.l(), mu, scale, shift);
            }
            sumG += Sums.sum(g, gAt + at, s.l());
            sumGX += Sums.centredDot(g, gAt + at, x, xAt + at, s.l(), mu) * r;
          }
          gBeta[gBetaAt + c] = (float) sumG;
          gGamma[gGammaAt + c] = (float) sumGX;
          float meanG = (float) (sumG / count);
          float slope = (float) (sumGX / count) * r;
          for (int n = 0; n < s.n(); n++) {
            int at = (n * s.c() + c) * s.l();
            for (int i = at; i < at + s.l(); i++) {
              gx[gxAt + i] = scale * (g[gAt + i] - meanG - (x[xAt + i] - mu) * slope);
            }
          }
        });
  }

  @FunctionalInterface
  interface Channel {
    /** Everything that belongs to channel {@code c}. */
    void run(int c);
  }

  static void forChannels(NormShape s, Parallel parallel, Channel body) {
    parallel.forChunks(
        s.c(),
        Grain.of(2L * s.n() * s.l()),
        (from, to) -> {
          for (int c = from; c < to; c++) {
            body.run(c);
          }
        });
  }
}

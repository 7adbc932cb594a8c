package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.NormShape;
import jdk.incubator.vector.FloatVector;

/** Batch and group normalisation. Statistics are two-pass: the mean first, then the variance. */
final class VectorNorm {
  private VectorNorm() {}

  private static int planeGrain(int l) {
    return Math.max(1, 16_384 / Math.max(1, l));
  }

  static void channelStats(
      float[] mean,
      int m0,
      float[] var,
      int v0,
      float[] x,
      int x0,
      NormShape s,
      Parallel parallel) {
    int count = s.n() * s.l();
    parallel.forChunks(
        s.c(),
        1,
        (from, to) -> {
          for (int c = from; c < to; c++) {
            double sum = 0;
            for (int n = 0; n < s.n(); n++) {
              sum += VectorReduce.sum(x, x0 + (n * s.c() + c) * s.l(), s.l());
            }
            float mu = (float) (sum / count);
            double squares = 0;
            for (int n = 0; n < s.n(); n++) {
              squares += VectorReduce.sumOfSquares(x, x0 + (n * s.c() + c) * s.l(), s.l(), mu);
            }
            mean[m0 + c] = mu;
            var[v0 + c] = (float) (squares / count);
          }
        });
  }

  static void channelAffine(
      float[] y,
      int y0,
      float[] x,
      int x0,
      float[] mean,
      int m0,
      float[] rstd,
      int r0,
      float[] gamma,
      int g0,
      float[] beta,
      int b0,
      NormShape s,
      Parallel parallel) {
    parallel.forChunks(
        s.n() * s.c(),
        planeGrain(s.l()),
        (from, to) -> {
          for (int i = from; i < to; i++) {
            int c = i % s.c();
            float scale = gamma[g0 + c] * rstd[r0 + c];
            scaled(y, y0 + i * s.l(), x, x0 + i * s.l(), mean[m0 + c], scale, beta[b0 + c], s.l());
          }
        });
  }

  /** y = (x − mean)·scale + shift. */
  private static void scaled(
      float[] y, int y0, float[] x, int x0, float mean, float scale, float shift, int n) {
    FloatVector a = FloatVector.broadcast(S, scale);
    FloatVector b = FloatVector.broadcast(S, shift);
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector.fromArray(S, x, x0 + i).sub(mean).fma(a, b).intoArray(y, y0 + i);
    }
    for (; i < n; i++) {
      y[y0 + i] = (x[x0 + i] - mean) * scale + shift;
    }
  }

  static void batchNormGrad(
      float[] gx,
      int x0g,
      float[] gGamma,
      int gg0,
      float[] gBeta,
      int gb0,
      float[] x,
      int x0,
      float[] gy,
      int y0,
      float[] mean,
      int m0,
      float[] rstd,
      int r0,
      float[] gamma,
      int g0,
      NormShape s,
      Parallel parallel) {
    double count = (double) s.n() * s.l();
    parallel.forChunks(
        s.c(),
        1,
        (from, to) -> {
          for (int c = from; c < to; c++) {
            float mu = mean[m0 + c];
            float rs = rstd[r0 + c];
            double sum = 0;
            double dot = 0;
            for (int n = 0; n < s.n(); n++) {
              int at = (n * s.c() + c) * s.l();
              sum += VectorReduce.sum(gy, y0 + at, s.l());
              dot += VectorReduce.sumOfProducts(gy, y0 + at, x, x0 + at, s.l(), mu);
            }
            gBeta[gb0 + c] = (float) sum;
            gGamma[gg0 + c] = (float) (dot * rs);
            float scale = gamma[g0 + c] * rs;
            float a = (float) (sum / count);
            float b = (float) (dot * rs * rs / count);
            for (int n = 0; n < s.n(); n++) {
              int at = (n * s.c() + c) * s.l();
              gradPlane(gx, x0g + at, gy, y0 + at, x, x0 + at, mu, scale, a, b, s.l(), 1f);
            }
          }
        });
  }

  /** gx = scale·(γ·gy − a − (x − mean)·b). */
  private static void gradPlane(
      float[] gx,
      int o,
      float[] gy,
      int g,
      float[] x,
      int xi,
      float mean,
      float scale,
      float a,
      float b,
      int n,
      float gamma) {
    FloatVector minusB = FloatVector.broadcast(S, -b);
    FloatVector gm = FloatVector.broadcast(S, gamma);
    FloatVector minusA = FloatVector.broadcast(S, -a);
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector u = FloatVector.fromArray(S, gy, g + i).fma(gm, minusA);
      FloatVector d = FloatVector.fromArray(S, x, xi + i).sub(mean);
      d.fma(minusB, u).mul(scale).intoArray(gx, o + i);
    }
    for (; i < n; i++) {
      gx[o + i] = (gy[g + i] * gamma - a - (x[xi + i] - mean) * b) * scale;
    }
  }

  static void groupNorm(
      float[] y,
      int y0,
      float[] mean,
      int m0,
      float[] rstd,
      int r0,
      float[] x,
      int x0,
      float[] gamma,
      int g0,
      float[] beta,
      int b0,
      float epsilon,
      NormShape s,
      Parallel parallel) {
    int cg = s.c() / s.groups();
    int size = cg * s.l();
    parallel.forChunks(
        s.n() * s.groups(),
        planeGrain(size),
        (from, to) -> {
          for (int i = from; i < to; i++) {
            int at = x0 + i * size;
            float mu = (float) (VectorReduce.sum(x, at, size) / size);
            double var = VectorReduce.sumOfSquares(x, at, size, mu) / size;
            float rs = (float) (1.0 / Math.sqrt(var + epsilon));
            mean[m0 + i] = mu;
            rstd[r0 + i] = rs;
            for (int j = 0; j < cg; j++) {
              int c = i % s.groups() * cg + j;
              scaled(
                  y,
                  y0 + i * size + j * s.l(),
                  x,
                  at + j * s.l(),
                  mu,
                  gamma[g0 + c] * rs,
                  beta[b0 + c],
                  s.l());
            }
          }
        });
  }

  static void groupNormGrad(
      float[] gx,
      int x0g,
      float[] gGamma,
      int gg0,
      float[] gBeta,
      int gb0,
      float[] x,
      int x0,
      float[] gy,
      int y0,
      float[] mean,
      int m0,
      float[] rstd,
      int r0,
      float[] gamma,
      int g0,
      NormShape s,
      Parallel parallel) {
    int cg = s.c() / s.groups();
    int size = cg * s.l();
    // Per plane: Σ gy and Σ gy·x̂; γ's and β's gradients are their sums over the samples.
    double[] sums = new double[s.n() * s.c() * 2];
    parallel.forChunks(
        s.n() * s.groups(),
        planeGrain(size),
        (from, to) -> {
          for (int i = from; i < to; i++) {
            float mu = mean[m0 + i];
            float rs = rstd[r0 + i];
            double a = 0;
            double b = 0;
            for (int j = 0; j < cg; j++) {
              int at = i * size + j * s.l();
              double sum = VectorReduce.sum(gy, y0 + at, s.l());
              double dot = VectorReduce.sumOfProducts(gy, y0 + at, x, x0 + at, s.l(), mu) * rs;
              float g = gamma[g0 + i % s.groups() * cg + j];
              sums[2 * (i * cg + j)] = sum;
              sums[2 * (i * cg + j) + 1] = dot;
              a += g * sum;
              b += g * dot;
            }
            float meanA = (float) (a / size);
            float meanB = (float) (b / size * rs);
            for (int j = 0; j < cg; j++) {
              int at = i * size + j * s.l();
              gradPlane(
                  gx,
                  x0g + at,
                  gy,
                  y0 + at,
                  x,
                  x0 + at,
                  mu,
                  rs,
                  meanA,
                  meanB,
                  s.l(),
                  gamma[g0 + i % s.groups() * cg + j]);
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
      gBeta[gb0 + c] = (float) sum;
      gGamma[gg0 + c] = (float) dot;
    }
  }
}

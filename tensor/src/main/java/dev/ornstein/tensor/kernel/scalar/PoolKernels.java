package dev.ornstein.tensor.kernel.scalar;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.PoolShape;
import java.util.Arrays;

/** Pooling windows of each H×W plane; planes are spread over threads. */
final class PoolKernels {
  private PoolKernels() {}

  /**
   * y = the largest element of each window, {@code argmax} its position in the plane: the first of
   * equal elements, the first NaN when there is one.
   */
  static void max(
      float[] y,
      int yAt,
      float[] argmax,
      int argmaxAt,
      float[] x,
      int xAt,
      PoolShape g,
      Parallel parallel) {
    forPlanes(
        g,
        parallel,
        plane -> {
          int in = xAt + plane * g.h() * g.w();
          int i = plane * g.p() * g.q();
          for (int p = 0; p < g.p(); p++) {
            for (int q = 0; q < g.q(); q++, i++) {
              int best = largest(x, in, p * g.stride(), q * g.stride(), g);
              argmax[argmaxAt + i] = best;
              y[yAt + i] = x[in + best];
            }
          }
        });
  }

  /** Position in the plane of the largest element of the window whose corner is (h0, w0). */
  private static int largest(float[] x, int in, int h0, int w0, PoolShape g) {
    int best = h0 * g.w() + w0;
    for (int h = h0; h < h0 + g.size(); h++) {
      for (int w = w0; w < w0 + g.size(); w++) {
        float rival = x[in + h * g.w() + w];
        float leader = x[in + best];
        if (rival > leader || (rival != rival && leader == leader)) {
          best = h * g.w() + w;
        }
      }
    }
    return best;
  }

  /** gx = 0, then gx[argmax[argmaxAt + i]] += gy[i] in each plane. */
  static void maxGrad(
      float[] gx,
      int gxAt,
      float[] gy,
      int gyAt,
      float[] argmax,
      int argmaxAt,
      PoolShape g,
      Parallel parallel) {
    int area = g.p() * g.q();
    forPlanes(
        g,
        parallel,
        plane -> {
          int in = gxAt + plane * g.h() * g.w();
          Arrays.fill(gx, in, in + g.h() * g.w(), 0f);
          for (int i = plane * area; i < (plane + 1) * area; i++) {
            gx[in + (int) argmax[argmaxAt + i]] += gy[gyAt + i];
          }
        });
  }

  /** y[i] = x[argmax[argmaxAt + i]] in each plane. */
  static void gather(
      float[] y,
      int yAt,
      float[] x,
      int xAt,
      float[] argmax,
      int argmaxAt,
      PoolShape g,
      Parallel parallel) {
    int area = g.p() * g.q();
    forPlanes(
        g,
        parallel,
        plane -> {
          int in = xAt + plane * g.h() * g.w();
          for (int i = plane * area; i < (plane + 1) * area; i++) {
            y[yAt + i] = x[in + (int) argmax[argmaxAt + i]];
          }
        });
  }

  /** y = the mean of each window, summed row by row in float. */
  static void avg(float[] y, int yAt, float[] x, int xAt, PoolShape g, Parallel parallel) {
    float share = 1f / (g.size() * g.size());
    forPlanes(
        g,
        parallel,
        plane -> {
          int in = xAt + plane * g.h() * g.w();
          int i = yAt + plane * g.p() * g.q();
          for (int p = 0; p < g.p(); p++) {
            for (int q = 0; q < g.q(); q++, i++) {
              float sum = 0;
              for (int h = p * g.stride(); h < p * g.stride() + g.size(); h++) {
                for (int w = q * g.stride(); w < q * g.stride() + g.size(); w++) {
                  sum += x[in + h * g.w() + w];
                }
              }
              y[i] = sum * share;
            }
          }
        });
  }

  /** gx = 0, then every element of a window gains gy/size². */
  static void avgGrad(float[] gx, int gxAt, float[] gy, int gyAt, PoolShape g, Parallel parallel) {
    float share = 1f / (g.size() * g.size());
    forPlanes(
        g,
        parallel,
        plane -> {
          int in = gxAt + plane * g.h() * g.w();
          int i = gyAt + plane * g.p() * g.q();
          Arrays.fill(gx, in, in + g.h() * g.w(), 0f);
          for (int p = 0; p < g.p(); p++) {
            for (int q = 0; q < g.q(); q++, i++) {
              for (int h = p * g.stride(); h < p * g.stride() + g.size(); h++) {
                for (int w = q * g.stride(); w < q * g.stride() + g.size(); w++) {
                  gx[in + h * g.w() + w] += gy[i] * share;
                }
              }
            }
          }
        });
  }

  @FunctionalInterface
  private interface Plane {
    void run(int plane);
  }

  private static void forPlanes(PoolShape g, Parallel parallel, Plane body) {
    long cost = (long) g.h() * g.w() + (long) g.p() * g.q() * g.size() * g.size();
    parallel.forChunks(
        g.planes(),
        Grain.of(cost),
        (from, to) -> {
          for (int plane = from; plane < to; plane++) {
            body.run(plane);
          }
        });
  }
}

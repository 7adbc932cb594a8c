package dev.ornstein.tensor.kernel.scalar;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;

/** Scales and shifts of each sample, and their gradients. */
final class ModulationKernels {
  /** Channels whose sums over the samples one chunk takes. */
  private static final int CHANNELS = 256;

  private ModulationKernels() {}

  /** y[n, c] = p[c]·(1 + m[n, c]), plus m[n, C + c] if it shifts. */
  static void forward(Tensor y, Tensor m, Tensor p, boolean shifts, Parallel parallel) {
    int channels = y.dim(1);
    parallel.forChunks(
        y.dim(0),
        Grain.of(2L * channels),
        (from, to) -> {
          for (int n = from; n < to; n++) {
            int out = y.offset() + n * channels;
            int at = m.offset() + 2 * n * channels;
            scaled(y.array(), out, p.array(), p.offset(), m.array(), at, channels);
            if (shifts) {
              plus(y.array(), out, m.array(), at + channels, channels);
            }
          }
        });
  }

  private static void scaled(float[] y, int y0, float[] p, int p0, float[] m, int m0, int n) {
    for (int i = 0; i < n; i++) {
      y[y0 + i] = p[p0 + i] * (1 + m[m0 + i]);
    }
  }

  private static void plus(float[] y, int y0, float[] m, int m0, int n) {
    for (int i = 0; i < n; i++) {
      y[y0 + i] += m[m0 + i];
    }
  }

  /**
   * gm[n, c] = gy[n, c]·p[c], gm[n, C + c] = gy[n, c] or 0, and gp[c] = Σₙ gy[n, c]·(1 + m[n, c]),
   * summed in double.
   */
  static void grad(
      Tensor gm, Tensor gp, Tensor gy, Tensor m, Tensor p, boolean shifts, Parallel parallel) {
    int channels = gy.dim(1);
    parallel.forChunks(
        channels,
        CHANNELS,
        (from, to) -> {
          double[] sums = new double[to - from];
          for (int n = 0; n < gy.dim(0); n++) {
            int g = gy.offset() + n * channels + from;
            int at = 2 * n * channels + from;
            int scale = gm.offset() + at;
            int shift = scale + channels;
            add(sums, gy.array(), g, m.array(), m.offset() + at);
            times(gm.array(), scale, gy.array(), g, p.array(), p.offset() + from, to - from);
            if (shifts) {
              System.arraycopy(gy.array(), g, gm.array(), shift, to - from);
            } else {
              Arrays.fill(gm.array(), shift, shift + to - from, 0f);
            }
          }
          for (int c = from; c < to; c++) {
            gp.array()[gp.offset() + c] = (float) sums[c - from];
          }
        });
  }

  private static void add(double[] sums, float[] g, int g0, float[] m, int m0) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += g[g0 + i] * (1.0 + m[m0 + i]);
    }
  }

  private static void times(float[] out, int to, float[] g, int g0, float[] p, int p0, int n) {
    for (int i = 0; i < n; i++) {
      out[to + i] = g[g0 + i] * p[p0 + i];
    }
  }
}

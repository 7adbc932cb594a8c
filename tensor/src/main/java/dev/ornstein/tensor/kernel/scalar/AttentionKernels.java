package dev.ornstein.tensor.kernel.scalar;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.AttentionShape;
import java.util.Arrays;

/**
 * Self-attention, query by query: a row of scores, its softmax, a weighted mean of the values. The
 * sums of the softmax are accumulated in double.
 */
final class AttentionKernels {
  private final AttentionShape s;
  private final float scale;
  private final float[] x;
  private final int x0;

  private AttentionKernels(Tensor qkv, float scale, AttentionShape s) {
    this.s = s;
    this.scale = scale;
    x = qkv.array();
    x0 = qkv.offset();
  }

  private static int grain(AttentionShape s) {
    return Grain.of((long) s.p() * s.p() * s.d());
  }

  /** y = v·softmax(scale·qᵀk)ᵀ. */
  static void forward(
      Tensor y,
      Tensor max,
      Tensor share,
      Tensor qkv,
      float scale,
      AttentionShape s,
      Parallel parallel) {
    AttentionKernels kernels = new AttentionKernels(qkv, scale, s);
    parallel.forChunks(
        s.entries(),
        grain(s),
        (from, to) -> {
          float[] row = new float[s.p()];
          for (int entry = from; entry < to; entry++) {
            kernels.forward(y, max, share, entry, row);
          }
        });
  }

  private void forward(Tensor y, Tensor max, Tensor share, int entry, float[] row) {
    int p = s.p();
    int q = x0 + s.query(entry);
    int v = q + 2 * s.part();
    for (int i = 0; i < p; i++) {
      scores(row, q, i);
      float top = Float.NEGATIVE_INFINITY;
      for (float a : row) {
        top = Math.max(top, a);
      }
      double sum = 0;
      for (int j = 0; j < p; j++) {
        double e = Math.exp((double) row[j] - top);
        row[j] = (float) e;
        sum += e;
      }
      float part = (float) (1 / sum);
      max.array()[max.offset() + entry * p + i] = top;
      share.array()[share.offset() + entry * p + i] = part;
      int at = y.offset() + entry * s.d() * p + i;
      for (int c = 0; c < s.d(); c++) {
        y.array()[at + c * p] = (float) (part * Sums.dot(row, 0, x, v + c * p, p));
      }
    }
  }

  /** row[j] = Σ_c scale·q[c, i]·k[c, j]. */
  private void scores(float[] row, int q, int i) {
    Arrays.fill(row, 0f);
    for (int c = 0; c < s.d(); c++) {
      add(row, 0, scale * x[q + c * s.p() + i], x, q + s.part() + c * s.p(), s.p());
    }
  }

  /** out[j] += factor·in[j]. */
  private static void add(float[] out, int o, float factor, float[] in, int at, int n) {
    for (int j = 0; j < n; j++) {
      out[o + j] += factor * in[at + j];
    }
  }

  /** The gradient of {@link #forward} by q, k and v. */
  static void grad(
      Tensor gqkv,
      Tensor qkv,
      Tensor gy,
      Tensor max,
      Tensor share,
      float scale,
      AttentionShape s,
      Parallel parallel) {
    AttentionKernels kernels = new AttentionKernels(qkv, scale, s);
    parallel.forChunks(
        s.entries(),
        grain(s),
        (from, to) -> {
          float[] row = new float[s.p()];
          float[] slope = new float[s.p()];
          for (int entry = from; entry < to; entry++) {
            kernels.grad(gqkv, gy, max, share, entry, row, slope);
          }
        });
  }

  private void grad(
      Tensor gqkv, Tensor gy, Tensor max, Tensor share, int entry, float[] row, float[] slope) {
    int d = s.d();
    int p = s.p();
    int q = x0 + s.query(entry);
    int k = q + s.part();
    int v = k + s.part();
    float[] g = gqkv.array();
    int gq = gqkv.offset() + s.query(entry);
    int gk = gq + s.part();
    int gv = gk + s.part();
    Arrays.fill(g, gk, gk + d * p, 0f);
    Arrays.fill(g, gv, gv + d * p, 0f);
    for (int i = 0; i < p; i++) {
      float top = max.get(entry * p + i);
      float part = share.get(entry * p + i);
      int at = gy.offset() + entry * d * p + i;
      scores(row, q, i);
      Arrays.fill(slope, 0f);
      for (int c = 0; c < d; c++) {
        add(slope, 0, gy.array()[at + c * p], x, v + c * p, p);
      }
      for (int j = 0; j < p; j++) {
        row[j] = (float) (Math.exp((double) row[j] - top) * part);
      }
      float mean = (float) Sums.dot(row, 0, slope, 0, p);
      for (int j = 0; j < p; j++) {
        slope[j] = row[j] * (slope[j] - mean);
      }
      for (int c = 0; c < d; c++) {
        g[gq + c * p + i] = (float) (scale * Sums.dot(slope, 0, x, k + c * p, p));
        add(g, gk + c * p, scale * x[q + c * p + i], slope, 0, p);
        add(g, gv + c * p, gy.array()[at + c * p], row, 0, p);
      }
    }
  }
}

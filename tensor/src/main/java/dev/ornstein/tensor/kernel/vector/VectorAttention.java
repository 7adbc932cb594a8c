package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static dev.ornstein.tensor.kernel.vector.MicroKernel.NR;
import static dev.ornstein.tensor.kernel.vector.MicroKernel.padded;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.AttentionShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Self-attention, one head of one sample at a time, all of it near. Scores are kept as A[j, i], key
 * by query, with the queries along the lanes:
 *
 * <pre>
 * A = kᵀ·(scale·q),  E = e^(A − max),  y = (v·E)·share,  share[i] = 1/Σ_j E[j, i]
 * </pre>
 *
 * <p>So a softmax runs down a column: its maximum and its sum need no exchange between lanes, and
 * the d rows of y are multiplied by its share, not the P rows of E. Left factors are read where
 * they lie, and lanes beyond the last query compute with zeros. The gradient works E out again from
 * the saved maximum and share. With G = vᵀ·gy, T = E·share and, by column, H = T·(G − ⟨T, G⟩)
 *
 * <pre>
 * gq = scale·k·H,  gkᵀ = H·(scale·q)ᵀ,  gvᵀ = T·gyᵀ
 * </pre>
 *
 * <p>The last two sum over the queries, hence run with the d channels along the lanes: matrices of
 * P×d are turned round, not those of P×P. Long rows of queries are cut into strips, as in
 * FlashAttention (Dao et al. 2022), so that A never outgrows the second-level cache.
 */
final class VectorAttention {
  /** Scores of a strip: 64 KiB. */
  private static final int STRIP = 16_384;

  private final AttentionShape s;
  private final float scale;
  private final int d;
  private final int p;
  private final int strip;
  private final float[] x;
  private final int x0;
  private final Tensor max;
  private final Tensor share;

  private VectorAttention(Tensor qkv, Tensor max, Tensor share, float scale, AttentionShape s) {
    this.s = s;
    this.scale = scale;
    this.max = max;
    this.share = share;
    d = s.d();
    p = s.p();
    strip = Math.min(padded(p), Math.max(1, STRIP / Math.max(1, p) / NR) * NR);
    x = qkv.array();
    x0 = qkv.offset();
  }

  /** Entries per chunk. */
  private static int grain(AttentionShape s) {
    return (int) Math.max(1, 200_000 / Math.max(1, (long) s.p() * s.p() * s.d()));
  }

  static void forward(
      Tensor y,
      Tensor max,
      Tensor share,
      Tensor qkv,
      float scale,
      AttentionShape s,
      Parallel parallel) {
    VectorAttention attention = new VectorAttention(qkv, max, share, scale, s);
    parallel.forChunks(
        s.entries(),
        grain(s),
        (from, to) -> {
          for (int entry = from; entry < to; entry++) {
            attention.forward(y, entry);
          }
        });
  }

  private void forward(Tensor y, int entry) {
    int q = x0 + s.query(entry);
    int k = q + s.part();
    int v = k + s.part();
    float[] scores = Scratch.get(Slot.SCORES, p * strip);
    float[] near = Scratch.get(Slot.ROWS, d * strip);
    float[] columns = Scratch.get(Slot.PLANE, 2 * strip); // maxima, then shares
    for (int i = 0; i < p; i += strip) {
      int real = Math.min(strip, p - i);
      int w = padded(real);
      load(near, w, x, q + i, real);
      VectorElementwise.affine(near, START, near, START, scale, 0f, d * w);
      MicroKernel.product(scores, START, w, x, k, 1, p, p, near, START, w, d, false);
      softmax(scores, w, columns);
      MicroKernel.product(near, START, w, x, v, p, 1, d, scores, START, w, p, false);
      multiply(near, w, columns, w);
      ShortRows.copy(y.array(), y.offset() + entry * d * p + i, p, near, START, w, d, real);
      int at = entry * p + i;
      System.arraycopy(columns, 0, max.array(), max.offset() + at, real);
      System.arraycopy(columns, w, share.array(), share.offset() + at, real);
    }
  }

  /**
   * e^(a − max) in place, down the columns.
   *
   * @param columns gets the maxima and then the shares of w columns
   */
  private void softmax(float[] a, int w, float[] columns) {
    for (int l = 0; l < w; l += L) {
      int at = START + l;
      largest(a, at, w, p, columns, l);
      VectorMath.expBelow(a, at, a, at, w, p, columns, l);
      share(a, at, w, p, columns, w + l);
    }
  }

  /**
   * The largest of each column of a vector's width. It may leave out a NaN, which comes back in the
   * exponentials; C2 takes seven instructions for a maximum that may not.
   */
  private static void largest(float[] a, int at, int step, int n, float[] out, int o) {
    FloatVector u = FloatVector.fromArray(S, a, at);
    FloatVector v = u;
    int i = 1;
    for (; i < n - 1; i += 2) {
      FloatVector b = FloatVector.fromArray(S, a, at + i * step);
      FloatVector c = FloatVector.fromArray(S, a, at + i * step + step);
      u = u.blend(b, b.compare(VectorOperators.GT, u));
      v = v.blend(c, c.compare(VectorOperators.GT, v));
    }
    if (i < n) {
      FloatVector b = FloatVector.fromArray(S, a, at + i * step);
      u = u.blend(b, b.compare(VectorOperators.GT, u));
    }
    u.blend(v, v.compare(VectorOperators.GT, u)).intoArray(out, o);
  }

  /** One over the sum of each column. */
  private static void share(float[] e, int at, int step, int n, float[] out, int o) {
    FloatVector u = FloatVector.zero(S);
    FloatVector v = u;
    int i = 0;
    for (; i < n - 1; i += 2) {
      u = u.add(FloatVector.fromArray(S, e, at + i * step));
      v = v.add(FloatVector.fromArray(S, e, at + i * step + step));
    }
    if (i < n) {
      u = u.add(FloatVector.fromArray(S, e, at + i * step));
    }
    FloatVector.broadcast(S, 1f).div(u.add(v)).intoArray(out, o);
  }

  static void grad(
      Tensor gqkv,
      Tensor qkv,
      Tensor gy,
      Tensor max,
      Tensor share,
      float scale,
      AttentionShape s,
      Parallel parallel) {
    VectorAttention attention = new VectorAttention(qkv, max, share, scale, s);
    parallel.forChunks(
        s.entries(),
        grain(s),
        (from, to) -> {
          for (int entry = from; entry < to; entry++) {
            attention.grad(gqkv.array(), gqkv.offset(), gy, entry);
          }
        });
  }

  private void grad(float[] g, int g0, Tensor gy, int entry) {
    int q = x0 + s.query(entry);
    int k = q + s.part();
    int v = k + s.part();
    int to = g0 + s.query(entry);
    float[] scores = Scratch.get(Slot.SCORES, p * strip);
    float[] slopes = Scratch.get(Slot.SLOPES, p * strip);
    float[] near = Scratch.get(Slot.ROWS, d * strip); // scale·q, then gq
    float[] nearGrad = Scratch.get(Slot.OUT, d * strip);
    int dp = padded(d);
    int gv = START + p * dp;
    float[] turned = Scratch.get(Slot.PANEL, strip * dp);
    float[] sums = Scratch.get(Slot.SUMS, 2 * p * dp); // gkᵀ and gvᵀ
    for (int i = 0; i < p; i += strip) {
      int real = Math.min(strip, p - i);
      int w = padded(real);
      load(near, w, x, q + i, real);
      VectorElementwise.affine(near, START, near, START, scale, 0f, d * w);
      load(nearGrad, w, gy.array(), gy.offset() + entry * d * p + i, real);
      MicroKernel.product(scores, START, w, x, k, 1, p, p, near, START, w, d, false);
      MicroKernel.product(slopes, START, w, x, v, 1, p, p, nearGrad, START, w, d, false);
      softmaxGrad(scores, slopes, w, entry * p + i, real);
      turn(turned, near, w, real);
      MicroKernel.product(sums, START, dp, slopes, START, w, 1, p, turned, START, dp, real, i > 0);
      turn(turned, nearGrad, w, real);
      MicroKernel.product(sums, gv, dp, scores, START, w, 1, p, turned, START, dp, real, i > 0);
      MicroKernel.product(near, START, w, x, k, p, 1, d, slopes, START, w, p, false);
      VectorElementwise.affine(near, START, near, START, scale, 0f, d * w);
      ShortRows.copy(g, to + i, p, near, START, w, d, real);
    }
    turnBack(g, to + s.part(), sums, START);
    turnBack(g, to + 2 * s.part(), sums, gv);
  }

  /** From scores A to the softmax T, and from its gradient G to that of A, down the columns. */
  private void softmaxGrad(float[] a, float[] g, int w, int first, int real) {
    float[] columns = Scratch.get(Slot.PLANE, 2 * strip);
    Arrays.fill(columns, 0, 2 * w, 0f);
    System.arraycopy(max.array(), max.offset() + first, columns, 0, real);
    System.arraycopy(share.array(), share.offset() + first, columns, w, real);
    for (int l = 0; l < w; l += L) {
      int at = START + l;
      VectorMath.expBelow(a, at, a, at, w, p, columns, l);
      slope(a, g, at, w, p, columns, w + l);
    }
  }

  /** e ← t = e·share, g ← t·(g − ⟨t, g⟩) for a vector of columns. */
  private static void slope(
      float[] e, float[] g, int at, int step, int n, float[] shares, int share) {
    FloatVector part = FloatVector.fromArray(S, shares, share);
    FloatVector u = FloatVector.zero(S);
    FloatVector v = u;
    int i = 0;
    for (; i < n - 1; i += 2) {
      int o = at + i * step;
      FloatVector t = FloatVector.fromArray(S, e, o).mul(part);
      FloatVector r = FloatVector.fromArray(S, e, o + step).mul(part);
      u = t.fma(FloatVector.fromArray(S, g, o), u);
      v = r.fma(FloatVector.fromArray(S, g, o + step), v);
      t.intoArray(e, o);
      r.intoArray(e, o + step);
    }
    if (i < n) {
      int o = at + i * step;
      FloatVector t = FloatVector.fromArray(S, e, o).mul(part);
      u = t.fma(FloatVector.fromArray(S, g, o), u);
      t.intoArray(e, o);
    }
    FloatVector dot = u.add(v);
    for (i = 0; i < n; i++) {
      int o = at + i * step;
      FloatVector h = FloatVector.fromArray(S, g, o).sub(dot);
      h.mul(FloatVector.fromArray(S, e, o)).intoArray(g, o);
    }
  }

  /** Columns of a d×P matrix as d rows of w; what is beyond {@code real} columns is zero. */
  private void load(float[] to, int w, float[] from, int from0, int real) {
    for (int c = 0; c < d; c++) {
      Arrays.fill(to, START + c * w + real, START + (c + 1) * w, 0f);
    }
    ShortRows.copy(to, START, w, from, from0, p, d, real);
  }

  /** Each of d rows of w times a row of factors. */
  private void multiply(float[] rows, int w, float[] factors, int at) {
    for (int l = 0; l < w; l += L) {
      FloatVector f = FloatVector.fromArray(S, factors, at + l);
      for (int c = 0; c < d; c++) {
        int row = START + c * w + l;
        FloatVector.fromArray(S, rows, row).mul(f).intoArray(rows, row);
      }
    }
  }

  /** The first columns of d rows of w as rows of d, filled up to whole vectors with zeros. */
  private void turn(float[] to, float[] rows, int w, int real) {
    LaneTurn.toVectors(to, START, padded(d), real, 0, rows, START, w, d, real);
  }

  /** P rows of d as d rows of P. */
  private void turnBack(float[] to, int to0, float[] rows, int at) {
    LaneTurn.toPlanes(to, to0, p, d, rows, at, padded(d), p, 0, p);
  }
}

package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Sums. A row, or some columns, are summed in blocks of {@link #BLOCK} in float, and the blocks in
 * double: the error grows with the block, not with the whole, and the order is fixed.
 */
final class VectorReduce {
  /** Numbers that are summed in float before going to double. */
  static final int BLOCK = 1024;

  /** So many columns are few: half of a page. */
  private static final int NARROW = 512;

  private VectorReduce() {}

  /** Σ x[i]. */
  static double sum(float[] x, int from, int n) {
    double total = 0;
    for (int i = 0; i < n; i += BLOCK) {
      total += blockSum(x, from + i, Math.min(BLOCK, n - i));
    }
    return total;
  }

  private static float blockSum(float[] x, int from, int n) {
    FloatVector a = FloatVector.zero(S);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int i = 0;
    for (; i <= n - 4 * L; i += 4 * L) {
      a = a.add(FloatVector.fromArray(S, x, from + i));
      b = b.add(FloatVector.fromArray(S, x, from + i + L));
      c = c.add(FloatVector.fromArray(S, x, from + i + 2 * L));
      d = d.add(FloatVector.fromArray(S, x, from + i + 3 * L));
    }
    for (; i <= n - L; i += L) {
      a = a.add(FloatVector.fromArray(S, x, from + i));
    }
    float acc = lanes(a.add(b).add(c.add(d)));
    for (; i < n; i++) {
      acc += x[from + i];
    }
    return acc;
  }

  /** Σ (x[i] − shift)². */
  static double sumOfSquares(float[] x, int from, int n, float shift) {
    double total = 0;
    for (int i = 0; i < n; i += BLOCK) {
      total += blockSquares(x, from + i, Math.min(BLOCK, n - i), shift);
    }
    return total;
  }

  private static float blockSquares(float[] x, int from, int n, float shift) {
    FloatVector a = FloatVector.zero(S);
    FloatVector b = a;
    FloatVector m = FloatVector.broadcast(S, shift);
    int i = 0;
    for (; i <= n - 2 * L; i += 2 * L) {
      FloatVector p = FloatVector.fromArray(S, x, from + i).sub(m);
      FloatVector q = FloatVector.fromArray(S, x, from + i + L).sub(m);
      a = p.fma(p, a);
      b = q.fma(q, b);
    }
    if (i <= n - L) {
      FloatVector p = FloatVector.fromArray(S, x, from + i).sub(m);
      a = p.fma(p, a);
      i += L;
    }
    float acc = lanes(a.add(b));
    for (; i < n; i++) {
      float d = x[from + i] - shift;
      acc += d * d;
    }
    return acc;
  }

  /** Σ (a[i] − b[i])². */
  static double sumOfSquaredDifferences(float[] a, int a0, float[] b, int b0, int n) {
    double total = 0;
    for (int i = 0; i < n; i += BLOCK) {
      total += blockDifferences(a, a0 + i, b, b0 + i, Math.min(BLOCK, n - i));
    }
    return total;
  }

  private static float blockDifferences(float[] a, int a0, float[] b, int b0, int n) {
    FloatVector u = FloatVector.zero(S);
    FloatVector v = u;
    int i = 0;
    for (; i <= n - 2 * L; i += 2 * L) {
      FloatVector p = FloatVector.fromArray(S, a, a0 + i).sub(FloatVector.fromArray(S, b, b0 + i));
      FloatVector q =
          FloatVector.fromArray(S, a, a0 + i + L).sub(FloatVector.fromArray(S, b, b0 + i + L));
      u = p.fma(p, u);
      v = q.fma(q, v);
    }
    if (i <= n - L) {
      FloatVector p = FloatVector.fromArray(S, a, a0 + i).sub(FloatVector.fromArray(S, b, b0 + i));
      u = p.fma(p, u);
      i += L;
    }
    float acc = lanes(u.add(v));
    for (; i < n; i++) {
      float d = a[a0 + i] - b[b0 + i];
      acc += d * d;
    }
    return acc;
  }

  /** Σ a[i]·(b[i] − shift). */
  static double sumOfProducts(float[] a, int a0, float[] b, int b0, int n, float shift) {
    double total = 0;
    for (int i = 0; i < n; i += BLOCK) {
      total += blockProducts(a, a0 + i, b, b0 + i, Math.min(BLOCK, n - i), shift);
    }
    return total;
  }

  private static float blockProducts(float[] a, int a0, float[] b, int b0, int n, float shift) {
    FloatVector u = FloatVector.zero(S);
    FloatVector v = u;
    FloatVector m = FloatVector.broadcast(S, shift);
    int i = 0;
    for (; i <= n - 2 * L; i += 2 * L) {
      u = FloatVector.fromArray(S, a, a0 + i).fma(FloatVector.fromArray(S, b, b0 + i).sub(m), u);
      v =
          FloatVector.fromArray(S, a, a0 + i + L)
              .fma(FloatVector.fromArray(S, b, b0 + i + L).sub(m), v);
    }
    float acc = lanes(u.add(v));
    for (; i < n; i++) {
      acc += a[a0 + i] * (b[b0 + i] - shift);
    }
    return acc;
  }

  /**
   * Sum over the lanes in a fixed order; reduceLanes leaves its order open. Two halves, because a
   * chain of additions is slow.
   */
  private static float lanes(FloatVector v) {
    float acc = 0f;
    float[] t = Scratch.get(Slot.LANES, L);
    v.intoArray(t, 0);
    for (int i = 0; i < L / 2; i++) {
      acc += t[i] + t[i + L / 2];
    }
    return acc;
  }

  /** The largest of x[i], n ≥ 1. */
  static float max(float[] x, int from, int n) {
    int i = 0;
    float best = x[from];
    if (n >= L) {
      FloatVector a = FloatVector.fromArray(S, x, from);
      for (i = L; i <= n - L; i += L) {
        a = a.max(FloatVector.fromArray(S, x, from + i));
      }
      best = a.reduceLanes(VectorOperators.MAX); // a maximum has no order to fix
    }
    for (; i < n; i++) {
      best = Math.max(best, x[from + i]);
    }
    return best;
  }

  /** out[o] = Σ_r x[o, r]. */
  static void sumRows(
      float[] out, int o0, float[] x, int x0, int outer, int reduced, Parallel parallel) {
    if (outer == 1) {
      out[o0] = (float) sumInParts(x, x0, reduced, parallel, false);
      return;
    }
    parallel.forChunks(
        outer,
        Math.max(1, 32_768 / Math.max(1, reduced)),
        (from, to) -> {
          for (int o = from; o < to; o++) {
            out[o0 + o] = (float) sum(x, x0 + o * reduced, reduced);
          }
        });
  }

  /** The sum of one long row (of squares, when asked), in parts that threads share. */
  static double sumInParts(float[] x, int x0, int n, Parallel parallel, boolean squares) {
    int part = 64 * BLOCK;
    double[] parts = new double[(n + part - 1) / part];
    parallel.forChunks(
        n,
        part,
        (from, to) ->
            parts[from / part] =
                squares ? sumOfSquares(x, x0 + from, to - from, 0f) : sum(x, x0 + from, to - from));
    double total = 0;
    for (double p : parts) {
      total += p;
    }
    return total;
  }

  /**
   * out[o, i] = Σ_r x[o, r, i]. Few columns are summed one vector after another, in four chains;
   * many, strip by strip in the order of r, so that memory is read in rows.
   */
  static void sumColumns(
      float[] out,
      int o0,
      float[] x,
      int x0,
      int outer,
      int reduced,
      int inner,
      Parallel parallel) {
    boolean few = inner <= NARROW;
    int strip = few ? L : Math.min(inner, 65_536 / Math.max(1, reduced) / L * L + L);
    int strips = (inner + strip - 1) / strip;
    Columns way = few ? VectorReduce::blockColumns : VectorReduce::blockRows;
    parallel.forChunks(
        outer * strips,
        Math.max(1, 65_536 / Math.max(1, reduced * strip)),
        (from, to) -> {
          for (int t = from; t < to; t++) {
            int o = t / strips;
            int i0 = t % strips * strip;
            int n = Math.min(strip, inner - i0);
            int at = o0 + o * inner + i0;
            int src = x0 + o * reduced * inner + i0;
            inBlocks(way, out, at, x, src, n, inner, reduced);
          }
        });
  }

  /** out[o0 + i] = Σ_r x[x0 + r·step + i] for i &lt; n, vectors in four chains. */
  static void columns(float[] out, int o0, float[] x, int x0, int n, int step, int rows) {
    inBlocks(VectorReduce::blockColumns, out, o0, x, x0, n, step, rows);
  }

  /** Sums n columns of some rows in float. */
  @FunctionalInterface
  private interface Columns {
    void sum(float[] out, int o0, float[] x, int x0, int n, int step, int rows);
  }

  /** More than {@link #BLOCK} rows: blocks of them, and these in double. */
  private static void inBlocks(
      Columns way, float[] out, int o0, float[] x, int x0, int n, int step, int rows) {
    if (rows <= BLOCK) {
      way.sum(out, o0, x, x0, n, step, rows);
      return;
    }
    double[] totals = new double[n];
    for (int r = 0; r < rows; r += BLOCK) {
      way.sum(out, o0, x, x0 + r * step, n, step, Math.min(BLOCK, rows - r));
      for (int i = 0; i < n; i++) {
        totals[i] += out[o0 + i];
      }
    }
    for (int i = 0; i < n; i++) {
      out[o0 + i] = (float) totals[i];
    }
  }

  /** In the order of r, so that memory is read in rows. */
  private static void blockRows(float[] out, int o0, float[] x, int x0, int n, int step, int rows) {
    System.arraycopy(x, x0, out, o0, n);
    for (int r = 1; r < rows; r++) {
      VectorElementwise.axpy(out, o0, 1f, x, x0 + r * step, n);
    }
  }

  private static void blockColumns(
      float[] out, int o0, float[] x, int x0, int n, int step, int rows) {
    int i = 0;
    for (; i <= n - L; i += L) {
      column(out, o0 + i, x, x0 + i, step, rows);
    }
    for (; i < n; i++) {
      float acc = 0f;
      for (int r = 0; r < rows; r++) {
        acc += x[x0 + r * step + i];
      }
      out[o0 + i] = acc;
    }
  }

  /** A vector of columns; one chain would wait for each addition. */
  private static void column(float[] out, int o0, float[] x, int x0, int step, int rows) {
    FloatVector a = FloatVector.zero(S);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int at = x0;
    int r = 0;
    for (; r < rows - 3; r += 4) {
      a = a.add(FloatVector.fromArray(S, x, at));
      b = b.add(FloatVector.fromArray(S, x, at + step));
      c = c.add(FloatVector.fromArray(S, x, at + 2 * step));
      d = d.add(FloatVector.fromArray(S, x, at + 3 * step));
      at += 4 * step;
    }
    for (; r < rows; r++) {
      a = a.add(FloatVector.fromArray(S, x, at));
      at += step;
    }
    a.add(b).add(c.add(d)).intoArray(out, o0);
  }
}

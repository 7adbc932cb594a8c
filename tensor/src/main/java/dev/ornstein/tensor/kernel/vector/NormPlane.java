package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static dev.ornstein.tensor.kernel.vector.NormLoops.BLOCK;

import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import dev.ornstein.tensor.kernel.vector.VectorMath.Function;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Walks along planes of n ≥ L elements that belong to one channel, with the constants and sums of
 * that channel; see {@link NormLoops} for the formulas. Its arrays belong to the thread: one at a
 * time.
 */
final class NormPlane {
  private static final int LANES = NormLoops.CONSTANTS;

  private final Activation act;
  private final int vectors;
  private final int last; // where a vector begins that overlaps the full ones, or −1
  private final float[] k; // constants, and from LANES on two sums for each lane
  private int taken; // vectors that have been added to the sums
  private double sum;
  private double dot;

  /**
   * @param n elements of a plane, at least L
   */
  NormPlane(Activation act, int n) {
    this.act = act;
    this.vectors = n / L;
    int rest = n % L;
    this.last = rest == 0 ? -1 : n - L;
    k = Scratch.get(Slot.PLANE, LANES + 2 * L);
    Arrays.fill(k, 0, LANES + 2 * L, 0f);
    Arrays.fill(k, NormLoops.NEW + L - rest, NormLoops.NEW + L, 1f);
  }

  /**
   * y = act(z), z = (x − mean)·scale + shift, for one plane. Loops of its own: planes can be so
   * short that taking the constants by way of memory would show.
   */
  void forward(float[] y, int y0, float[] x, int x0, float mean, float scale, float shift) {
    switch (act) {
      case NONE:
        plain(y, y0, x, x0, mean, scale, shift);
        break;
      case RELU:
        relu(y, y0, x, x0, mean, scale, shift);
        break;
      case SILU:
        channel(mean, scale, shift);
        VectorMath.run(Function.SILU, y, y0, x, x0, x, x0, L, vectors, last, k, 0);
        break;
      default:
        throw new AssertionError(act);
    }
  }

  private void plain(float[] y, int y0, float[] x, int x0, float mean, float scale, float shift) {
    FloatVector m = FloatVector.broadcast(S, mean);
    FloatVector a = FloatVector.broadcast(S, scale);
    FloatVector b = FloatVector.broadcast(S, shift);
    for (int i = 0, n = vectors * L; i < n; i += L) {
      FloatVector.fromArray(S, x, x0 + i).sub(m).fma(a, b).intoArray(y, y0 + i);
    }
    if (last >= 0) {
      FloatVector.fromArray(S, x, x0 + last).sub(m).fma(a, b).intoArray(y, y0 + last);
    }
  }

  private void relu(float[] y, int y0, float[] x, int x0, float mean, float scale, float shift) {
    FloatVector m = FloatVector.broadcast(S, mean);
    FloatVector a = FloatVector.broadcast(S, scale);
    FloatVector b = FloatVector.broadcast(S, shift);
    for (int i = 0, n = vectors * L; i < n; i += L) {
      FloatVector.fromArray(S, x, x0 + i).sub(m).fma(a, b).max(0f).intoArray(y, y0 + i);
    }
    if (last >= 0) {
      FloatVector.fromArray(S, x, x0 + last).sub(m).fma(a, b).max(0f).intoArray(y, y0 + last);
    }
  }

  /** The constants of z = (x − mean)·scale + shift for what follows. */
  void channel(float mean, float scale, float shift) {
    FloatVector.broadcast(S, mean).intoArray(k, NormLoops.MEAN);
    FloatVector.broadcast(S, scale).intoArray(k, NormLoops.SCALE);
    FloatVector.broadcast(S, shift).intoArray(k, NormLoops.SHIFT);
  }

  /** Begins new sums. */
  void clear() {
    flush();
    sum = 0;
    dot = 0;
  }

  /** Adds one plane's x − mean and (x − mean)² to the sums. */
  void add(float[] x, int x0) {
    for (int i = 0; i < vectors; i += BLOCK) {
      int count = take(i);
      NormLoops.deviations(k, LANES, x, x0 + i * L, L, count, overlap(i, count), k, 0);
    }
  }

  /** Adds one plane's g and g·(x − mean) to the sums; for SILU leaves g in gx. */
  void add(float[] gx, int h0, float[] gy, int g0, float[] x, int x0) {
    for (int i = 0; i < vectors; i += BLOCK) {
      int count = take(i);
      int at = i * L;
      NormLoops.sums(
          act, k, LANES, gx, h0 + at, gy, g0 + at, x, x0 + at, L, count, overlap(i, count), k, 0);
    }
  }

  /** How many vectors to add from the i-th on; makes room for them. */
  private int take(int i) {
    int count = Math.min(BLOCK, vectors - i);
    if (taken + count > BLOCK) {
      flush();
    }
    taken += count;
    return count;
  }

  /** Where the overlapping vector begins, from the i-th, when it comes after count more. */
  private int overlap(int i, int count) {
    return last < 0 || i + count < vectors ? -1 : last - i * L;
  }

  /** Moves the sums of the lanes to double. Two halves, because a chain of additions is slow. */
  private void flush() {
    if (taken == 0) {
      return;
    }
    double u = 0;
    double v = 0;
    for (int i = 0; i < L / 2; i++) {
      u += (double) k[LANES + i] + k[LANES + i + L / 2];
      v += (double) k[LANES + L + i] + k[LANES + L + i + L / 2];
    }
    sum += u;
    dot += v;
    FloatVector.zero(S).intoArray(k, LANES);
    FloatVector.zero(S).intoArray(k, LANES + L);
    taken = 0;
  }

  /** Σ g, or Σ (x − mean), since {@link #clear}. */
  double sum() {
    flush();
    return sum;
  }

  /** Σ g·(x − mean), or Σ (x − mean)², since {@link #clear}. */
  double dot() {
    flush();
    return dot;
  }

  /** The further constants of gx = g·scale − q − (x − mean)·r. */
  void slope(float q, float r) {
    FloatVector.broadcast(S, q).intoArray(k, NormLoops.Q);
    FloatVector.broadcast(S, r).intoArray(k, NormLoops.R);
  }

  /** gx for one plane, which has been added. Without an activation, gx may be gy. */
  void grad(float[] gx, int h0, float[] gy, int g0, float[] x, int x0) {
    NormLoops.grad(act, gx, h0, gy, g0, x, x0, L, vectors, last, k, 0);
  }
}

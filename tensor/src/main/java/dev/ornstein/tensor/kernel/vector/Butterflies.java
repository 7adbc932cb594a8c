package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static jdk.incubator.vector.VectorOperators.ROL;

import jdk.incubator.vector.FloatVector;

/**
 * Transforms of R = 2, 3, 4, 5 and 7 points for {@link ColumnFft}: y_j = w^{j·p}·Σ_k x_k·w_R^{j·k}
 * where x_k and y_j are rows of pairs (real, imaginary).
 *
 * <p>Lanes are pairs, so a product with ∓i, (a, b) → (±b, ∓a), is a rotation of 64 bits by 32 and a
 * product with {@code sign} = (±1, ∓1, …); a product with cos ∓ i·sin adds sin times that to cos
 * times the number. No vector is handed to a method of our own: C2 stops inlining where much has
 * been inlined, and a vector that goes through a call is an object on the heap.
 */
final class Butterflies {
  /** (1, −1, 1, …), which turns swapped pairs into products with −i, then (−1, 1, −1, …) for i. */
  static final float[] SIGNS = new float[2 * L];

  static {
    for (int i = 0; i < L; i++) {
      SIGNS[i] = i % 2 == 0 ? 1 : -1;
      SIGNS[L + i] = -SIGNS[i];
    }
  }

  private static final float HALF_ROOT_3 = (float) Turns.sin(1, 3);
  private static final float C15 = (float) Turns.cos(1, 5);
  private static final float C25 = (float) Turns.cos(2, 5);
  private static final float S15 = (float) Turns.sin(1, 5);
  private static final float S25 = (float) Turns.sin(2, 5);
  private static final float C17 = (float) Turns.cos(1, 7);
  private static final float C27 = (float) Turns.cos(2, 7);
  private static final float C37 = (float) Turns.cos(3, 7);
  private static final float S17 = (float) Turns.sin(1, 7);
  private static final float S27 = (float) Turns.sin(2, 7);
  private static final float S37 = (float) Turns.sin(3, 7);

  private Butterflies() {}

  /**
   * @param y row j of the result begins at y0 + j·n
   * @param x row k of the input begins at x0 + k·step
   * @param n floats in a row, a multiple of the lanes
   * @param w pairs cos, sin of j·p for all p, j = 1 … R−1
   * @param p which of them; none are used for p = 0
   */
  static void run(
      int radix,
      float[] y,
      int y0,
      float[] x,
      int x0,
      int step,
      int n,
      float[] w,
      int p,
      boolean inverse) {
    int t = 2 * p * (radix - 1);
    switch (radix) {
      case 2:
        two(y, y0, x, x0, step, n, w, t, p > 0, inverse);
        return;
      case 4:
        four(y, y0, x, x0, step, n, w, t, p > 0, inverse);
        return;
      case 3:
        three(y, y0, x, x0, step, n, inverse);
        break;
      case 5:
        five(y, y0, x, x0, step, n, inverse);
        break;
      default:
        seven(y, y0, x, x0, step, n, inverse);
    }
    if (p > 0) {
      for (int j = 1; j < radix; j++, t += 2) {
        turn(y, y0 + j * n, n, w[t], w[t + 1], inverse);
      }
    }
  }

  private static void two(
      float[] y,
      int y0,
      float[] x,
      int x0,
      int step,
      int n,
      float[] w,
      int t,
      boolean turn,
      boolean inverse) {
    FloatVector sign = FloatVector.fromArray(S, SIGNS, inverse ? L : 0);
    FloatVector c = FloatVector.broadcast(S, w[t]);
    FloatVector s = sign.mul(w[t + 1]);
    for (int i = 0; i < n; i += L) {
      FloatVector a = FloatVector.fromArray(S, x, x0 + i);
      FloatVector b = FloatVector.fromArray(S, x, x0 + step + i);
      a.add(b).intoArray(y, y0 + i);
      FloatVector d = a.sub(b);
      if (turn) {
        d = d.reinterpretAsLongs().lanewise(ROL, 32).reinterpretAsFloats().fma(s, d.mul(c));
      }
      d.intoArray(y, y0 + n + i);
    }
  }

  private static void four(
      float[] y,
      int y0,
      float[] x,
      int x0,
      int step,
      int n,
      float[] w,
      int t,
      boolean turn,
      boolean inverse) {
    FloatVector sign = FloatVector.fromArray(S, SIGNS, inverse ? L : 0);
    FloatVector c1 = FloatVector.broadcast(S, w[t]);
    FloatVector s1 = sign.mul(w[t + 1]);
    FloatVector c2 = FloatVector.broadcast(S, w[t + 2]);
    FloatVector s2 = sign.mul(w[t + 3]);
    FloatVector c3 = FloatVector.broadcast(S, w[t + 4]);
    FloatVector s3 = sign.mul(w[t + 5]);
    for (int i = 0; i < n; i += L) {
      int at = x0 + i;
      FloatVector a = FloatVector.fromArray(S, x, at);
      FloatVector b = FloatVector.fromArray(S, x, at + step);
      FloatVector c = FloatVector.fromArray(S, x, at + 2 * step);
      FloatVector d = FloatVector.fromArray(S, x, at + 3 * step);
      FloatVector even = a.add(c);
      FloatVector odd = b.add(d);
      FloatVector u = a.sub(c);
      FloatVector v =
          b.sub(d).reinterpretAsLongs().lanewise(ROL, 32).reinterpretAsFloats().mul(sign);
      FloatVector y1 = u.add(v);
      FloatVector y2 = even.sub(odd);
      FloatVector y3 = u.sub(v);
      if (turn) {
        y1 = y1.reinterpretAsLongs().lanewise(ROL, 32).reinterpretAsFloats().fma(s1, y1.mul(c1));
        y2 = y2.reinterpretAsLongs().lanewise(ROL, 32).reinterpretAsFloats().fma(s2, y2.mul(c2));
        y3 = y3.reinterpretAsLongs().lanewise(ROL, 32).reinterpretAsFloats().fma(s3, y3.mul(c3));
      }
      int to = y0 + i;
      even.add(odd).intoArray(y, to);
      y1.intoArray(y, to + n);
      y2.intoArray(y, to + 2 * n);
      y3.intoArray(y, to + 3 * n);
    }
  }

  private static void three(
      float[] y, int y0, float[] x, int x0, int step, int n, boolean inverse) {
    FloatVector sign = FloatVector.fromArray(S, SIGNS, inverse ? L : 0);
    FloatVector s = sign.mul(HALF_ROOT_3);
    for (int i = 0; i < n; i += L) {
      int at = x0 + i;
      FloatVector a = FloatVector.fromArray(S, x, at);
      FloatVector b = FloatVector.fromArray(S, x, at + step);
      FloatVector c = FloatVector.fromArray(S, x, at + 2 * step);
      FloatVector e = b.add(c);
      FloatVector u = e.fma(FloatVector.broadcast(S, -0.5f), a);
      FloatVector v = b.sub(c).reinterpretAsLongs().lanewise(ROL, 32).reinterpretAsFloats().mul(s);
      int to = y0 + i;
      a.add(e).intoArray(y, to);
      u.add(v).intoArray(y, to + n);
      u.sub(v).intoArray(y, to + 2 * n);
    }
  }

  /** x_k and x_{R−k} have the same cosines and opposite sines: their sum and difference do. */
  private static void five(float[] y, int y0, float[] x, int x0, int step, int n, boolean inverse) {
    FloatVector sign = FloatVector.fromArray(S, SIGNS, inverse ? L : 0);
    FloatVector s1 = sign.mul(S15);
    FloatVector s2 = sign.mul(S25);
    for (int i = 0; i < n; i += L) {
      int at = x0 + i;
      FloatVector a = FloatVector.fromArray(S, x, at + step);
      FloatVector b = FloatVector.fromArray(S, x, at + 4 * step);
      FloatVector e1 = a.add(b);
      FloatVector o1 = a.sub(b).reinterpretAsLongs().lanewise(ROL, 32).reinterpretAsFloats();
      a = FloatVector.fromArray(S, x, at + 2 * step);
      b = FloatVector.fromArray(S, x, at + 3 * step);
      FloatVector e2 = a.add(b);
      FloatVector o2 = a.sub(b).reinterpretAsLongs().lanewise(ROL, 32).reinterpretAsFloats();
      FloatVector z = FloatVector.fromArray(S, x, at);
      int to = y0 + i;
      z.add(e1).add(e2).intoArray(y, to);
      FloatVector c1 = FloatVector.broadcast(S, C15);
      FloatVector c2 = FloatVector.broadcast(S, C25);
      FloatVector u = e2.fma(c2, e1.fma(c1, z));
      FloatVector v = o2.fma(s2, o1.mul(s1));
      u.add(v).intoArray(y, to + n);
      u.sub(v).intoArray(y, to + 4 * n);
      u = e2.fma(c1, e1.fma(c2, z));
      v = o1.mul(s2).sub(o2.mul(s1));
      u.add(v).intoArray(y, to + 2 * n);
      u.sub(v).intoArray(y, to + 3 * n);
    }
  }

  private static void seven(
      float[] y, int y0, float[] x, int x0, int step, int n, boolean inverse) {
    FloatVector sign = FloatVector.fromArray(S, SIGNS, inverse ? L : 0);
    FloatVector s1 = sign.mul(S17);
    FloatVector s2 = sign.mul(S27);
    FloatVector s3 = sign.mul(S37);
    for (int i = 0; i < n; i += L) {
      int at = x0 + i;
      FloatVector a = FloatVector.fromArray(S, x, at + step);
      FloatVector b = FloatVector.fromArray(S, x, at + 6 * step);
      FloatVector e1 = a.add(b);
      FloatVector o1 = a.sub(b).reinterpretAsLongs().lanewise(ROL, 32).reinterpretAsFloats();
      a = FloatVector.fromArray(S, x, at + 2 * step);
      b = FloatVector.fromArray(S, x, at + 5 * step);
      FloatVector e2 = a.add(b);
      FloatVector o2 = a.sub(b).reinterpretAsLongs().lanewise(ROL, 32).reinterpretAsFloats();
      a = FloatVector.fromArray(S, x, at + 3 * step);
      b = FloatVector.fromArray(S, x, at + 4 * step);
      FloatVector e3 = a.add(b);
      FloatVector o3 = a.sub(b).reinterpretAsLongs().lanewise(ROL, 32).reinterpretAsFloats();
      FloatVector z = FloatVector.fromArray(S, x, at);
      int to = y0 + i;
      z.add(e1).add(e2).add(e3).intoArray(y, to);
      FloatVector c1 = FloatVector.broadcast(S, C17);
      FloatVector c2 = FloatVector.broadcast(S, C27);
      FloatVector c3 = FloatVector.broadcast(S, C37);
      FloatVector u = e3.fma(c3, e2.fma(c2, e1.fma(c1, z)));
      FloatVector v = o3.fma(s3, o2.fma(s2, o1.mul(s1)));
      u.add(v).intoArray(y, to + n);
      u.sub(v).intoArray(y, to + 6 * n);
      u = e3.fma(c1, e2.fma(c3, e1.fma(c2, z)));
      v = o1.mul(s2).sub(o2.mul(s3)).sub(o3.mul(s1));
      u.add(v).intoArray(y, to + 2 * n);
      u.sub(v).intoArray(y, to + 5 * n);
      u = e3.fma(c2, e2.fma(c1, e1.fma(c3, z)));
      v = o1.mul(s3).sub(o2.mul(s1)).add(o3.mul(s2));
      u.add(v).intoArray(y, to + 3 * n);
      u.sub(v).intoArray(y, to + 4 * n);
    }
  }

  /** y·(cos ∓ i·sin) in place. */
  private static void turn(float[] y, int y0, int n, float cos, float sin, boolean inverse) {
    FloatVector sign = FloatVector.fromArray(S, SIGNS, inverse ? L : 0);
    FloatVector c = FloatVector.broadcast(S, cos);
    FloatVector s = sign.mul(sin);
    for (int i = y0; i < y0 + n; i += L) {
      FloatVector z = FloatVector.fromArray(S, y, i);
      z.reinterpretAsLongs()
          .lanewise(ROL, 32)
          .reinterpretAsFloats()
          .fma(s, z.mul(c))
          .intoArray(y, i);
    }
  }
}

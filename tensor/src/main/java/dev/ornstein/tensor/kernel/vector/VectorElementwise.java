package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;

import dev.ornstein.tensor.kernel.BinaryOp;
import dev.ornstein.tensor.kernel.UnaryOp;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import dev.ornstein.tensor.kernel.vector.VectorMath.Function;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Functions of each element, over one run of memory. A switch selects the function outside the
 * loop, so that each loop is compiled with one function in it.
 */
final class VectorElementwise {
  private VectorElementwise() {}

  /** out = scale·x + shift. */
  static void affine(float[] out, int o, float[] x, int xi, float scale, float shift, int n) {
    FloatVector a = FloatVector.broadcast(S, scale);
    FloatVector b = FloatVector.broadcast(S, shift);
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector.fromArray(S, x, xi + i).mul(a).add(b).intoArray(out, o + i);
    }
    for (; i < n; i++) {
      out[o + i] = x[xi + i] * scale + shift;
    }
  }

  /** out += alpha·x. */
  static void axpy(float[] out, int o, float alpha, float[] x, int xi, int n) {
    FloatVector a = FloatVector.broadcast(S, alpha);
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector t = FloatVector.fromArray(S, x, xi + i).mul(a);
      t.add(FloatVector.fromArray(S, out, o + i)).intoArray(out, o + i);
    }
    for (; i < n; i++) {
      out[o + i] += x[xi + i] * alpha;
    }
  }

  /** out = a + b. */
  static void sum(float[] out, int o, float[] a, int a0, float[] b, int b0, int n) {
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector t = FloatVector.fromArray(S, a, a0 + i);
      t.add(FloatVector.fromArray(S, b, b0 + i)).intoArray(out, o + i);
    }
    for (; i < n; i++) {
      out[o + i] = a[a0 + i] + b[b0 + i];
    }
  }

  /** Whether {@link #unary} has a loop for this function. */
  static boolean has(UnaryOp op) {
    switch (op) {
      case NEG:
      case ABS:
      case SQUARE:
      case SQRT:
      case RECIPROCAL:
      case EXP:
      case SIGMOID:
      case RELU:
      case SILU:
        return true;
      default:
        return false;
    }
  }

  /** out = op(x). The last few elements go through a vector of their own, by the same formula. */
  static void unary(UnaryOp op, float[] out, int o, float[] x, int xi, int n) {
    int full = Lanes.bound(n);
    vectors(op, out, o, x, xi, full);
    if (full < n) {
      float[] tail = Scratch.get(Slot.LANES, L);
      System.arraycopy(x, xi + full, tail, 0, n - full);
      vectors(op, tail, 0, tail, 0, L);
      System.arraycopy(tail, 0, out, o + full, n - full);
    }
  }

  private static void vectors(UnaryOp op, float[] out, int o, float[] x, int xi, int n) {
    switch (op) {
      case NEG:
        for (int i = 0; i < n; i += L) {
          FloatVector.fromArray(S, x, xi + i).neg().intoArray(out, o + i);
        }
        break;
      case ABS:
        for (int i = 0; i < n; i += L) {
          FloatVector.fromArray(S, x, xi + i).abs().intoArray(out, o + i);
        }
        break;
      case SQUARE:
        for (int i = 0; i < n; i += L) {
          FloatVector v = FloatVector.fromArray(S, x, xi + i);
          v.mul(v).intoArray(out, o + i);
        }
        break;
      case SQRT:
        for (int i = 0; i < n; i += L) {
          FloatVector.fromArray(S, x, xi + i).sqrt().intoArray(out, o + i);
        }
        break;
      case RECIPROCAL:
        FloatVector one = FloatVector.broadcast(S, 1f);
        for (int i = 0; i < n; i += L) {
          one.div(FloatVector.fromArray(S, x, xi + i)).intoArray(out, o + i);
        }
        break;
      case EXP:
        VectorMath.run(Function.EXP, out, o, x, xi, x, xi, n);
        break;
      case SIGMOID:
        VectorMath.run(Function.SIGMOID, out, o, x, xi, x, xi, n);
        break;
      case RELU:
        for (int i = 0; i < n; i += L) {
          FloatVector.fromArray(S, x, xi + i).max(0f).intoArray(out, o + i);
        }
        break;
      case SILU:
        VectorMath.run(Function.SILU, out, o, x, xi, x, xi, n);
        break;
      default:
        throw new IllegalArgumentException(op + " has no vector loop");
    }
  }

  /** Whether {@link #binary} has a loop for this function and steps. */
  static boolean has(BinaryOp op, int as, int bs) {
    switch (op) {
      case ADD:
      case SUB:
      case MUL:
      case DIV:
      case MAX:
      case MIN:
      case RELU_GRAD:
        return true;
      case SILU_GRAD:
        return as == 1 && bs == 1; // a gradient has the shape of what it belongs to
      default:
        return false;
    }
  }

  /**
   * out[i] = op(a[i·as], b[i·bs]) with steps of 0 (one number for the run) or 1.
   *
   * @param as step of a
   * @param bs step of b
   */
  static void binary(
      BinaryOp op,
      float[] out,
      int o,
      float[] a,
      int ai,
      int as,
      float[] b,
      int bi,
      int bs,
      int n) {
    int full = Lanes.bound(n);
    // A single number is read again and again from a vector of its own.
    float[] x = as == 1 ? a : repeated(a[ai]);
    float[] y = bs == 1 ? b : repeated(b[bi]);
    vectors(op, out, o, x, as * ai, as, y, bs * bi, bs, full);
    if (full < n) {
      float[] tail = Scratch.get(Slot.LANES, 2 * L);
      for (int i = full; i < n; i++) {
        tail[i - full] = a[ai + i * as];
        tail[L + i - full] = b[bi + i * bs];
      }
      vectors(op, tail, 0, tail, 0, 1, tail, L, 1, L);
      System.arraycopy(tail, 0, out, o + full, n - full);
    }
  }

  /** h = g·silu′(h), in place on values that have just been written. */
  static void siluGrad(float[] h, int h0, float[] g, int g0, int n) {
    binary(BinaryOp.SILU_GRAD, h, h0, g, g0, 1, h, h0, 1, n);
  }

  private static float[] repeated(float value) {
    float[] vector = new float[L];
    Arrays.fill(vector, value);
    return vector;
  }

  /** Whole vectors; the step of an operand that has been {@linkplain #repeated repeated} is 0. */
  private static void vectors(
      BinaryOp op,
      float[] out,
      int o,
      float[] a,
      int ai,
      int as,
      float[] b,
      int bi,
      int bs,
      int n) {
    switch (op) {
      case ADD:
        for (int i = 0; i < n; i += L) {
          FloatVector x = FloatVector.fromArray(S, a, ai + i * as);
          FloatVector y = FloatVector.fromArray(S, b, bi + i * bs);
          x.add(y).intoArray(out, o + i);
        }
        break;
      case SUB:
        for (int i = 0; i < n; i += L) {
          FloatVector x = FloatVector.fromArray(S, a, ai + i * as);
          FloatVector y = FloatVector.fromArray(S, b, bi + i * bs);
          x.sub(y).intoArray(out, o + i);
        }
        break;
      case MUL:
        for (int i = 0; i < n; i += L) {
          FloatVector x = FloatVector.fromArray(S, a, ai + i * as);
          FloatVector y = FloatVector.fromArray(S, b, bi + i * bs);
          x.mul(y).intoArray(out, o + i);
        }
        break;
      case DIV:
        for (int i = 0; i < n; i += L) {
          FloatVector x = FloatVector.fromArray(S, a, ai + i * as);
          FloatVector y = FloatVector.fromArray(S, b, bi + i * bs);
          x.div(y).intoArray(out, o + i);
        }
        break;
      case MAX:
        for (int i = 0; i < n; i += L) {
          FloatVector x = FloatVector.fromArray(S, a, ai + i * as);
          FloatVector y = FloatVector.fromArray(S, b, bi + i * bs);
          x.max(y).intoArray(out, o + i);
        }
        break;
      case MIN:
        for (int i = 0; i < n; i += L) {
          FloatVector x = FloatVector.fromArray(S, a, ai + i * as);
          FloatVector y = FloatVector.fromArray(S, b, bi + i * bs);
          x.min(y).intoArray(out, o + i);
        }
        break;
      case RELU_GRAD:
        FloatVector zero = FloatVector.zero(S);
        for (int i = 0; i < n; i += L) {
          FloatVector x = FloatVector.fromArray(S, a, ai + i * as);
          FloatVector y = FloatVector.fromArray(S, b, bi + i * bs);
          zero.blend(x, zero.lt(y)).intoArray(out, o + i);
        }
        break;
      case SILU_GRAD:
        VectorMath.run(Function.SILU_GRAD, out, o, a, ai, b, bi, n);
        break;
      default:
        throw new IllegalArgumentException(op + " has no vector loop");
    }
  }
}

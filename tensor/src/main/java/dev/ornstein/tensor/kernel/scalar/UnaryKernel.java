package dev.ornstein.tensor.kernel.scalar;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.Erf;
import dev.ornstein.tensor.kernel.UnaryOp;

/**
 * Functions of one element. Algebraic ones are computed in float and rounded once; transcendental
 * ones in double, then rounded to float.
 */
final class UnaryKernel {
  private UnaryKernel() {}

  /** out[i] = op(x[i]). */
  static void run(
      UnaryOp op, float[] out, int outAt, float[] x, int xAt, int n, Parallel parallel) {
    parallel.forChunks(
        n,
        Grain.of(16),
        (from, to) -> {
          for (int i = from; i < to; i++) {
            out[outAt + i] = apply(op, x[xAt + i]);
          }
        });
  }

  /** op(x). */
  static float apply(UnaryOp op, float x) {
    switch (op) {
      case NEG:
        return -x;
      case ABS:
        return Math.abs(x);
      case SQUARE:
        return x * x;
      case SQRT:
        return (float) Math.sqrt(x);
      case RECIPROCAL:
        return 1 / x;
      case EXP:
        return (float) Math.exp(x);
      case LOG:
        return (float) Math.log(x);
      case SIN:
        return (float) Math.sin(x);
      case COS:
        return (float) Math.cos(x);
      case TANH:
        return (float) Math.tanh(x);
      case SIGMOID:
        return (float) sigmoid(x);
      case ERF:
        return (float) Erf.erf(x);
      case RELU:
        return Math.max(x, 0f);
      case SILU:
        return (float) (x * sigmoid(x));
      case GELU:
        return (float) (x * Erf.normalCdf(x));
      case SIGN:
        return Math.signum(x) + 0f; // the sum turns −0 into 0
      default:
        throw new AssertionError(op);
    }
  }

  /** 1/(1+e⁻ˣ). */
  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}

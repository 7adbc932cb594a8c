package dev.ornstein.tensor.kernel;

import java.math.BigDecimal;
import java.math.MathContext;

/** The mathematical definitions of the elementwise functions, independent of the kernels. */
final class Formulas {
  private static final BigDecimal PI =
      new BigDecimal(
          "3.14159265358979323846264338327950288419716939937510582097494459230781640629");
  private static final double SQRT_PI = Math.sqrt(Math.PI);

  private Formulas() {}

  static double unary(UnaryOp op, double x) {
    switch (op) {
      case NEG:
        return -x;
      case ABS:
        return x < 0 ? -x : x;
      case SQUARE:
        return (float) (x * x);
      case SQRT:
        return Math.sqrt(x);
      case RECIPROCAL:
        return 1 / x;
      case EXP:
        return StrictMath.exp(x);
      case LOG:
        return StrictMath.log(x);
      case SIN:
        return StrictMath.sin(x);
      case COS:
        return StrictMath.cos(x);
      case TANH:
        return StrictMath.tanh(x);
      case SIGMOID:
        return x < 0 ? StrictMath.exp(x) / (1 + StrictMath.exp(x)) : 1 / (1 + StrictMath.exp(-x));
      case ERF:
        return erf(x);
      case RELU:
        return Double.isNaN(x) ? x : x > 0 ? x : 0;
      case SILU:
        return x * unary(UnaryOp.SIGMOID, x);
      case GELU:
        return x * normalCdf(x);
      case SIGN:
        return x > 0 ? 1 : x < 0 ? -1 : 0 * x;
      default:
        throw new AssertionError("no formula for " + op);
    }
  }

  static double binary(BinaryOp op, double a, double b) {
    switch (op) {
      case ADD:
        return a + b;
      case SUB:
        return a - b;
      case MUL:
        return a * b;
      case DIV:
        return a / b;
      case MAX:
        return Double.isNaN(a) || Double.isNaN(b) ? Double.NaN : a > b ? a : b;
      case MIN:
        return Double.isNaN(a) || Double.isNaN(b) ? Double.NaN : a < b ? a : b;
      case POW:
        return StrictMath.pow(a, b);
      case GREATER_EQUAL:
        return a >= b ? 1 : 0;
      case EQUAL:
        return a == b ? 1 : 0;
      case RELU_GRAD:
        return b > 0 ? a : 0;
      case SILU_GRAD:
        double s = unary(UnaryOp.SIGMOID, b);
        return a * (s + b * s * (1 - s));
      case GELU_GRAD:
        double density = StrictMath.exp(-b * b / 2) / Math.sqrt(2 * Math.PI);
        return a * (normalCdf(b) + b * density);
      default:
        throw new AssertionError("no formula for " + op);
    }
  }

  /** act(z). */
  static double activation(Activation act, double z) {
    switch (act) {
      case NONE:
        return z;
      case RELU:
        return unary(UnaryOp.RELU, z);
      case SILU:
        return unary(UnaryOp.SILU, z);
      default:
        throw new AssertionError("no formula for " + act);
    }
  }

  /** g·act′(z). */
  static double activationGrad(Activation act, double g, double z) {
    switch (act) {
      case NONE:
        return g;
      case RELU:
        return binary(BinaryOp.RELU_GRAD, g, z);
      case SILU:
        return binary(BinaryOp.SILU_GRAD, g, z);
      default:
        throw new AssertionError("no formula for " + act);
    }
  }

  /** Φ(x), to full relative accuracy for negative x too. */
  static double normalCdf(double x) {
    return 0.5 * erfc(-x / Math.sqrt(2));
  }

  /** erf x to double precision. */
  static double erf(double x) {
    if (Double.isNaN(x)) {
      return x;
    }
    return Math.abs(x) > 6.5 ? Math.signum(x) : taylor(x).doubleValue();
  }

  /** erfc x, its relative accuracy included. */
  static double erfc(double x) {
    if (Double.isNaN(x)) {
      return x;
    }
    if (Math.abs(x) <= 9) {
      return BigDecimal.ONE.subtract(taylor(x)).doubleValue();
    }
    if (x < 0) {
      return 2;
    }
    // Asymptotic: e^{−x²}/(x√π)·(1 − 1/(2x²) + 1·3/(2x²)² − …), whose terms fall until n ≈ x².
    double term = 1;
    double series = 1;
    for (int n = 1; Math.abs(term) > 1e-17; n++) {
      term *= -(2 * n - 1) / (2 * x * x);
      series += term;
    }
    return StrictMath.exp(-x * x) / (x * SQRT_PI) * series;
  }

  /**
   * (2/√π) Σ (−1)ⁿ x^{2n+1} / (n! (2n+1)). Terms grow to e^{x²} and erfc may be as small as
   * e^{−x²}: the digits allow for both.
   */
  private static BigDecimal taylor(double x) {
    MathContext digits = new MathContext(25 + (int) (0.9 * x * x));
    BigDecimal small = BigDecimal.ONE.movePointLeft(digits.getPrecision());
    BigDecimal square = new BigDecimal(x).pow(2, digits);
    BigDecimal power = new BigDecimal(x);
    BigDecimal sum = power;
    BigDecimal term = power;
    for (int n = 1; term.abs().compareTo(small) > 0; n++) {
      power = power.multiply(square, digits).divide(BigDecimal.valueOf(-n), digits);
      term = power.divide(BigDecimal.valueOf(2L * n + 1), digits);
      sum = sum.add(term, digits);
    }
    return sum.multiply(BigDecimal.valueOf(2), digits).divide(PI.sqrt(digits), digits);
  }
}

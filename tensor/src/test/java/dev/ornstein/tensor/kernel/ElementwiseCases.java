package dev.ornstein.tensor.kernel;

import static dev.ornstein.tensor.kernel.Numbers.join;
import static dev.ornstein.tensor.kernel.Numbers.normal;
import static dev.ornstein.tensor.kernel.Numbers.uniform;

import java.util.ArrayList;
import java.util.List;

/** Cases of fill, affine, axpy and unary. */
final class ElementwiseCases {
  /** Longer than what one chunk takes. */
  static final int SEVERAL_CHUNKS = 70_001;

  /** The same where an element costs more. */
  private static final int COSTLY_CHUNKS = 5_003;

  private static final float[] SPECIAL = {
    0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_NORMAL, 1f, -1f
  };

  private ElementwiseCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (int n : Numbers.AWKWARD) {
      addArithmetic(cases, n);
    }
    addArithmetic(cases, SEVERAL_CHUNKS);
    for (UnaryOp op : UnaryOp.values()) {
      for (int n : new int[] {1, 7, 8, 9, 17, 31, 207}) {
        cases.add(unary(op, "n=" + n, argument(op, n)));
      }
      cases.add(unary(op, "n=" + COSTLY_CHUNKS, argument(op, COSTLY_CHUNKS)));
      cases.add(unary(op, "special values", join(argument(op, 23), SPECIAL)));
      cases.add(unary(op, "special values in the vector body", join(SPECIAL, argument(op, 31))));
      cases.add(unary(op, "wide range", wide(op, 500)));
      cases.add(unaryInPlace(op, argument(op, 100)));
    }
    return cases;
  }

  private static void addArithmetic(List<KernelCase> cases, int n) {
    cases.add(
        KernelCase.of("fill", "n=" + n)
            .out(n)
            .call((k, t) -> k.fill(t[0], 2.5f))
            .expect(v -> map(n, i -> 2.5))
            .within(Tolerance.EXACT));
    float[] x = normal(n, n);
    cases.add(
        KernelCase.of("affine", "n=" + n)
            .out(n)
            .in(x, n)
            .call((k, t) -> k.affine(t[0], t[1], 1.7f, -0.3f))
            .expect(v -> sum(n, i -> 1.7f * v[1][i], i -> -0.3f))
            .within(Tolerance.sumOf(2)));
    cases.add(
        KernelCase.of("affine", "in place, n=" + n)
            .inout(x, n)
            .call((k, t) -> k.affine(t[0], t[0], -2f, 0.1f))
            .expect(v -> sum(n, i -> -2 * v[0][i], i -> 0.1f))
            .within(Tolerance.sumOf(2)));
    cases.add(
        KernelCase.of("axpy", "n=" + n)
            .inout(normal(n + 1, n), n)
            .in(x, n)
            .call((k, t) -> k.axpy(t[0], 0.6f, t[1]))
            .expect(v -> sum(n, i -> v[0][i], i -> 0.6f * v[1][i]))
            .within(Tolerance.sumOf(2)));
  }

  private static KernelCase unary(UnaryOp op, String label, float[] x) {
    return KernelCase.of("unary", op + " " + label)
        .out(x.length)
        .in(x, x.length)
        .call((k, t) -> k.unary(op, t[0], t[1]))
        .expect(v -> map(x.length, i -> Formulas.unary(op, v[1][i])))
        .within(Tolerance.ulps(1), peers(op));
  }

  private static KernelCase unaryInPlace(UnaryOp op, float[] x) {
    return KernelCase.of("unary", op + " in place")
        .inout(x, x.length)
        .call((k, t) -> k.unary(op, t[0], t[0]))
        .expect(v -> map(x.length, i -> Formulas.unary(op, v[0][i])))
        .within(Tolerance.ulps(1), peers(op));
  }

  /** What approximations of other kernels may cost against the rounded double result. */
  private static Tolerance peers(UnaryOp op) {
    switch (op) {
      case NEG:
      case ABS:
      case SQUARE:
      case SQRT:
      case RECIPROCAL:
      case RELU:
      case SIGN:
        return Tolerance.EXACT;
      case SIN:
      case COS:
        // Near their zeros the error of the reduced argument remains.
        return Tolerance.ulps(4).orAbsolute(2 * Tolerance.UNIT);
      case GELU:
      case SILU:
        // Far to the left the result vanishes: only errors against |x| matter there.
        return Tolerance.ulps(4).orAbsolute(2 * Tolerance.UNIT);
      default:
        return Tolerance.ulps(4).orAbsolute(Float.MIN_NORMAL);
    }
  }

  private static float[] argument(UnaryOp op, int n) {
    boolean positive = op == UnaryOp.LOG || op == UnaryOp.SQRT;
    return positive ? uniform(n, 0.01f, 9f, n) : uniform(n, -5f, 5f, n);
  }

  private static float[] wide(UnaryOp op, int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      double exponent = -30 + 60.0 * i / (n - 1);
      x[i] = (float) ((i % 2 == 0 ? 1 : -1) * Math.pow(2, exponent));
      switch (op) {
        case SIN:
        case COS:
          x[i] = (float) Math.IEEEremainder(x[i], 2000);
          break;
        case EXP:
        case SIGMOID:
        case TANH:
        case SILU:
          x[i] = (float) Math.IEEEremainder(x[i], 170);
          break;
        case GELU:
        case ERF:
          x[i] = (float) Math.IEEEremainder(x[i], 20);
          break;
        default:
      }
    }
    return x;
  }

  /** A number for each position. */
  @FunctionalInterface
  interface At {
    double of(int i);
  }

  static Expected[] map(int n, At f) {
    Expected e = Expected.of(n);
    for (int i = 0; i < n; i++) {
      e.set(i, f.of(i));
    }
    return new Expected[] {e};
  }

  static Expected[] sum(int n, At... terms) {
    Expected e = Expected.of(n);
    for (int i = 0; i < n; i++) {
      for (At term : terms) {
        e.add(i, term.of(i));
      }
    }
    return new Expected[] {e};
  }
}

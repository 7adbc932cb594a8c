package dev.ornstein.tensor.kernel;

import static dev.ornstein.tensor.kernel.Numbers.join;
import static dev.ornstein.tensor.kernel.Numbers.normal;
import static dev.ornstein.tensor.kernel.Numbers.uniform;
import static dev.ornstein.tensor.kernel.Numbers.whole;

import dev.ornstein.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Cases of binary: every function, every kind of broadcast. */
final class BinaryCases {
  /** Pairs of shapes that broadcast; each is used in both orders. */
  private static final int[][][] PAIRS = {
    {{}, {}},
    {{5}, {}},
    {{207}, {1}},
    {{1, 1}, {9}},
    {{2, 3, 4, 5}, {1, 3, 1, 1}},
    {{2, 3, 4, 5}, {3, 1, 1}},
    {{2, 3, 31}, {2, 1, 1}},
    {{2, 3, 31}, {31}},
    {{4, 1, 17}, {1, 5, 17}},
    {{33, 1}, {1, 100}},
    {{3, 1, 5}, {1, 4, 1}},
    {{2, 1, 3, 1, 9}, {1, 4, 1, 7, 1}},
    {{1, 8, 1, 1}, {2, 1, 16, 15}},
    {{7, 1, 1, 3}, {7, 2, 2, 3}},
    {{64, 9, 65}, {1, 9, 1}},
    {{300, 301}, {300, 1}},
    {{70_001}, {1}},
    {{0, 3}, {1, 3}},
    {{2, 0}, {2, 1}},
  };

  private BinaryCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (BinaryOp op : BinaryOp.values()) {
      for (int n : new int[] {1, 7, 8, 9, 17, 31, 207}) {
        cases.add(of(op, new int[] {n}, new int[] {n}));
      }
      cases.add(of(op, new int[] {4, 1, 17}, new int[] {1, 5, 17}));
      cases.add(of(op, new int[] {31}, new int[] {}));
      cases.add(of(op, new int[] {}, new int[] {31}));
      cases.add(special(op));
      cases.add(inPlace(op));
    }
    for (int n : Numbers.AWKWARD) {
      cases.add(of(BinaryOp.ADD, new int[] {n}, new int[] {n}));
      cases.add(of(BinaryOp.DIV, new int[] {3, n}, new int[] {3, 1}));
      cases.add(of(BinaryOp.SUB, new int[] {n}, new int[] {3, n}));
    }
    for (int[][] pair : PAIRS) {
      cases.add(of(BinaryOp.SUB, pair[0], pair[1]));
      cases.add(of(BinaryOp.SUB, pair[1], pair[0]));
    }
    cases.add(of(BinaryOp.MUL, new int[] {70_001}, new int[] {70_001}));
    return cases;
  }

  private static KernelCase of(BinaryOp op, int[] a, int[] b) {
    Shape sa = Shape.of(a);
    Shape sb = Shape.of(b);
    return of(op, sa + " with " + sb, a, first(op, sa.size()), b, second(op, sb.size()));
  }

  private static KernelCase of(
      BinaryOp op, String label, int[] a, float[] va, int[] b, float[] vb) {
    int[] out = broadcast(a, b);
    return KernelCase.of("binary", op + " " + label)
        .out(out)
        .in(va, a)
        .in(vb, b)
        .call((k, t) -> k.binary(op, t[0], t[1], t[2]))
        .expect(v -> new Expected[] {truth(op, out, v[1], a, v[2], b)})
        .within(Tolerance.ulps(1), peers(op));
  }

  /** {@code out} may be an argument of its shape: the first one here, and the second. */
  private static KernelCase inPlace(BinaryOp op) {
    int[] dims = {3, 31};
    int[] row = {31};
    float[] a = first(op, 93);
    float[] b = second(op, 93);
    return KernelCase.of("binary", op + " in place on either side")
        .inout(a, dims)
        .inout(b, dims)
        .in(second(op, 31), row)
        .in(first(op, 31), row)
        .call(
            (k, t) -> {
              k.binary(op, t[0], t[0], t[2]);
              k.binary(op, t[1], t[3], t[1]);
            })
        .expect(
            v ->
                new Expected[] {
                  truth(op, dims, v[0], dims, v[2], row), truth(op, dims, v[3], row, v[1], dims)
                })
        .within(Tolerance.ulps(1), peers(op));
  }

  private static KernelCase special(BinaryOp op) {
    float[] values = {0f, -0f, 1f, -2f, Float.NaN, Float.POSITIVE_INFINITY, -3e38f, 7f};
    float[] a = new float[64];
    float[] b = new float[64];
    for (int i = 0; i < 64; i++) {
      a[i] = values[i / 8];
      b[i] = values[i % 8];
    }
    float[] longA = join(a, first(op, 13));
    float[] longB = join(b, second(op, 13));
    return of(op, "special values", new int[] {77}, longA, new int[] {77}, longB);
  }

  private static float[] first(BinaryOp op, int n) {
    switch (op) {
      case POW:
        return uniform(n + 1, 0.1f, 3f, n);
      case EQUAL:
      case GREATER_EQUAL:
      case MAX:
        return whole(n + 1, n);
      default:
        return normal(n + 1, n);
    }
  }

  private static float[] second(BinaryOp op, int n) {
    switch (op) {
      case EQUAL:
      case GREATER_EQUAL:
      case MAX:
        return whole(n + 2, n);
      case SILU_GRAD:
      case GELU_GRAD:
        return uniform(n + 2, -6f, 6f, n);
      default:
        return normal(n + 2, n);
    }
  }

  /** What approximations of other kernels may cost against the rounded double result. */
  private static Tolerance peers(BinaryOp op) {
    switch (op) {
      case POW:
        return Tolerance.ulps(4);
      case SILU_GRAD:
      case GELU_GRAD:
        // The slope passes through 0; there only errors against 1 matter. |g| stays below 5.
        return Tolerance.ulps(4).orAbsolute(16 * Tolerance.UNIT);
      default:
        return Tolerance.EXACT;
    }
  }

  /** Result shape by its own rule, innermost axes aligned. */
  private static int[] broadcast(int[] a, int[] b) {
    int[] out = new int[Math.max(a.length, b.length)];
    for (int i = 1; i <= out.length; i++) {
      int x = i <= a.length ? a[a.length - i] : 1;
      int y = i <= b.length ? b[b.length - i] : 1;
      out[out.length - i] = x == 1 ? y : x;
    }
    return out;
  }

  private static Expected truth(
      BinaryOp op, int[] out, double[] a, int[] aDims, double[] b, int[] bDims) {
    Expected e = Expected.of(Numbers.size(out));
    for (int i = 0; i < e.values().length; i++) {
      double x = a[position(i, out, aDims)];
      double y = b[position(i, out, bDims)];
      e.set(i, Formulas.binary(op, x, y));
    }
    return e;
  }

  /**
   * Where the element of {@code dims} stands that broadcasting puts at position i of {@code out}.
   */
  private static int position(int i, int[] out, int[] dims) {
    int rest = i;
    int at = 0;
    int step = 1;
    for (int axis = out.length - 1; axis >= 0; axis--) {
      int coordinate = rest % out[axis];
      rest /= out[axis];
      int own = axis - (out.length - dims.length);
      if (own >= 0) {
        at += (dims[own] == 1 ? 0 : coordinate) * step;
        step *= dims[own];
      }
    }
    return at;
  }
}

package dev.ornstein.tensor.kernel;

import static dev.ornstein.tensor.kernel.Numbers.normal;
import static dev.ornstein.tensor.kernel.Numbers.uniform;
import static dev.ornstein.tensor.kernel.Numbers.with;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cases of reduce. */
final class ReduceCases {
  private static final int[][] EXTENTS = {
    {2, 0, 3}, {0, 3, 2}, {1, 70_001, 1}, {1, 300_007, 1}, {3, 40_000, 1}, {5_000, 9, 1},
    {1, 5_000, 9}, {2, 3, 2_100}, {1, 40, 3_000}, {64, 32, 49}, {7, 1, 1}, {1, 1, 5},
    {1, 64, 3}, {1, 65, 3}, {700, 200, 1}, {3, 130, 40}, {1, 2_100_000, 1}
  };

  private ReduceCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (ReduceOp op : ReduceOp.values()) {
      for (int n : Numbers.AWKWARD) {
        cases.add(reduce(op, "", 5, n, 1, normal(n, 5, n)));
        cases.add(reduce(op, "", 3, n, 7, normal(n, 3, n, 7)));
        cases.add(reduce(op, "", 2, 9, n, normal(n, 2, 9, n)));
      }
      for (int[] e : EXTENTS) {
        cases.add(reduce(op, "", e[0], e[1], e[2], normal(e[1], e)));
      }
      cases.add(reduce(op, "far from zero", 1, 100_000, 1, uniform(1, 1000f, 1001f, 100_000)));
      for (int inner : new int[] {1, 8, 40, 600}) { // each rounding goes the same way
        float[] equal = new float[20_000 * inner];
        Arrays.fill(equal, 0.1f);
        cases.add(reduce(op, "all equal", 1, 20_000, inner, equal));
      }
      float[] holes = with(normal(6, 4, 37, 3), 50, 211, Float.NaN);
      cases.add(reduce(op, "with NaN", 4, 37, 3, holes));
      cases.add(reduce(op, "rows with NaN", 12, 37, 1, holes));
      float[] low = with(new float[60], 0, 1, Float.NEGATIVE_INFINITY);
      cases.add(reduce(op, "of −∞", 3, 20, 1, low));
      float[] few = with(normal(8, 3, 700), 200, 701, Float.POSITIVE_INFINITY);
      cases.add(reduce(op, "with ∞", 3, 700, 1, few));
      cases.add(reduce(op, "of −∞", 1, 20, 3, low));
    }
    return cases;
  }

  private static KernelCase reduce(
      ReduceOp op, String label, int outer, int reduced, int inner, float[] x) {
    return KernelCase.of("reduce", op + " (" + outer + ", " + reduced + ", " + inner + ") " + label)
        .out(outer, inner)
        .in(x, outer, reduced, inner)
        .call((k, t) -> k.reduce(op, t[0], t[1], outer, reduced, inner))
        .expect(
            v -> {
              Expected e = Expected.of(outer * inner);
              for (int o = 0; o < outer; o++) {
                for (int i = 0; i < inner; i++) {
                  combine(op, e, o * inner + i, v[1], o * reduced * inner + i, reduced, inner);
                }
              }
              return new Expected[] {e};
            })
        .within(
            op == ReduceOp.MAX ? Tolerance.EXACT : Tolerance.ulps(1),
            kernels -> op == ReduceOp.MAX ? Tolerance.EXACT : ofSum(kernels, reduced));
  }

  /** Sums on devices keep what rounding loses, and are as good as those in double. */
  private static Tolerance ofSum(String kernels, int terms) {
    return kernels.equals("opencl") ? Tolerance.ulps(1) : Tolerance.sumOf(terms);
  }

  private static void combine(
      ReduceOp op, Expected e, int to, double[] x, int from, int count, int step) {
    if (op == ReduceOp.MAX) {
      double max = Double.NEGATIVE_INFINITY;
      for (int r = 0; r < count; r++) {
        max = Math.max(max, x[from + r * step]);
      }
      e.set(to, max);
      return;
    }
    for (int r = 0; r < count; r++) {
      double term = x[from + r * step];
      e.add(to, op == ReduceOp.SUM ? term : term * term);
    }
  }
}

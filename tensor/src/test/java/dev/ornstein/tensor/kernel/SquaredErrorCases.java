package dev.ornstein.tensor.kernel;

import static dev.ornstein.tensor.kernel.Numbers.normal;
import static dev.ornstein.tensor.kernel.Numbers.with;

import java.util.ArrayList;
import java.util.List;

/** Cases of meanSquaredError and its gradient. */
final class SquaredErrorCases {
  private SquaredErrorCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (int n : Numbers.AWKWARD) {
      addAll(cases, "", 3, n, normal(n, 3, n));
    }
    addAll(cases, "several chunks", 300, 784, normal(80, 300, 784));
    addAll(cases, "rows of several blocks", 2, 5_000, normal(81, 2, 5_000));
    addAll(cases, "no sample", 0, 5, new float[0]);
    addAll(cases, "with NaN", 3, 17, with(normal(82, 3, 17), 20, 100, Float.NaN));
    addAll(cases, "with NaN in the tail", 2, 33, with(normal(83, 2, 33), 32, 100, Float.NaN));
    addAll(cases, "with ∞", 2, 17, with(normal(84, 2, 17), 4, 100, Float.POSITIVE_INFINITY));
    float[] a = normal(85, 3, 33);
    cases.add(error("of equals", 3, 33, a, a));
    cases.add(grad("of equals", 3, 33, a, a));
    return cases;
  }

  private static void addAll(List<KernelCase> cases, String label, int rows, int cols, float[] a) {
    float[] b = normal(86, rows, cols);
    cases.add(error(label, rows, cols, a, b));
    cases.add(grad(label, rows, cols, a, b));
  }

  private static KernelCase error(String label, int rows, int cols, float[] a, float[] b) {
    return KernelCase.of("meanSquaredError", rows + "×" + cols + " " + label)
        .out(rows)
        .in(a, rows, cols)
        .in(b, rows, cols)
        .call((k, t) -> k.meanSquaredError(t[0], t[1], t[2], rows, cols))
        .expect(
            v -> {
              Expected e = Expected.of(rows);
              for (int i = 0; i < rows * cols; i++) {
                double d = v[1][i] - v[2][i];
                e.add(i / cols, d * d / cols);
              }
              return new Expected[] {e};
            })
        .within(Tolerance.ulps(1), Tolerance.sumOf(cols));
  }

  private static KernelCase grad(String label, int rows, int cols, float[] a, float[] b) {
    return KernelCase.of("meanSquaredErrorGrad", rows + "×" + cols + " " + label)
        .out(rows, cols)
        .in(normal(87, rows), rows)
        .in(a, rows, cols)
        .in(b, rows, cols)
        .call((k, t) -> k.meanSquaredErrorGrad(t[0], t[1], t[2], t[3], rows, cols))
        .expect(
            v ->
                ElementwiseCases.map(
                    rows * cols, i -> v[1][i / cols] * 2 / cols * (v[2][i] - v[3][i])))
        .within(Tolerance.ulps(2), Tolerance.EXACT);
  }
}

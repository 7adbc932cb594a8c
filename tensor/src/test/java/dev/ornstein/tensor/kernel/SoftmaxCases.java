package dev.ornstein.tensor.kernel;

import static dev.ornstein.tensor.kernel.Numbers.normal;
import static dev.ornstein.tensor.kernel.Numbers.uniform;
import static dev.ornstein.tensor.kernel.Numbers.with;

import java.util.ArrayList;
import java.util.List;

/** Cases of softmax, its gradient and logSumExp. */
final class SoftmaxCases {
  private SoftmaxCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (int n : Numbers.AWKWARD) {
      addAll(cases, "", 5, n, normal(n, 5, n));
    }
    addAll(cases, "", 700, 65, normal(31, 700, 65));
    addAll(cases, "", 2, 20_000, normal(32, 2, 20_000));
    addAll(cases, "far from zero", 3, 33, uniform(33, 5000f, 5060f, 3, 33));
    addAll(cases, "very negative", 3, 33, uniform(34, -5060f, -5000f, 3, 33));
    addAll(cases, "spread out", 3, 33, uniform(35, -200f, 200f, 3, 33));
    addAll(cases, "with −∞", 3, 17, with(normal(36, 3, 17), 1, 3, Float.NEGATIVE_INFINITY));
    cases.add(softmax("with NaN", 3, 17, with(normal(37, 3, 17), 20, 100, Float.NaN)));
    cases.add(logSumExp("with NaN", 3, 17, with(normal(38, 3, 17), 20, 100, Float.NaN)));
    float[] low = with(normal(39, 3, 17), 0, 1, Float.NEGATIVE_INFINITY);
    cases.add(logSumExp("of −∞ only", 3, 17, low));
    return cases;
  }

  private static void addAll(List<KernelCase> cases, String label, int rows, int cols, float[] x) {
    cases.add(softmax(label, rows, cols, x));
    cases.add(logSumExp(label, rows, cols, x));
    cases.add(grad(rows, cols));
  }

  private static KernelCase softmax(String label, int rows, int cols, float[] x) {
    return KernelCase.of("softmax", rows + "×" + cols + " " + label)
        .out(rows, cols)
        .in(x, rows, cols)
        .call((k, t) -> k.softmax(t[0], t[1], rows, cols))
        .expect(
            v -> {
              Expected e = Expected.of(rows * cols);
              for (int row = 0; row < rows; row++) {
                double max = max(v[1], row, cols);
                double sum = sum(v[1], row, cols, max);
                for (int i = row * cols; i < (row + 1) * cols; i++) {
                  double d = v[1][i] - max;
                  double y = StrictMath.exp(d) / sum;
                  // An exponent rounded to float makes a relative error of |d| units.
                  e.set(i, y, y == 0 ? 0 : y * (1 + Math.abs(d)));
                }
              }
              return new Expected[] {e};
            })
        .within(Tolerance.ulps(2), Tolerance.sumOf(cols).orAbsolute(Float.MIN_NORMAL));
  }

  private static KernelCase logSumExp(String label, int rows, int cols, float[] x) {
    return KernelCase.of("logSumExp", rows + "×" + cols + " " + label)
        .out(rows)
        .in(x, rows, cols)
        .call((k, t) -> k.logSumExp(t[0], t[1], rows, cols))
        .expect(
            v -> {
              Expected e = Expected.of(rows);
              for (int row = 0; row < rows; row++) {
                double max = max(v[1], row, cols);
                double log = StrictMath.log(sum(v[1], row, cols, max));
                double y = max == Double.NEGATIVE_INFINITY ? max : max + log;
                e.set(row, y, Math.abs(max) + Math.abs(log) + 1);
              }
              return new Expected[] {e};
            })
        .within(Tolerance.ulps(1), Tolerance.sumOf(cols));
  }

  private static KernelCase grad(int rows, int cols) {
    return KernelCase.of("softmaxGrad", rows + "×" + cols)
        .out(rows, cols)
        .in(uniform(cols, 0f, 2f / cols, rows, cols), rows, cols)
        .in(normal(cols, rows, cols), rows, cols)
        .call((k, t) -> k.softmaxGrad(t[0], t[1], t[2], rows, cols))
        .expect(
            v -> {
              Expected e = Expected.of(rows * cols);
              for (int row = 0; row < rows; row++) {
                double dot = 0;
                double size = 0;
                for (int i = row * cols; i < (row + 1) * cols; i++) {
                  dot += v[1][i] * v[2][i];
                  size += Math.abs(v[1][i] * v[2][i]);
                }
                for (int i = row * cols; i < (row + 1) * cols; i++) {
                  double y = v[1][i];
                  double gy = v[2][i];
                  e.set(i, y * (gy - dot), Math.abs(y) * (Math.abs(gy) + size));
                }
              }
              return new Expected[] {e};
            })
        .within(Tolerance.ulps(2), Tolerance.sumOf(cols));
  }

  private static double max(double[] x, int row, int cols) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = row * cols; i < (row + 1) * cols; i++) {
      max = Math.max(max, x[i]);
    }
    return max;
  }

  private static double sum(double[] x, int row, int cols, double max) {
    double sum = 0;
    for (int i = row * cols; i < (row + 1) * cols; i++) {
      sum += StrictMath.exp(x[i] - max);
    }
    return sum;
  }
}

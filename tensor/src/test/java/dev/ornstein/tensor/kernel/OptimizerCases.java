package dev.ornstein.tensor.kernel;

import static dev.ornstein.tensor.kernel.Numbers.normal;
import static dev.ornstein.tensor.kernel.Numbers.uniform;

import java.util.ArrayList;
import java.util.List;

/** Cases of adam and ema. */
final class OptimizerCases {
  private static final AdamStep FIRST =
      new AdamStep(1e-3f, 0.9f, 0.999f, 1e-8f, 0f, 1 - 0.9f, 1 - 0.999f, 0.1f);
  private static final AdamStep LATER =
      new AdamStep(2e-2f, 0.8f, 0.99f, 1e-4f, 0.05f, 0.83f, 0.096f, 0.998f);

  private OptimizerCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (int n : Numbers.AWKWARD) {
      cases.add(adam("first step", n, FIRST, new float[n], new float[n]));
      cases.add(adam("later step", n, LATER, normal(72, n), uniform(73, 0f, 2f, n)));
      cases.add(averaged("first step", n, FIRST, new float[n], new float[n]));
      cases.add(averaged("later step", n, LATER, normal(72, n), uniform(73, 0f, 2f, n)));
      cases.add(clipped(n, 0.37f));
      cases.add(clipped(n, Float.NaN));
      cases.add(ema(n, 0.999f));
      cases.add(clip(normal(77, n), 1));
      cases.add(clip(normal(77, n), 1e9));
    }
    int many = ElementwiseCases.SEVERAL_CHUNKS;
    cases.add(adam("later step", many, LATER, normal(72, many), uniform(73, 0f, 2f, many)));
    cases.add(averaged("later step", many, LATER, normal(72, many), uniform(73, 0f, 2f, many)));
    cases.add(ema(many, 0.9f));
    cases.add(ema(33, 0f));
    cases.add(clip(new float[0], 1));
    cases.add(clip(normal(77, 300_007), Double.POSITIVE_INFINITY));
    cases.add(clip(new float[] {1, Float.NaN, 2}, 1));
    cases.add(clip(new float[] {1, Float.NEGATIVE_INFINITY}, 1));
    return cases;
  }

  private static KernelCase adam(String label, int n, AdamStep s, float[] m, float[] v) {
    return KernelCase.of("adam", label + ", n=" + n)
        .inout(normal(70, n), n)
        .inout(m, n)
        .inout(v, n)
        .in(normal(71, n), n)
        .call((k, t) -> k.adam(t[0], t[1], t[2], null, t[3], null, s))
        .expect(t -> truth(s, 1, t[0], t[1], t[2], t[3]))
        .within(Tolerance.ulps(6));
  }

  private static KernelCase averaged(String label, int n, AdamStep s, float[] m, float[] v) {
    return KernelCase.of("adam", "with average, " + label + ", n=" + n)
        .inout(normal(70, n), n)
        .inout(m, n)
        .inout(v, n)
        .inout(normal(76, n), n)
        .in(normal(71, n), n)
        .call((k, t) -> k.adam(t[0], t[1], t[2], t[3], t[4], null, s))
        .expect(
            t -> {
              Expected[] step = truth(s, 1, t[0], t[1], t[2], t[4]);
              Expected average = Expected.of(n);
              double taken = 1 - (double) s.averageDecay();
              for (int i = 0; i < n; i++) {
                average.add(i, s.averageDecay() * t[3][i]);
                double w = step[0].values()[i];
                average.add(i, taken * w, taken * step[0].magnitudes()[i]);
              }
              return new Expected[] {step[0], step[1], step[2], average};
            })
        .within(Tolerance.ulps(6));
  }

  /** With a factor on the gradient; none changes anything when it is NaN. */
  private static KernelCase clipped(int n, float factor) {
    return KernelCase.of("adam", "gradient times " + factor + ", n=" + n)
        .inout(normal(70, n), n)
        .inout(normal(72, n), n)
        .inout(uniform(73, 0f, 2f, n), n)
        .in(normal(71, n), n)
        .in(new float[] {3, factor}, 2)
        .call((k, t) -> k.adam(t[0], t[1], t[2], null, t[3], t[4], LATER))
        .expect(
            t ->
                Float.isNaN(factor)
                    ? new Expected[] {same(t[0]), same(t[1]), same(t[2])}
                    : truth(LATER, factor, t[0], t[1], t[2], t[3]))
        .within(Float.isNaN(factor) ? Tolerance.EXACT : Tolerance.ulps(6));
  }

  private static Expected same(double[] x) {
    return ElementwiseCases.map(x.length, i -> x[i])[0];
  }

  private static KernelCase clip(float[] g, double maxNorm) {
    return KernelCase.of("clip", "to " + maxNorm + ", n=" + g.length)
        .out(2)
        .in(g, g.length)
        .call((k, t) -> k.clip(t[0], t[1], maxNorm))
        .expect(
            v -> {
              double squares = 0;
              for (double x : v[1]) {
                squares += x * x;
              }
              double norm = Math.sqrt(squares);
              double factor = Math.min(1, maxNorm / (norm + 1e-6));
              Expected e = Expected.of(2);
              e.set(0, norm);
              e.set(1, Double.isFinite(norm) ? factor : Double.NaN);
              return new Expected[] {e};
            })
        .within(Tolerance.ulps(2), Tolerance.sumOf(g.length));
  }

  private static Expected[] truth(
      AdamStep s, double factor, double[] w, double[] m, double[] v, double[] g) {
    Expected newW = Expected.of(w.length);
    Expected newM = Expected.of(w.length);
    Expected newV = Expected.of(w.length);
    for (int i = 0; i < w.length; i++) {
      double grad = factor * g[i];
      newM.add(i, s.beta1() * m[i]);
      newM.add(i, (1 - s.beta1()) * grad);
      newV.add(i, s.beta2() * v[i]);
      newV.add(i, (1 - s.beta2()) * grad * grad);
      double rate = s.lr() / s.correction1();
      double root = Math.sqrt(newV.values()[i] / s.correction2()) + s.epsilon();
      double kept = w[i] * (1 - s.lr() * s.decay());
      double step = rate * newM.values()[i] / root;
      double stepSize = rate * newM.magnitudes()[i] / root;
      newW.set(i, kept - step, Math.abs(kept) + stepSize);
    }
    return new Expected[] {newW, newM, newV};
  }

  private static KernelCase ema(int n, float decay) {
    return KernelCase.of("ema", "decay " + decay + ", n=" + n)
        .inout(normal(74, n), n)
        .in(normal(75, n), n)
        .call((k, t) -> k.ema(t[0], t[1], decay))
        .expect(
            v -> ElementwiseCases.sum(n, i -> decay * v[0][i], i -> (1 - (double) decay) * v[1][i]))
        .within(Tolerance.sumOf(2));
  }
}

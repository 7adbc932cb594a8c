package dev.ornstein.tensor.kernel;

import static dev.ornstein.tensor.kernel.Numbers.normal;
import static dev.ornstein.tensor.kernel.Numbers.uniform;

import java.util.ArrayList;
import java.util.List;

/** Cases of channelStats, channelAffine and batchNormGrad. */
final class BatchNormCases {
  private BatchNormCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (int n : Numbers.AWKWARD) {
      addAll(cases, new NormShape(2, 3, n, 1));
      addAll(cases, new NormShape(n, 5, 1, 1)); // batch norm of vectors
      addAll(cases, new NormShape(3, n, 4, 1));
    }
    addAll(cases, new NormShape(64, 33, 1, 1));
    addAll(cases, new NormShape(16, 32, 196, 1));
    addAll(cases, new NormShape(3, 1, 30_001, 1));
    NormShape far = new NormShape(4, 5, 49, 1);
    cases.add(stats(far, "far from zero", uniform(41, 300f, 301f, 4, 5, 49)));
    cases.add(stats(far, "all equal", uniform(41, 7f, 7f, 4, 5, 49)));
    return cases;
  }

  private static void addAll(List<KernelCase> cases, NormShape s) {
    cases.add(stats(s, "", normal(42, s.n(), s.c(), s.l())));
    cases.add(affine(s));
    cases.add(grad(s));
  }

  /** Where element i of channel c stands, i counted over all samples. */
  static int at(NormShape s, int c, int i) {
    return (i / s.l() * s.c() + c) * s.l() + i % s.l();
  }

  private static KernelCase stats(NormShape s, String label, float[] x) {
    int count = s.n() * s.l();
    return KernelCase.of("channelStats", s + " " + label)
        .out(s.c())
        .out(s.c())
        .in(x, s.n(), s.c(), s.l())
        .call((k, t) -> k.channelStats(t[0], t[1], t[2], s))
        .expect(
            v -> {
              Expected mean = Expected.of(s.c());
              Expected var = Expected.of(s.c());
              for (int c = 0; c < s.c(); c++) {
                for (int i = 0; i < count; i++) {
                  mean.add(c, v[2][at(s, c, i)] / count);
                }
                double mu = mean.values()[c];
                for (int i = 0; i < count; i++) {
                  double d = v[2][at(s, c, i)] - mu;
                  var.add(c, d * d / count);
                }
                // A float difference x − mean is off by a unit of x, the square by 2|x − mean| of
                // it.
                double deviation = Math.sqrt(var.values()[c]);
                double size = mean.magnitudes()[c];
                var.magnitudes()[c] += deviation * size + Tolerance.UNIT * size * size;
              }
              return new Expected[] {mean, var};
            })
        .within(Tolerance.ulps(1).orAbsolute(1e-12), Tolerance.sumOf(count));
  }

  private static KernelCase affine(NormShape s) {
    return KernelCase.of("channelAffine", s)
        .out(s.n(), s.c(), s.l())
        .in(normal(43, s.n(), s.c(), s.l()), s.n(), s.c(), s.l())
        .in(normal(44, s.c()), s.c())
        .in(uniform(45, 0.2f, 3f, s.c()), s.c())
        .in(normal(46, s.c()), s.c())
        .in(normal(47, s.c()), s.c())
        .call((k, t) -> k.channelAffine(t[0], t[1], t[2], t[3], t[4], t[5], s))
        .expect(
            v -> {
              Expected y = Expected.of(v[1].length);
              for (int i = 0; i < v[1].length; i++) {
                int c = i / s.l() % s.c();
                double slope = v[4][c] * v[3][c];
                y.add(i, slope * v[1][i]);
                y.add(i, -slope * v[2][c]);
                y.add(i, v[5][c]);
              }
              return new Expected[] {y};
            })
        .within(Tolerance.sumOf(3));
  }

  private static KernelCase grad(NormShape s) {
    int count = s.n() * s.l();
    return KernelCase.of("batchNormGrad", s)
        .out(s.n(), s.c(), s.l())
        .out(s.c())
        .out(s.c())
        .in(normal(48, s.n(), s.c(), s.l()), s.n(), s.c(), s.l())
        .in(normal(49, s.n(), s.c(), s.l()), s.n(), s.c(), s.l())
        .in(uniform(50, -0.3f, 0.3f, s.c()), s.c())
        .in(uniform(51, 0.5f, 2f, s.c()), s.c())
        .in(normal(52, s.c()), s.c())
        .call((k, t) -> k.batchNormGrad(t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], s))
        .expect(v -> gradTruth(s, v[3], v[4], v[5], v[6], v[7]))
        .within(Tolerance.sumOf(count));
  }

  private static Expected[] gradTruth(
      NormShape s, double[] x, double[] gy, double[] mean, double[] rstd, double[] gamma) {
    int count = s.n() * s.l();
    Expected gx = Expected.of(x.length);
    Expected gGamma = Expected.of(s.c());
    Expected gBeta = Expected.of(s.c());
    for (int c = 0; c < s.c(); c++) {
      for (int i = 0; i < count; i++) {
        int at = at(s, c, i);
        gBeta.add(c, gy[at]);
        gGamma.add(c, gy[at] * (x[at] - mean[c]) * rstd[c]);
      }
      double slope = gamma[c] * rstd[c];
      for (int i = 0; i < count; i++) {
        int at = at(s, c, i);
        double xHat = (x[at] - mean[c]) * rstd[c];
        double inner = gy[at] - gBeta.values()[c] / count - xHat * gGamma.values()[c] / count;
        double size =
            Math.abs(gy[at])
                + gBeta.magnitudes()[c] / count
                + Math.abs(xHat) * gGamma.magnitudes()[c] / count;
        gx.set(at, slope * inner, Math.abs(slope) * size);
      }
    }
    return new Expected[] {gx, gGamma, gBeta};
  }
}

package dev.ornstein.tensor.kernel;

import static dev.ornstein.tensor.kernel.Numbers.normal;
import static dev.ornstein.tensor.kernel.Numbers.uniform;

import java.util.ArrayList;
import java.util.List;

/** Cases of groupNorm and groupNormGrad. */
final class GroupNormCases {
  private static final float EPSILON = 1e-5f;

  private GroupNormCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (int n : Numbers.AWKWARD) {
      addAll(cases, new NormShape(2, 6, n, 3));
      addAll(cases, new NormShape(3, n, 4, 1)); // all channels together
      addAll(cases, new NormShape(2, n, 9, n)); // every channel on its own
      addAll(cases, new NormShape(5, n, 1, 1)); // layer norm
    }
    addAll(cases, new NormShape(9, 32, 196, 8));
    addAll(cases, new NormShape(2, 2, 30_001, 1));
    cases.add(
        forward(new NormShape(3, 4, 49, 2), "far from zero", uniform(61, 90f, 91f, 3, 4, 49)));
    return cases;
  }

  private static void addAll(List<KernelCase> cases, NormShape s) {
    cases.add(forward(s, "", normal(62, s.n(), s.c(), s.l())));
    cases.add(grad(s));
  }

  private static int length(NormShape s) {
    return s.c() / s.groups() * s.l();
  }

  private static int channel(NormShape s, int i) {
    return i / s.l() % s.c();
  }

  private static KernelCase forward(NormShape s, String label, float[] x) {
    return KernelCase.of("groupNorm", s + " " + label)
        .out(s.n(), s.c(), s.l())
        .out(s.n(), s.groups())
        .out(s.n(), s.groups())
        .in(x, s.n(), s.c(), s.l())
        .in(normal(63, s.c()), s.c())
        .in(normal(64, s.c()), s.c())
        .call((k, t) -> k.groupNorm(t[0], t[1], t[2], t[3], t[4], t[5], EPSILON, s))
        .expect(v -> forwardTruth(s, v[3], v[4], v[5]))
        .within(Tolerance.sumOf(length(s)));
  }

  private static Expected[] forwardTruth(NormShape s, double[] x, double[] gamma, double[] beta) {
    int length = length(s);
    Expected y = Expected.of(x.length);
    Expected mean = Expected.of(s.n() * s.groups());
    Expected rstd = Expected.of(s.n() * s.groups());
    for (int group = 0; group < s.n() * s.groups(); group++) {
      int from = group * length;
      for (int i = from; i < from + length; i++) {
        mean.add(group, x[i] / length);
      }
      double mu = mean.values()[group];
      double var = 0;
      for (int i = from; i < from + length; i++) {
        var += (x[i] - mu) * (x[i] - mu) / length;
      }
      double r = 1 / Math.sqrt(var + EPSILON);
      // As for channelStats: the variance of data far from zero is that much less certain.
      double blur = 1 + mean.magnitudes()[group] * r;
      rstd.set(group, r, r * blur);
      for (int i = from; i < from + length; i++) {
        int c = channel(s, i);
        double value = (x[i] - mu) * r * gamma[c] + beta[c];
        double size =
            (Math.abs(x[i] - mu) * blur + Math.abs(mu) + Math.abs(x[i])) * r * Math.abs(gamma[c]);
        y.set(i, value, size + Math.abs(beta[c]));
      }
    }
    return new Expected[] {y, mean, rstd};
  }

  private static KernelCase grad(NormShape s) {
    int groups = s.n() * s.groups();
    return KernelCase.of("groupNormGrad", s)
        .out(s.n(), s.c(), s.l())
        .out(s.c())
        .out(s.c())
        .in(normal(65, s.n(), s.c(), s.l()), s.n(), s.c(), s.l())
        .in(normal(66, s.n(), s.c(), s.l()), s.n(), s.c(), s.l())
        .in(uniform(67, -0.3f, 0.3f, groups), s.n(), s.groups())
        .in(uniform(68, 0.5f, 2f, groups), s.n(), s.groups())
        .in(normal(69, s.c()), s.c())
        .call((k, t) -> k.groupNormGrad(t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], s))
        .expect(v -> gradTruth(s, v[3], v[4], v[5], v[6], v[7]))
        .within(Tolerance.sumOf(Math.max(length(s), (long) s.n() * s.l())));
  }

  private static Expected[] gradTruth(
      NormShape s, double[] x, double[] gy, double[] mean, double[] rstd, double[] gamma) {
    int length = length(s);
    Expected gx = Expected.of(x.length);
    Expected gGamma = Expected.of(s.c());
    Expected gBeta = Expected.of(s.c());
    for (int group = 0; group < s.n() * s.groups(); group++) {
      int from = group * length;
      Expected sums = Expected.of(2); // ⟨γ·gy⟩ and ⟨γ·gy·x̂⟩
      for (int i = from; i < from + length; i++) {
        int c = channel(s, i);
        double xHat = (x[i] - mean[group]) * rstd[group];
        sums.add(0, gamma[c] * gy[i] / length);
        sums.add(1, gamma[c] * gy[i] * xHat / length);
        gBeta.add(c, gy[i]);
        gGamma.add(c, gy[i] * xHat);
      }
      for (int i = from; i < from + length; i++) {
        double xHat = (x[i] - mean[group]) * rstd[group];
        double own = gamma[channel(s, i)] * gy[i];
        double value = own - sums.values()[0] - xHat * sums.values()[1];
        double size = Math.abs(own) + sums.magnitudes()[0] + Math.abs(xHat) * sums.magnitudes()[1];
        gx.set(i, rstd[group] * value, rstd[group] * size);
      }
    }
    return new Expected[] {gx, gGamma, gBeta};
  }
}

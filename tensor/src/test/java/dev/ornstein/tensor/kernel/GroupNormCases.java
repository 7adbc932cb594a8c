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
      addAll(cases, new NormShape(3, 4 * n, 3, 2)); // planes shorter than a vector
    }
    addAll(cases, new NormShape(150, 40, 1, 1));
    addAll(cases, new NormShape(3, 8, 130, 4));
    addAll(cases, new NormShape(9, 32, 196, 8));
    addAll(cases, new NormShape(2, 2, 30_001, 1));
    addAll(cases, new NormShape(1, 20, 65, 1)); // one group in all
    addAll(cases, new NormShape(1, 5, 9, 5)); // as many groups as channels
    for (NormShape s : new NormShape[] {new NormShape(3, 4, 49, 2), new NormShape(3, 40, 1, 1)}) {
      float[] far = uniform(61, 90f, 91f, s.n(), s.c(), s.l());
      cases.add(forward(Activation.NONE, s, "far from zero", far));
    }
    for (int l : new int[] {1, 3, 49}) {
      cases.add(gradOnTheKink(new NormShape(3, 32, l, 2)));
    }
    return cases;
  }

  private static void addAll(List<KernelCase> cases, NormShape s) {
    for (Activation act : Activation.values()) {
      cases.add(forward(act, s, "", normal(62, s.n(), s.c(), s.l())));
      cases.add(grad(act, s));
    }
  }

  private static int length(NormShape s) {
    return s.c() / s.groups() * s.l();
  }

  private static int channel(NormShape s, int i) {
    return i / s.l() % s.c();
  }

  private static KernelCase forward(Activation act, NormShape s, String label, float[] x) {
    return KernelCase.of("groupNorm", act + " " + s + " " + label)
        .out(s.n(), s.c(), s.l())
        .out(s.n(), s.groups())
        .out(s.n(), s.groups())
        .in(x, s.n(), s.c(), s.l())
        .in(normal(63, s.c()), s.c())
        .in(normal(64, s.c()), s.c())
        .call((k, t) -> k.groupNorm(t[0], t[1], t[2], t[3], t[4], t[5], EPSILON, act, s))
        .expect(v -> forwardTruth(act, s, v[3], v[4], v[5]))
        .within(Tolerance.sumOf(length(s)));
  }

  private static Expected[] forwardTruth(
      Activation act, NormShape s, double[] x, double[] gamma, double[] beta) {
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
        Activated a = Activated.of(act, value, size + Math.abs(beta[c]));
        y.set(i, a.value(), a.magnitude());
      }
    }
    return new Expected[] {y, mean, rstd};
  }

  private static KernelCase grad(Activation act, NormShape s) {
    int groups = s.n() * s.groups();
    float[] mean = uniform(67, -0.3f, 0.3f, groups);
    float[] rstd = uniform(68, 0.5f, 2f, groups);
    float[] gamma = normal(69, s.c());
    float[] beta = normal(70, s.c());
    float[] x =
        Activated.awayFromKink(
            normal(65, s.n(), s.c(), s.l()),
            (i, xi) -> {
              int group = i / length(s);
              int c = channel(s, i);
              return ((double) xi - mean[group]) * rstd[group] * gamma[c] + beta[c];
            });
    return grad(act, s, "", x, mean, rstd, gamma, beta);
  }

  /** Where z is 0 exactly, a RELU has slope 0. */
  private static KernelCase gradOnTheKink(NormShape s) {
    float[] mean = normal(71, s.n() * s.groups());
    float[] x = normal(72, s.n(), s.c(), s.l());
    for (int i = 0; i < x.length; i++) {
      float mu = mean[i / length(s)];
      x[i] = i % 3 == 0 ? mu : mu + (i % 3 == 1 ? 1 : -1);
    }
    float[] ones = uniform(73, 1f, 1f, s.n() * s.groups());
    float[] one = uniform(73, 1f, 1f, s.c());
    return grad(Activation.RELU, s, " on the kink", x, mean, ones, one, new float[s.c()]);
  }

  private static KernelCase grad(
      Activation act,
      NormShape s,
      String label,
      float[] x,
      float[] mean,
      float[] rstd,
      float[] gamma,
      float[] beta) {
    return KernelCase.of("groupNormGrad", act + " " + s + label)
        .out(s.n(), s.c(), s.l())
        .out(s.c())
        .out(s.c())
        .in(x, s.n(), s.c(), s.l())
        .in(normal(66, s.n(), s.c(), s.l()), s.n(), s.c(), s.l())
        .in(mean, s.n(), s.groups())
        .in(rstd, s.n(), s.groups())
        .in(gamma, s.c())
        .in(beta, s.c())
        .call(
            (k, t) -> k.groupNormGrad(t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8], act, s))
        .expect(v -> gradTruth(act, s, v))
        .within(Tolerance.sumOf(Math.max(length(s), (long) s.n() * s.l())));
  }

  private static Expected[] gradTruth(Activation act, NormShape s, double[][] v) {
    double[] x = v[3];
    double[] gy = v[4];
    double[] mean = v[5];
    double[] rstd = v[6];
    double[] gamma = v[7];
    double[] beta = v[8];
    int length = length(s);
    Expected gx = Expected.of(x.length);
    Expected gGamma = Expected.of(s.c());
    Expected gBeta = Expected.of(s.c());
    for (int group = 0; group < s.n() * s.groups(); group++) {
      int from = group * length;
      Expected sums = Expected.of(2); // ⟨γ·g⟩ and ⟨γ·g·x̂⟩
      Activated[] g = new Activated[length];
      for (int i = from; i < from + length; i++) {
        int c = channel(s, i);
        double xHat = (x[i] - mean[group]) * rstd[group];
        double size = Math.abs(gamma[c] * xHat) + Math.abs(beta[c]);
        Activated a = Activated.grad(act, gy[i], gamma[c] * xHat + beta[c], size);
        double weight = gamma[c] / length;
        sums.add(0, weight * a.value(), Math.abs(weight) * a.magnitude());
        sums.add(1, weight * a.value() * xHat, Math.abs(weight * xHat) * a.magnitude());
        gBeta.add(c, a.value(), a.magnitude());
        gGamma.add(c, a.value() * xHat, Math.abs(xHat) * a.magnitude());
        g[i - from] = a;
      }
      for (int i = from; i < from + length; i++) {
        double scale = gamma[channel(s, i)];
        double xHat = (x[i] - mean[group]) * rstd[group];
        double value = scale * g[i - from].value() - sums.values()[0] - xHat * sums.values()[1];
        double size =
            Math.abs(scale) * g[i - from].magnitude()
                + sums.magnitudes()[0]
                + Math.abs(xHat) * sums.magnitudes()[1];
        gx.set(i, rstd[group] * value, rstd[group] * size);
      }
    }
    return new Expected[] {gx, gGamma, gBeta};
  }
}

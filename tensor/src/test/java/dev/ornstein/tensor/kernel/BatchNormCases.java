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
    // Adding equal numbers one by one in floats goes wrong by the same bit each time.
    NormShape few = new NormShape(3, 1, 30_001, 1);
    cases.add(stats(few, "all equal", uniform(41, 7.3f, 7.3f, 3, 1, 30_001)));
    for (NormShape s : new NormShape[] {new NormShape(130, 17, 1, 1), new NormShape(70, 9, 3, 1)}) {
      float[] x = uniform(53, 300f, 301f, s.n(), s.c(), s.l());
      cases.add(stats(s, "far from zero", x));
      cases.add(stats(s, "all equal", uniform(53, 7f, 7f, s.n(), s.c(), s.l())));
    }
    for (int l : new int[] {1, 3, 49}) {
      cases.add(gradOnTheKink(new NormShape(5, 17, l, 1)));
    }
    return cases;
  }

  private static void addAll(List<KernelCase> cases, NormShape s) {
    cases.add(stats(s, "", normal(42, s.n(), s.c(), s.l())));
    for (Activation act : Activation.values()) {
      cases.add(affine(act, s));
      cases.add(grad(act, s));
    }
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

  private static KernelCase affine(Activation act, NormShape s) {
    return KernelCase.of("channelAffine", act + " " + s)
        .out(s.n(), s.c(), s.l())
        .in(normal(43, s.n(), s.c(), s.l()), s.n(), s.c(), s.l())
        .in(normal(44, s.c()), s.c())
        .in(uniform(45, 0.2f, 3f, s.c()), s.c())
        .in(normal(46, s.c()), s.c())
        .in(normal(47, s.c()), s.c())
        .call((k, t) -> k.channelAffine(t[0], t[1], t[2], t[3], t[4], t[5], act, s))
        .expect(
            v -> {
              Expected z = Expected.of(v[1].length);
              Expected y = Expected.of(v[1].length);
              for (int i = 0; i < v[1].length; i++) {
                int c = i / s.l() % s.c();
                double slope = v[4][c] * v[3][c];
                z.add(i, slope * v[1][i]);
                z.add(i, -slope * v[2][c]);
                z.add(i, v[5][c]);
                Activated a = Activated.of(act, z.values()[i], z.magnitudes()[i]);
                y.set(i, a.value(), a.magnitude());
              }
              return new Expected[] {y};
            })
        .within(Tolerance.sumOf(3));
  }

  private static KernelCase grad(Activation act, NormShape s) {
    float[] mean = uniform(50, -0.3f, 0.3f, s.c());
    float[] rstd = uniform(51, 0.5f, 2f, s.c());
    float[] gamma = normal(52, s.c());
    float[] beta = normal(54, s.c());
    float[] x =
        Activated.awayFromKink(
            normal(48, s.n(), s.c(), s.l()),
            (i, xi) -> {
              int c = i / s.l() % s.c();
              return ((double) xi - mean[c]) * rstd[c] * gamma[c] + beta[c];
            });
    return grad(act, s, "", x, mean, rstd, gamma, beta);
  }

  /** Where z is 0 exactly, a RELU has slope 0. */
  private static KernelCase gradOnTheKink(NormShape s) {
    float[] mean = normal(55, s.c());
    float[] x = normal(56, s.n(), s.c(), s.l());
    for (int i = 0; i < x.length; i++) {
      int c = i / s.l() % s.c();
      x[i] = i % 3 == 0 ? mean[c] : mean[c] + (i % 3 == 1 ? 1 : -1);
    }
    float[] one = uniform(57, 1f, 1f, s.c());
    float[] zero = new float[s.c()];
    return grad(Activation.RELU, s, " on the kink", x, mean, one, one, zero);
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
    int count = s.n() * s.l();
    return KernelCase.of("batchNormGrad", act + " " + s + label)
        .out(s.n(), s.c(), s.l())
        .out(s.c())
        .out(s.c())
        .in(x, s.n(), s.c(), s.l())
        .in(normal(49, s.n(), s.c(), s.l()), s.n(), s.c(), s.l())
        .in(mean, s.c())
        .in(rstd, s.c())
        .in(gamma, s.c())
        .in(beta, s.c())
        .call(
            (k, t) -> k.batchNormGrad(t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8], act, s))
        .expect(v -> gradTruth(act, s, v))
        .within(Tolerance.sumOf(count));
  }

  private static Expected[] gradTruth(Activation act, NormShape s, double[][] v) {
    double[] x = v[3];
    double[] gy = v[4];
    double[] mean = v[5];
    double[] rstd = v[6];
    double[] gamma = v[7];
    double[] beta = v[8];
    int count = s.n() * s.l();
    Expected gx = Expected.of(x.length);
    Expected gGamma = Expected.of(s.c());
    Expected gBeta = Expected.of(s.c());
    for (int c = 0; c < s.c(); c++) {
      double slope = gamma[c] * rstd[c];
      Activated[] g = new Activated[count];
      for (int i = 0; i < count; i++) {
        int at = at(s, c, i);
        double xHat = (x[at] - mean[c]) * rstd[c];
        double size = Math.abs(gamma[c] * xHat) + Math.abs(beta[c]);
        g[i] = Activated.grad(act, gy[at], gamma[c] * xHat + beta[c], size);
        gBeta.add(c, g[i].value(), g[i].magnitude());
        gGamma.add(c, g[i].value() * xHat, g[i].magnitude() * Math.abs(xHat));
      }
      for (int i = 0; i < count; i++) {
        int at = at(s, c, i);
        double xHat = (x[at] - mean[c]) * rstd[c];
        double inner = g[i].value() - gBeta.values()[c] / count - xHat * gGamma.values()[c] / count;
        double size =
            g[i].magnitude()
                + gBeta.magnitudes()[c] / count
                + Math.abs(xHat) * gGamma.magnitudes()[c] / count;
        gx.set(at, slope * inner, Math.abs(slope) * size);
      }
    }
    return new Expected[] {gx, gGamma, gBeta};
  }
}

package dev.ornstein.tensor.kernel;

import static dev.ornstein.tensor.kernel.Numbers.normal;
import static dev.ornstein.tensor.kernel.Numbers.uniform;
import static dev.ornstein.tensor.kernel.Numbers.with;

import java.util.ArrayList;
import java.util.List;

/** Cases of attention and its gradient. */
final class AttentionCases {
  /** Exponentials may end at 2⁻¹²⁵ instead of 0; products of operands multiply that. */
  private static final double NEVER_ZERO = 0x1p-105;

  private AttentionCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (int n : Numbers.AWKWARD) {
      addAll(cases, new AttentionShape(2, 2, 5, n)); // positions
      addAll(cases, new AttentionShape(1, 2, n, 11)); // channels
    }
    addAll(cases, new AttentionShape(1, 1, 1, 1));
    addAll(cases, new AttentionShape(0, 2, 3, 4));
    addAll(cases, new AttentionShape(40, 4, 16, 49));
    addAll(cases, new AttentionShape(1, 1, 3, 400)); // strips
    addAll(cases, new AttentionShape(1, 1, 2, 1030));
    AttentionShape s = new AttentionShape(2, 2, 6, 33);
    int size = 3 * 2 * 2 * 6 * 33;
    add(cases, "scores in the hundreds", s, 1f, uniform(83, -12f, 12f, size));
    add(cases, "scores below zero", s, -1f, uniform(84, 6f, 7f, size));
    add(cases, "equal scores", s, 0f, normal(85, size));
    float[] oneQuery = with(normal(86, size), 3, 100_000, Float.NaN);
    add(cases, "a query with NaN", s, 0.5f, oneQuery);
    return cases;
  }

  private static void addAll(List<KernelCase> cases, AttentionShape s) {
    float scale = (float) (1 / Math.sqrt(s.d()));
    add(cases, "", s, scale, normal(81, 3 * s.entries() * s.d() * s.p()));
  }

  private static void add(
      List<KernelCase> cases, String label, AttentionShape s, float scale, float[] qkv) {
    cases.add(forward(label, s, scale, qkv));
    cases.add(grad(label, s, scale, qkv));
  }

  private static KernelCase forward(String label, AttentionShape s, float scale, float[] qkv) {
    return KernelCase.of("attention", s + " " + label)
        .out(s.n(), s.heads(), s.d(), s.p())
        .out(s.n(), s.heads(), s.p())
        .out(s.n(), s.heads(), s.p())
        .in(qkv, s.n(), 3, s.heads(), s.d(), s.p())
        .call((k, t) -> k.attention(t[0], t[1], t[2], t[3], scale, s))
        .expect(
            v -> {
              Expected y = Expected.of(s.entries() * s.d() * s.p());
              Expected max = Expected.of(s.entries() * s.p());
              Expected share = Expected.of(s.entries() * s.p());
              for (int entry = 0; entry < s.entries(); entry++) {
                for (int i = 0; i < s.p(); i++) {
                  Query q = new Query(v[3], s, scale, entry, i);
                  int at = entry * s.p() + i;
                  max.set(at, q.max, q.size);
                  share.set(at, q.share, q.share * q.blur());
                  for (int c = 0; c < s.d(); c++) {
                    int to = (entry * s.d() + c) * s.p() + i;
                    for (int j = 0; j < s.p(); j++) {
                      double value = v[3][q.value + c * s.p() + j];
                      y.add(to, q.t[j] * value, q.t[j] * Math.abs(value) * q.blur());
                    }
                  }
                }
              }
              return new Expected[] {y, max, share};
            })
        .within(Tolerance.sumOf(s.d() + s.p()).orAbsolute(NEVER_ZERO));
  }

  /** The largest scores and the shares are the true ones, rounded. */
  private static KernelCase grad(String label, AttentionShape s, float scale, float[] qkv) {
    float[] max = new float[s.entries() * s.p()];
    float[] share = new float[max.length];
    double[] wide = new double[qkv.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = qkv[i];
    }
    for (int at = 0; at < max.length; at++) {
      Query q = new Query(wide, s, scale, at / s.p(), at % s.p());
      max[at] = (float) q.max;
      share[at] = (float) q.share;
    }
    return KernelCase.of("attentionGrad", s + " " + label)
        .out(s.n(), 3, s.heads(), s.d(), s.p())
        .in(qkv, s.n(), 3, s.heads(), s.d(), s.p())
        .in(normal(82, s.entries() * s.d() * s.p()), s.n(), s.heads(), s.d(), s.p())
        .in(max, s.n(), s.heads(), s.p())
        .in(share, s.n(), s.heads(), s.p())
        .call((k, t) -> k.attentionGrad(t[0], t[1], t[2], t[3], t[4], scale, s))
        .expect(
            v -> {
              Expected g = Expected.of(v[1].length);
              for (int entry = 0; entry < s.entries(); entry++) {
                for (int i = 0; i < s.p(); i++) {
                  new Query(v[1], s, scale, entry, i).grad(g, v[2]);
                }
              }
              return new Expected[] {g};
            })
        .within(Tolerance.sumOf(2L * s.d() + 2L * s.p()).orAbsolute(NEVER_ZERO));
  }

  /** One query: its scores, their softmax, and what it adds to the gradients. */
  private static final class Query {
    private final double[] x;
    private final AttentionShape s;
    private final double scale;
    private final int entry;
    private final int i;
    private final int query;
    private final int key;
    final int value;
    final double[] t;
    double max = Double.NEGATIVE_INFINITY;
    double share;

    /** Largest Σ|terms| of a score. */
    double size;

    Query(double[] x, AttentionShape s, double scale, int entry, int i) {
      this.x = x;
      this.s = s;
      this.scale = scale;
      this.entry = entry;
      this.i = i;
      int sample = entry / s.heads();
      int head = entry % s.heads();
      int one = s.d() * s.p();
      query = (sample * 3 * s.heads() + head) * one;
      key = query + s.heads() * one;
      value = key + s.heads() * one;
      t = new double[s.p()];
      for (int j = 0; j < s.p(); j++) {
        double terms = 0;
        for (int c = 0; c < s.d(); c++) {
          double term = scale * x[query + c * s.p() + i] * x[key + c * s.p() + j];
          t[j] += term;
          terms += Math.abs(term);
        }
        max = Math.max(max, t[j]);
        size = Math.max(size, terms);
      }
      double sum = 0;
      for (int j = 0; j < s.p(); j++) {
        t[j] = StrictMath.exp(t[j] - max);
        sum += t[j];
      }
      share = 1 / sum;
      for (int j = 0; j < s.p(); j++) {
        t[j] /= sum;
      }
    }

    /** A score that is off by so many units makes its exponential off by as many. */
    double blur() {
      return 1 + 2 * size;
    }

    void grad(Expected g, double[] gy) {
      double[] slope = new double[s.p()];
      double[] sizes = new double[s.p()];
      double dot = 0;
      double dotSize = 0;
      int at = entry * s.d() * s.p() + i;
      for (int j = 0; j < s.p(); j++) {
        for (int c = 0; c < s.d(); c++) {
          double term = gy[at + c * s.p()] * x[value + c * s.p() + j];
          slope[j] += term;
          sizes[j] += Math.abs(term);
        }
        dot += t[j] * slope[j];
        dotSize += t[j] * sizes[j];
      }
      for (int j = 0; j < s.p(); j++) {
        double h = scale * t[j] * (slope[j] - dot);
        double size = Math.abs(scale) * t[j] * (sizes[j] + dotSize) * blur();
        for (int c = 0; c < s.d(); c++) {
          int q = query + c * s.p() + i;
          int k = key + c * s.p() + j;
          g.add(q, h * x[k], size * Math.abs(x[k]));
          g.add(k, h * x[q], size * Math.abs(x[q]));
          double term = gy[at + c * s.p()] * t[j];
          g.add(value + c * s.p() + j, term, Math.abs(term) * blur());
        }
      }
    }
  }
}

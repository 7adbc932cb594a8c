package dev.ornstein.tensor.kernel;

import static dev.ornstein.tensor.kernel.Numbers.normal;
import static dev.ornstein.tensor.kernel.Numbers.whole;
import static dev.ornstein.tensor.kernel.Numbers.with;

import java.util.ArrayList;
import java.util.List;

/** Cases of the pooling kernels. */
final class PoolCases {
  private static final PoolShape[] GEOMETRIES = {
    new PoolShape(1, 1, 1, 1, 1),
    new PoolShape(2, 2, 2, 2, 2),
    new PoolShape(3, 7, 8, 2, 2),
    new PoolShape(3, 28, 28, 2, 2),
    new PoolShape(70, 14, 14, 2, 2),
    new PoolShape(5, 7, 7, 7, 7), // the whole plane
    new PoolShape(3, 9, 33, 3, 2), // windows overlap
    new PoolShape(2, 15, 17, 3, 1),
    new PoolShape(2, 16, 31, 2, 3), // gaps between windows
    new PoolShape(1, 3, 207, 2, 2),
    new PoolShape(2, 9, 100, 1, 2),
    new PoolShape(0, 4, 4, 2, 2),
  };

  private PoolCases() {}

  static List<PoolShape> geometries() {
    return List.of(GEOMETRIES);
  }

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (PoolShape g : GEOMETRIES) {
      int in = g.planes() * g.h() * g.w();
      cases.add(max(g, "", normal(21, in)));
      cases.add(max(g, "with equal elements", whole(22, in)));
      cases.add(max(g, "with NaN", with(normal(23, in), 3, 17, Float.NaN)));
      cases.add(max(g, "of −∞", with(normal(24, in), 0, 1, Float.NEGATIVE_INFINITY)));
      cases.add(maxGrad(g));
      cases.add(gather(g));
      cases.add(avg(g));
      cases.add(avgGrad(g));
    }
    return cases;
  }

  static int in(PoolShape g) {
    return g.planes() * g.h() * g.w();
  }

  static int out(PoolShape g) {
    return g.planes() * g.p() * g.q();
  }

  private static KernelCase max(PoolShape g, String label, float[] x) {
    return KernelCase.of("maxPool", g + " " + label)
        .out(out(g))
        .out(out(g))
        .in(x, in(g))
        .call((k, t) -> k.maxPool(t[0], t[1], t[2], g))
        .expect(
            v -> {
              Expected y = Expected.of(out(g));
              Expected at = Expected.of(out(g));
              forEachWindow(
                  g,
                  (i, plane, position, first) -> {
                    double candidate = v[2][plane + position];
                    double best = y.values()[i];
                    boolean better =
                        candidate > best || (Double.isNaN(candidate) && !Double.isNaN(best));
                    if (first || better) {
                      y.set(i, candidate);
                      at.set(i, position);
                    }
                  });
              return new Expected[] {y, at};
            })
        .within(Tolerance.EXACT);
  }

  static float[] floats(int[] values) {
    float[] out = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      out[i] = values[i];
    }
    return out;
  }

  /** For each window one of its positions, as an argmax would be. */
  static int[] picks(PoolShape g) {
    int[] pick = new int[out(g)];
    forEachWindow(
        g,
        (i, plane, position, first) -> {
          if (first || (i * 31 + position * 7) % 3 == 0) {
            pick[i] = position;
          }
        });
    return pick;
  }

  private static KernelCase maxGrad(PoolShape g) {
    int[] pick = picks(g);
    return KernelCase.of("maxPoolGrad", g)
        .out(in(g))
        .in(normal(25, out(g)), out(g))
        .in(floats(pick), out(g))
        .call((k, t) -> k.maxPoolGrad(t[0], t[1], t[2], g))
        .expect(
            v -> {
              Expected e = Expected.of(in(g));
              for (int i = 0; i < pick.length; i++) {
                e.add(i / (g.p() * g.q()) * g.h() * g.w() + pick[i], v[1][i]);
              }
              return new Expected[] {e};
            })
        .within(Tolerance.sumOf((long) g.size() * g.size()));
  }

  private static KernelCase gather(PoolShape g) {
    int[] pick = picks(g);
    return KernelCase.of("maxPoolGather", g)
        .out(out(g))
        .in(normal(26, in(g)), in(g))
        .in(floats(pick), out(g))
        .call((k, t) -> k.maxPoolGather(t[0], t[1], t[2], g))
        .expect(
            v ->
                ElementwiseCases.map(
                    out(g), i -> v[1][i / (g.p() * g.q()) * g.h() * g.w() + pick[i]]))
        .within(Tolerance.EXACT);
  }

  private static KernelCase avg(PoolShape g) {
    double area = g.size() * g.size();
    return KernelCase.of("avgPool", g)
        .out(out(g))
        .in(normal(27, in(g)), in(g))
        .call((k, t) -> k.avgPool(t[0], t[1], g))
        .expect(
            v -> {
              Expected e = Expected.of(out(g));
              forEachWindow(g, (i, plane, at, first) -> e.add(i, v[1][plane + at] / area));
              return new Expected[] {e};
            })
        .within(Tolerance.sumOf((long) area));
  }

  private static KernelCase avgGrad(PoolShape g) {
    double area = g.size() * g.size();
    return KernelCase.of("avgPoolGrad", g)
        .out(in(g))
        .in(normal(28, out(g)), out(g))
        .call((k, t) -> k.avgPoolGrad(t[0], t[1], g))
        .expect(
            v -> {
              Expected e = Expected.of(in(g));
              forEachWindow(g, (i, plane, at, first) -> e.add(plane + at, v[1][i] / area));
              return new Expected[] {e};
            })
        .within(Tolerance.sumOf((long) area));
  }

  /** An element of a window: output i, start of the plane, position in it, whether the first. */
  @FunctionalInterface
  private interface Element {
    void visit(int i, int plane, int position, boolean first);
  }

  private static void forEachWindow(PoolShape g, Element element) {
    for (int i = 0; i < out(g); i++) {
      int q = i % g.q();
      int p = i / g.q() % g.p();
      int plane = i / g.q() / g.p() * g.h() * g.w();
      for (int dh = 0; dh < g.size(); dh++) {
        for (int dw = 0; dw < g.size(); dw++) {
          int position = (p * g.stride() + dh) * g.w() + q * g.stride() + dw;
          element.visit(i, plane, position, dh + dw == 0);
        }
      }
    }
  }
}

package dev.ornstein.tensor.kernel;

import static dev.ornstein.tensor.kernel.Numbers.normal;

import java.util.ArrayList;
import java.util.List;

/** Cases of gemm. */
final class GemmCases {
  private GemmCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (boolean transA : new boolean[] {false, true}) {
      for (boolean transB : new boolean[] {false, true}) {
        for (int size : Numbers.AWKWARD) {
          cases.add(gemm(GemmShape.single(size, 17, 33, transA, transB)));
          cases.add(gemm(GemmShape.single(9, size, 31, transA, transB)));
          cases.add(gemm(GemmShape.single(8, 15, size, transA, transB)));
        }
        cases.add(gemm(GemmShape.single(1, 1, 1, transA, transB)));
        cases.add(gemm(GemmShape.single(1, 207, 100, transA, transB)));
        cases.add(gemm(GemmShape.single(207, 1, 100, transA, transB)));
        cases.add(gemm(GemmShape.single(2, 33, 207, transA, transB)));
        cases.add(gemm(new GemmShape(1, 2, 31, 100, transA, transB, 0, 0, true)));
        cases.add(gemm(GemmShape.single(4, 5, 0, transA, transB)));
        cases.add(gemm(GemmShape.single(131, 262, 70, transA, transB)));
        cases.add(gemm(GemmShape.single(300, 513, 65, transA, transB)));
        cases.add(gemm(GemmShape.single(65, 300, 515, transA, transB)));
        cases.add(gemm(GemmShape.single(80, 70, 1030, transA, transB)));
        cases.add(gemm(GemmShape.single(70, 290, 600, transA, transB)));
        cases.add(gemm(GemmShape.single(64, 1541, 257, transA, transB)));
        cases.add(gemm(GemmShape.single(49, 258, 300, transA, transB)));
        cases.add(gemm(GemmShape.single(57, 263, 256, transA, transB)));
        cases.add(gemm(GemmShape.single(1, 300, 259, transA, transB)));
        cases.add(gemm(GemmShape.single(3, 4200, 70, transA, transB)));
        cases.add(gemm(GemmShape.single(9, 67, 77, transA, transB)));
        cases.add(gemm(GemmShape.single(100, 300, 1100, transA, transB)));
        cases.add(gemm(GemmShape.single(200, 300, 261, transA, transB)));
        cases.add(gemm(GemmShape.single(600, 61, 70, transA, transB)));
        cases.add(gemm(GemmShape.single(150, 1100, 140, transA, transB)));
        cases.add(gemm(new GemmShape(1, 70, 290, 270, transA, transB, 0, 0, true)));
        cases.add(gemm(new GemmShape(1, 9, 33, 17, transA, transB, 0, 0, true)));
        cases.add(gemm(new GemmShape(1, 100, 207, 129, transA, transB, 0, 0, true)));
        cases.add(gemm(new GemmShape(3, 7, 9, 15, transA, transB, 7 * 15, 15 * 9, false)));
        cases.add(gemm(new GemmShape(3, 16, 16, 16, transA, transB, 256, 256, true)));
        cases.add(gemm(new GemmShape(4, 8, 17, 3, transA, transB, 0, 3 * 17, false)));
        cases.add(gemm(new GemmShape(4, 8, 17, 3, transA, transB, 8 * 3, 0, true)));
        cases.add(gemm(new GemmShape(40, 33, 31, 16, transA, transB, 33 * 16, 16 * 31, false)));
        cases.add(gemm(new GemmShape(3, 70, 80, 90, transA, transB, 70 * 90, 90 * 80, false)));
        cases.add(gemm(new GemmShape(2, 80, 70, 90, transA, transB, 80 * 90, 90 * 70, true)));
        for (int m : new int[] {1, 2, 7, 64, 130}) {
          cases.add(gemmOfNaN(GemmShape.single(m, 33, 77, transA, transB)));
          cases.add(gemmOfNaN(GemmShape.single(m, 265, 520, transA, transB)));
        }
      }
    }
    cases.add(gemm(new GemmShape(0, 3, 4, 5, false, false, 15, 20, false)));
    return cases;
  }

  private static KernelCase gemm(GemmShape s) {
    int sizeA = s.m() * s.k() * (s.strideA() == 0 ? 1 : s.batch());
    int sizeB = s.k() * s.n() * (s.strideB() == 0 ? 1 : s.batch());
    return gemm(KernelCase.of("gemm", s), normal(8, sizeA), normal(9, sizeB), s);
  }

  /** A NaN of A makes a row of C NaN, one of B a column, and nothing else. */
  private static KernelCase gemmOfNaN(GemmShape s) {
    float[] a = normal(8, s.m() * s.k());
    float[] b = normal(9, s.k() * s.n());
    a[a.length / 2] = Float.NaN;
    b[b.length / 3] = Float.NaN;
    return gemm(KernelCase.of("gemm", s + " with NaN"), a, b, s);
  }

  private static KernelCase gemm(KernelCase c, float[] a, float[] b, GemmShape s) {
    int sizeC = s.batch() * s.m() * s.n();
    if (s.accumulate()) {
      c.inout(normal(7, sizeC), sizeC);
    } else {
      c.out(sizeC);
    }
    return c.in(a, a.length)
        .in(b, b.length)
        .call((k, t) -> k.gemm(t[0], t[1], t[2], s))
        .expect(v -> new Expected[] {truth(v[0], v[1], v[2], s)})
        .within(Tolerance.sumOf(s.k() + 1));
  }

  private static Expected truth(double[] c, double[] a, double[] b, GemmShape s) {
    Expected e = Expected.of(s.batch() * s.m() * s.n());
    for (int z = 0; z < s.batch(); z++) {
      for (int i = 0; i < s.m(); i++) {
        for (int j = 0; j < s.n(); j++) {
          int to = (z * s.m() + i) * s.n() + j;
          if (s.accumulate()) {
            e.add(to, c[to]);
          }
          for (int k = 0; k < s.k(); k++) {
            int atA = z * s.strideA() + (s.transA() ? k * s.m() + i : i * s.k() + k);
            int atB = z * s.strideB() + (s.transB() ? j * s.k() + k : k * s.n() + j);
            e.add(to, a[atA] * b[atB]);
          }
        }
      }
    }
    return e;
  }
}

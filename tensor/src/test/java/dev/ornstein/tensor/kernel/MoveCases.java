package dev.ornstein.tensor.kernel;

import static dev.ornstein.tensor.kernel.Numbers.normal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cases of copyStrided, gatherRows and scatterAddRows. */
final class MoveCases {
  private MoveCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (int n : Numbers.AWKWARD) {
      cases.add(
          KernelCase.of("copy", n)
              .out(n)
              .in(normal(30, n), n)
              .call((k, t) -> k.copy(t[0], t[1]))
              .expect(v -> ElementwiseCases.map(n, i -> v[1][i]))
              .within(Tolerance.EXACT));
      cases.add(copy("transpose", 9 * n, 0, ints(n, 1), 9 * n, 0, ints(1, 9), ints(9, n)));
      cases.add(copy("repeat a column", 5 * n, 0, ints(n, 1), 45, 2, ints(9, 0), ints(5, n)));
      cases.add(copy("slice", 3 * n, 0, ints(n, 1), 3 * (n + 4), 1, ints(n + 4, 1), ints(3, n)));
      cases.add(
          copy("into a frame", 3 * (n + 4), 2, ints(n + 4, 1), 3 * n, 0, ints(n, 1), ints(3, n)));
      cases.add(rows("gatherRows", n, 11, 23));
      cases.add(rows("gatherRows", 23, n, 5));
      cases.add(rows("scatterAddRows", n, 11, 23));
      cases.add(rows("scatterAddRows", 23, n, 5));
    }
    cases.add(copy("one element", 1, 0, ints(), 4, 3, ints(), ints()));
    cases.add(copy("nothing", 6, 0, ints(3, 1), 6, 0, ints(3, 1), ints(2, 0)));
    cases.add(
        copy(
            "permute (2,3,4,5) to (5,2,4,3)",
            120,
            0,
            ints(24, 12, 3, 1),
            120,
            0,
            ints(1, 60, 5, 20),
            ints(5, 2, 4, 3)));
    cases.add(
        copy(
            "extents of 1 between",
            60,
            0,
            ints(20, 20, 5, 1),
            60,
            0,
            ints(20, 7, 5, 1),
            ints(3, 1, 4, 5)));
    cases.add(
        copy("repeat the outermost", 70_000, 0, ints(700, 1), 700, 0, ints(0, 1), ints(100, 700)));
    cases.add(
        copy("large transpose", 90_300, 0, ints(301, 1), 90_300, 0, ints(1, 300), ints(300, 301)));
    cases.add(
        copy(
            "images (2,3,17,19) to channels last",
            1_938,
            0,
            ints(969, 57, 3, 1),
            1_938,
            0,
            ints(969, 19, 1, 323),
            ints(2, 17, 19, 3)));
    cases.add(
        copy(
            "channels last (2,17,19,40) to images",
            25_840,
            0,
            ints(12_920, 323, 19, 1),
            25_840,
            0,
            ints(12_920, 1, 760, 40),
            ints(2, 40, 17, 19)));
    cases.add(
        copy(
            "transposes into a frame",
            4 * 40 * 50,
            103,
            ints(2_000, 50, 1),
            4 * 45 * 36 + 7,
            7,
            ints(1_620, 1, 36),
            ints(4, 33, 45)));
    cases.add(
        copy(
            "transposes in a nest of seven loops",
            2_592,
            0,
            ints(1296, 432, 216, 72, 24, 8, 1),
            2_592,
            0,
            ints(1, 2, 6, 12, 36, 108, 324),
            ints(2, 3, 2, 3, 3, 3, 8)));
    cases.add(rows("gatherRows", 700, 500, 130));
    cases.add(rows("scatterAddRows", 700, 50, 330));
    cases.add(rows("scatterAddRows", 0, 5, 3));
    return cases;
  }

  private static int[] ints(int... values) {
    return values;
  }

  private static KernelCase copy(
      String label,
      int outSize,
      int outStart,
      int[] outStrides,
      int xSize,
      int xStart,
      int[] xStrides,
      int[] dims) {
    return KernelCase.of("copyStrided", label + " " + Arrays.toString(dims))
        .inout(normal(1, outSize), outSize)
        .in(normal(2, xSize), xSize)
        .call((k, t) -> k.copyStrided(t[0], outStart, outStrides, t[1], xStart, xStrides, dims))
        .expect(
            v -> {
              double[] out = v[0].clone();
              copy(out, outStart, outStrides, v[1], xStart, xStrides, dims, 0);
              return ElementwiseCases.map(outSize, i -> out[i]);
            })
        .within(Tolerance.EXACT);
  }

  /** A loop per axis, by recursion. */
  private static void copy(
      double[] out,
      int o,
      int[] outStrides,
      double[] x,
      int i,
      int[] xStrides,
      int[] dims,
      int axis) {
    if (axis == dims.length) {
      out[o] = x[i];
      return;
    }
    for (int j = 0; j < dims[axis]; j++) {
      copy(
          out,
          o + j * outStrides[axis],
          outStrides,
          x,
          i + j * xStrides[axis],
          xStrides,
          dims,
          axis + 1);
    }
  }

  private static KernelCase rows(String method, int count, int height, int cols) {
    int[] index = Numbers.index(count, count, height);
    String label = count + " rows of (" + height + ", " + cols + ")";
    if (method.equals("gatherRows")) {
      return KernelCase.of(method, label)
          .out(count, cols)
          .in(normal(3, height, cols), height, cols)
          .call((k, t) -> k.gatherRows(t[0], t[1], index))
          .expect(
              v -> ElementwiseCases.map(count * cols, i -> v[1][index[i / cols] * cols + i % cols]))
          .within(Tolerance.EXACT);
    }
    return KernelCase.of(method, label)
        .inout(normal(4, height, cols), height, cols)
        .in(normal(5, count, cols), count, cols)
        .call((k, t) -> k.scatterAddRows(t[0], t[1], index))
        .expect(
            v -> {
              Expected e = Expected.of(height * cols);
              for (int i = 0; i < height * cols; i++) {
                e.add(i, v[0][i]);
              }
              for (int i = 0; i < count * cols; i++) {
                e.add(index[i / cols] * cols + i % cols, v[1][i]);
              }
              return new Expected[] {e};
            })
        .within(Tolerance.sumOf(count + 1), Tolerance.EXACT);
  }
}

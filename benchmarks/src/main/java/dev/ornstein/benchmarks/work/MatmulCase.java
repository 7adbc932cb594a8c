package dev.ornstein.benchmarks.work;

import dev.ornstein.tensor.Shape;

/**
 * The shape of a matrix product op(A)·op(B), written {@code M-N-K-AB}: rows and columns of the
 * result, length of the sums, and for A and B {@code n} when stored as they are used, {@code t}
 * when stored transposed. A batch of products is {@code BATCHxM-N-K-AB}.
 *
 * @param batch number of products
 * @param m rows of the result
 * @param n columns of the result
 * @param k length of the sums
 * @param transA A is stored as k×m
 * @param transB B is stored as n×k
 */
public record MatmulCase(int batch, int m, int n, int k, boolean transA, boolean transB) {

  /**
   * Reads the notation of this class.
   *
   * @throws IllegalArgumentException when it is another
   */
  public static MatmulCase parse(String text) {
    String rest = text;
    int batch = 1;
    int x = rest.indexOf('x');
    if (x >= 0) {
      batch = Sizes.parse(rest.substring(0, x), 1)[0];
      rest = rest.substring(x + 1);
    }
    if (!rest.matches(".*-[nt][nt]")) {
      throw new IllegalArgumentException(
          "a matrix product ends in -nn, -nt, -tn or -tt; got \"" + text + "\"");
    }
    int end = rest.length() - 3;
    int[] sizes = Sizes.parse(rest.substring(0, end), 3);
    boolean transA = rest.charAt(end + 1) == 't';
    boolean transB = rest.charAt(end + 2) == 't';
    return new MatmulCase(batch, sizes[0], sizes[1], sizes[2], transA, transB);
  }

  /** y = x·wᵀ of a linear layer: (batch, in) to (batch, out). */
  public static MatmulCase linear(int batch, int in, int out) {
    return new MatmulCase(1, batch, out, in, false, true);
  }

  /** gx = gy·w of a linear layer. */
  public static MatmulCase linearInputGradient(int batch, int in, int out) {
    return new MatmulCase(1, batch, in, out, false, false);
  }

  /** gw = gyᵀ·x of a linear layer. */
  public static MatmulCase linearWeightGradient(int batch, int in, int out) {
    return new MatmulCase(1, out, in, batch, true, false);
  }

  /** How A is stored. */
  public Shape a() {
    return matrices(transA ? k : m, transA ? m : k);
  }

  /** How B is stored. */
  public Shape b() {
    return matrices(transB ? n : k, transB ? k : n);
  }

  private Shape matrices(int rows, int columns) {
    return batch == 1 ? Shape.of(rows, columns) : Shape.of(batch, rows, columns);
  }

  /** 10⁹ floating-point operations, a multiply–add counted as two. */
  public double gflop() {
    return 2e-9 * batch * m * n * k;
  }
}

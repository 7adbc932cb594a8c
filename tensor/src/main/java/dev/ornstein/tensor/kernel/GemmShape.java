package dev.ornstein.tensor.kernel;

/**
 * A batch of matrix products C = op(A)·op(B) (+ C): op(A) is m×k, op(B) is k×n, C is m×n, all
 * row-major and dense.
 *
 * @param batch number of products
 * @param m rows of C
 * @param n columns of C
 * @param k length of the sums
 * @param transA A is stored as k×m
 * @param transB B is stored as n×k
 * @param strideA elements between successive A, 0 to use one A for all
 * @param strideB elements between successive B, 0 to use one B for all
 * @param accumulate add to C instead of overwriting it
 */
public record GemmShape(
    int batch,
    int m,
    int n,
    int k,
    boolean transA,
    boolean transB,
    int strideA,
    int strideB,
    boolean accumulate) {
  /** One product. */
  public static GemmShape single(int m, int n, int k, boolean transA, boolean transB) {
    return new GemmShape(1, m, n, k, transA, transB, 0, 0, false);
  }

  /** Multiply–adds ×2. */
  public long flops() {
    return 2L * batch * m * n * k;
  }
}

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

  /**
   * What a record has anyway. A record's own is put together when it is called first, which takes
   * 10 milliseconds, and so does {@link #equals}: the first product would wait for both.
   */
  @Override
  public int hashCode() {
    int hash = (batch * 31 + m) * 31 + n;
    hash = ((hash * 31 + k) * 31 + strideA) * 31 + strideB;
    return hash * 8 + (transA ? 4 : 0) + (transB ? 2 : 0) + (accumulate ? 1 : 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GemmShape o
        && batch == o.batch
        && m == o.m
        && n == o.n
        && k == o.k
        && transA == o.transA
        && transB == o.transB
        && strideA == o.strideA
        && strideB == o.strideB
        && accumulate == o.accumulate;
  }
}

package dev.ornstein.tensor.kernel.scalar;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.GemmShape;
import java.util.Arrays;

/** Batched matrix products; {@link MatrixProduct} says how sums are formed. */
final class GemmKernel {
  /** Rows of C per task. A task copies the rows of B that it needs once. */
  private static final int M_BLOCK = 128;

  private GemmKernel() {}

  /** C[z] (+)= op(A[z])·op(B[z]); a task is a block of rows and columns of one C. */
  static void run(
      float[] c, int cAt, float[] a, int aAt, float[] b, int bAt, GemmShape s, Parallel parallel) {
    if (s.m() == 0 || s.n() == 0) {
      return;
    }
    int mBlocks = (s.m() - 1) / M_BLOCK + 1;
    int nBlocks = (s.n() - 1) / MatrixProduct.N_BLOCK + 1;
    long cost =
        (long) Math.min(s.m(), M_BLOCK) * Math.min(s.n(), MatrixProduct.N_BLOCK) * s.k() / 4;
    parallel.forChunks(
        s.batch() * mBlocks * nBlocks,
        Grain.of(cost),
        (first, last) -> {
          MatrixProduct product = new MatrixProduct(s.k(), s.n());
          for (int task = first; task < last; task++) {
            int j = task % nBlocks * MatrixProduct.N_BLOCK;
            int i = task / nBlocks % mBlocks * M_BLOCK;
            int z = task / nBlocks / mBlocks;
            block(
                product,
                c,
                cAt + z * s.m() * s.n(),
                a,
                aAt + z * s.strideA(),
                b,
                bAt + z * s.strideB(),
                s,
                i,
                j);
          }
        });
  }

  /** Rows i … i+{@link #M_BLOCK}−1, columns j … j+N_BLOCK−1 of one product. */
  private static void block(
      MatrixProduct product,
      float[] c,
      int cAt,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      GemmShape s,
      int i,
      int j) {
    int rows = Math.min(M_BLOCK, s.m() - i);
    int to = Math.min(j + MatrixProduct.N_BLOCK, s.n());
    int cBlock = cAt + i * s.n();
    if (!s.accumulate()) {
      for (int r = 0; r < rows; r++) {
        Arrays.fill(c, cBlock + r * s.n() + j, cBlock + r * s.n() + to, 0f);
      }
    }
    int aRow = s.transA() ? 1 : s.k();
    int aCol = s.transA() ? s.m() : 1;
    MatrixProduct.Rows bRows = s.transB() ? columnsOf(b, bAt, s.k()) : rowsOf(b, bAt, s.n());
    product.accumulate(c, cBlock, s.n(), a, aAt + i * aRow, aRow, aCol, bRows, rows, s.k(), j, to);
  }

  /** A dense matrix with rows of n elements. */
  private static MatrixProduct.Rows rowsOf(float[] b, int bAt, int n) {
    return (k, from, to, into) -> System.arraycopy(b, bAt + k * n + from, into, 0, to - from);
  }

  /** The transpose of a dense matrix with rows of k elements. */
  private static MatrixProduct.Rows columnsOf(float[] b, int bAt, int kExtent) {
    return (k, from, to, into) -> {
      for (int j = from, at = bAt + from * kExtent + k; j < to; j++, at += kExtent) {
        into[j - from] = b[at];
      }
    };
  }
}

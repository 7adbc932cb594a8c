package dev.ornstein.tensor.op;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.GemmShape;

/** Matrix products. */
public final class Linalg {
  private Linalg() {}

  /** a·b over the last two axes; see {@link #matmul(Tensor, Tensor, boolean, boolean)}. */
  public static Tensor matmul(Tensor a, Tensor b) {
    return matmul(a, b, false, false);
  }

  /**
   * op(a)·op(b) over the last two axes, where op transposes when asked to. Leading axes are the
   * batch: equal in both, or absent in one of them, which then serves the whole batch.
   *
   * @param a (…, m, k), or (…, k, m) when transposed
   * @param b (…, k, n), or (…, n, k) when transposed
   * @return (…, m, n)
   * @throws ShapeException naming both shapes when they do not fit
   */
  public static Tensor matmul(Tensor a, Tensor b, boolean transA, boolean transB) {
    Engine engine = Elementwise.sameEngine(a, b);
    Shape sa = a.shape();
    Shape sb = b.shape();
    if (sa.rank() < 2 || sb.rank() < 2) {
      throw new ShapeException("matmul needs matrices; got " + sa + " and " + sb);
    }
    int m = sa.dim(transA ? -1 : -2);
    int k = sa.dim(transA ? -2 : -1);
    int n = sb.dim(transB ? -2 : -1);
    int batchA = sa.product(0, sa.rank() - 2);
    int batchB = sb.product(0, sb.rank() - 2);
    boolean batchesFit =
        sa.rank() == 2 || sb.rank() == 2 || leading(sa, m, n).equals(leading(sb, m, n));
    if (sb.dim(transB ? -1 : -2) != k || !batchesFit) {
      throw new ShapeException(
          "matmul of "
              + sa
              + (transA ? "ᵀ" : "")
              + " and "
              + sb
              + (transB ? "ᵀ" : "")
              + ": the inner extents and the batch axes must be equal");
    }
    Tensor out = engine.empty(leading(sa.rank() >= sb.rank() ? sa : sb, m, n));
    GemmShape shape;
    if (sb.rank() == 2 && !transA) {
      shape =
          GemmShape.single(batchA * m, n, k, false, transB); // rows of all batches are one matrix
    } else {
      int strideA = sa.rank() == 2 ? 0 : m * k;
      int strideB = sb.rank() == 2 ? 0 : k * n;
      int batch = sa.rank() == 2 ? batchB : batchA;
      shape = new GemmShape(batch, m, n, k, transA, transB, strideA, strideB, false);
    }
    engine.backend().gemm(out, a, b, shape);
    return out;
  }

  private static Shape leading(Shape s, int m, int n) {
    return s.with(-2, m).with(-1, n);
  }
}

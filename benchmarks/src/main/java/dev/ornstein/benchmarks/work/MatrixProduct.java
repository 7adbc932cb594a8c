package dev.ornstein.benchmarks.work;

import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Linalg;

/** A matrix product with operands. */
public final class MatrixProduct {
  private final MatmulCase shape;
  private final Tensor a;
  private final Tensor b;

  /**
   * Makes the operands.
   *
   * @param shape of them
   * @param numbers to fill them with
   */
  public MatrixProduct(MatmulCase shape, Numbers numbers) {
    this.shape = shape;
    this.a = numbers.normal(shape.a());
    this.b = numbers.normal(shape.b());
  }

  /** op(A)·op(B). */
  public Tensor compute() {
    return Linalg.matmul(a, b, shape.transA(), shape.transB());
  }
}

package dev.ornstein.benchmarks.libtorch;

import ai.djl.ndarray.NDArray;
import dev.ornstein.benchmarks.work.MatmulCase;

/** A matrix product with operands. */
final class TorchProduct {
  private final NDArray a;
  private final NDArray b;

  TorchProduct(MatmulCase c, Libtorch torch) {
    a = operand(torch.normal(c.a()), c.transA());
    b = operand(torch.normal(c.b()), c.transB());
  }

  /** Transposed without moving anything. */
  private static NDArray operand(NDArray stored, boolean transposed) {
    int rank = stored.getShape().dimension();
    return transposed ? stored.swapAxes(rank - 2, rank - 1) : stored;
  }

  void compute() {
    a.matMul(b).close();
  }
}

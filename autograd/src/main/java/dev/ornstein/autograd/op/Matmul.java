package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Linalg;

/**
 * C = op(A)·op(B) over the last two axes, where op transposes when asked to. Bilinear: each
 * gradient is a product of gC and the other factor, dA = gC·op(B)ᵀ and dB = op(A)ᵀ·gC before
 * transposing back.
 */
public final class Matmul extends Operation {
  private final Var a;
  private final Var b;
  private final boolean transA;
  private final boolean transB;

  private Matmul(Var a, Var b, boolean transA, boolean transB) {
    super(a, b);
    this.a = a;
    this.b = b;
    this.transA = transA;
    this.transB = transB;
  }

  /** op(a)·op(b); see {@link Linalg#matmul(Tensor, Tensor, boolean, boolean)}. */
  public static Var of(Var a, Var b, boolean transA, boolean transB) {
    return new Matmul(a, b, transA, transB).apply();
  }

  @Override
  protected Tensor forward() {
    save(a.value(), b.value());
    return Linalg.matmul(a.value(), b.value(), transA, transB);
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    // A matrix that served a whole batch gets the batch's sum where all broadcasting is undone.
    to.add(a, () -> transA ? b.matmul(gy, transB, true) : gy.matmul(b, false, !transB));
    to.add(b, () -> gradOfB(gy));
  }

  private Var gradOfB(Var gy) {
    Var rows = a;
    Var gRows = gy;
    if (b.shape().rank() == 2 && a.shape().rank() > 2 && !transA) {
      // One product over the rows of all batches, which also sums over the batch.
      rows = a.reshape(-1, a.dim(-1));
      gRows = gy.reshape(-1, gy.dim(-1));
    }
    return transB ? gRows.matmul(rows, true, transA) : rows.matmul(gRows, !transA, false);
  }
}

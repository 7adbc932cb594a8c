package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.BinaryOp;
import dev.ornstein.tensor.op.Elementwise;

/** Who gets the gradient of a larger or smaller one of two: a constant wherever it is defined. */
final class Ties {
  private Ties() {}

  /** 1 where a &gt; b, ½ where they are equal, 0 elsewhere. */
  static Var share(Tensor a, Tensor b) {
    Tensor notLess = Elementwise.binary(BinaryOp.GREATER_EQUAL, a, b);
    return Var.constant(notLess.addInPlace(-0.5f, Elementwise.binary(BinaryOp.EQUAL, a, b)));
  }
}

package dev.ornstein.tensor.op;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.BinaryOp;
import dev.ornstein.tensor.kernel.UnaryOp;

/** Functions of each element. */
public final class Elementwise {
  private Elementwise() {}

  /** op(x), elementwise. */
  public static Tensor unary(UnaryOp op, Tensor x) {
    Tensor out = x.engine().empty(x.shape());
    x.engine().backend().unary(op, out, x);
    return out;
  }

  /**
   * op(a, b), elementwise; the shapes broadcast.
   *
   * @throws dev.ornstein.tensor.ShapeException naming both shapes when they do not
   */
  public static Tensor binary(BinaryOp op, Tensor a, Tensor b) {
    Engine engine = sameEngine(a, b);
    Tensor out = engine.empty(a.shape().broadcast(b.shape()));
    engine.backend().binary(op, out, a, b);
    return out;
  }

  /** scale·x + shift. */
  public static Tensor affine(Tensor x, float scale, float shift) {
    Tensor out = x.engine().empty(x.shape());
    x.engine().backend().affine(out, x, scale, shift);
    return out;
  }

  /** The engine of both arguments, which must be one. */
  static Engine sameEngine(Tensor a, Tensor b) {
    if (a.engine() != b.engine()) {
      throw new IllegalArgumentException(
          "tensors of two engines meet: shapes "
              + a.shape()
              + " and "
              + b.shape()
              + "; make both with the same engine");
    }
    return a.engine();
  }
}

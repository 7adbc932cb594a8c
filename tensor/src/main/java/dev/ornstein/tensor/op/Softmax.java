package dev.ornstein.tensor.op;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;

/** Softmax and log-sum-exp over the last axis. */
public final class Softmax {
  private Softmax() {}

  /** e^{x−max} / Σ e^{x−max} along the last axis. */
  public static Tensor forward(Tensor x) {
    Tensor y = x.engine().empty(x.shape());
    int cols = x.dim(-1);
    x.engine().backend().softmax(y, x, x.size() / Math.max(1, cols), cols);
    return y;
  }

  /** y·(gy − ⟨gy, y⟩) along the last axis. */
  public static Tensor grad(Tensor y, Tensor gy) {
    gy.shape().require(y.shape(), "the output gradient of softmax");
    Tensor gx = y.engine().empty(y.shape());
    int cols = y.dim(-1);
    y.engine().backend().softmaxGrad(gx, y, gy, y.size() / Math.max(1, cols), cols);
    return gx;
  }

  /** ln Σ eˣ along the last axis, which stays with extent 1. */
  public static Tensor logSumExp(Tensor x) {
    Shape out = x.shape().with(-1, 1);
    Tensor y = x.engine().empty(out);
    x.engine().backend().logSumExp(y, x, out.size(), x.dim(-1));
    return y;
  }
}

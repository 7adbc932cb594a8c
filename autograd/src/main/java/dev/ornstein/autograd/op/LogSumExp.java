package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;

/** y = ln Σeˣ along the last axis, which stays with extent 1; ∂y/∂x = softmax x. */
public final class LogSumExp extends Operation {
  private final Var x;

  private LogSumExp(Var x) {
    super(x);
    this.x = x;
  }

  /** y = ln Σeˣ along the last axis, kept with extent 1. */
  public static Var of(Var x) {
    return new LogSumExp(x).apply();
  }

  @Override
  protected Tensor forward() {
    save(x.value());
    return dev.ornstein.tensor.op.Softmax.logSumExp(x.value());
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, () -> x.softmax().times(gy));
  }
}

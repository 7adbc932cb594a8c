package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.UnaryOp;

/** y = ln x. */
public final class Log extends Operation {
  private final Var x;

  private Log(Var x) {
    super(x);
    this.x = x;
  }

  /** y = ln x. */
  public static Var of(Var x) {
    return new Log(x).apply();
  }

  @Override
  protected Tensor forward() {
    save(x.value());
    return x.value().map(UnaryOp.LOG);
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, () -> gy.divide(x));
  }
}

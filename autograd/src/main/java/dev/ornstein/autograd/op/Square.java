package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.UnaryOp;

/** y = x². */
public final class Square extends Operation {
  private final Var x;

  private Square(Var x) {
    super(x);
    this.x = x;
  }

  /** y = x². */
  public static Var of(Var x) {
    return new Square(x).apply();
  }

  @Override
  protected Tensor forward() {
    save(x.value());
    return x.value().map(UnaryOp.SQUARE);
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, () -> gy.times(x).times(2f));
  }
}

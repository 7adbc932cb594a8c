package dev.ornstein.diffusion.matrix;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;

/** y = A·x with a Fourier matrix A. A is symmetric, so the gradient takes the same way back. */
final class FourierFilter extends Operation {
  private final FourierMatrix a;
  private final Var x;

  private FourierFilter(FourierMatrix a, Var x) {
    super(x);
    this.a = a;
    this.x = x;
  }

  static Var of(FourierMatrix a, Var x) {
    return new FourierFilter(a, x).apply();
  }

  @Override
  protected Tensor forward() {
    return a.times(x.value());
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, () -> a.times(gy));
  }
}

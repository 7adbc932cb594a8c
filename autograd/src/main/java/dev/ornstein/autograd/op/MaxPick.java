package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Pooling;

/**
 * Picks one element per window, at remembered places. {@link MaxScatter} in reverse: each is the
 * other's adjoint.
 */
public final class MaxPick extends Operation {
  private final Var x;
  private final Tensor argmax;
  private final int size;
  private final int stride;

  private MaxPick(Var x, Tensor argmax, int size, int stride) {
    super(x);
    this.x = x;
    this.argmax = argmax;
    this.size = size;
    this.stride = stride;
  }

  /**
   * @param x (N, C, H, W)
   * @param argmax which element of its H×W plane each window takes
   * @return (N, C, P, Q)
   */
  public static Var of(Var x, Tensor argmax, int size, int stride) {
    return new MaxPick(x, argmax, size, stride).apply();
  }

  @Override
  protected Tensor forward() {
    return Pooling.pick(x.value(), argmax, size, stride);
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, () -> MaxScatter.of(gy, argmax, x.shape(), size, stride));
  }
}

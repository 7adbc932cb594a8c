package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Pooling;

/**
 * The largest element of each window. Which one it is is remembered; the gradient goes there
 * ({@link MaxScatter}).
 */
public final class MaxPool extends Operation {
  private final Var x;
  private final int size;
  private final int stride;
  private Tensor argmax;

  private MaxPool(Var x, int size, int stride) {
    super(x);
    this.x = x;
    this.size = size;
    this.stride = stride;
  }

  /** Windows of size×size every {@code stride} over (N, C, H, W). */
  public static Var of(Var x, int size, int stride) {
    return new MaxPool(x, size, stride).apply();
  }

  @Override
  protected Tensor forward() {
    Pooling.Max max = Pooling.max(x.value(), size, stride);
    argmax = max.argmax();
    return max.values();
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, () -> MaxScatter.of(gy, argmax, x.shape(), size, stride));
  }
}

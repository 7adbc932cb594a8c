package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Pooling;

/**
 * Adds each window's value to the image at the remembered place. {@link MaxPick} in reverse: each
 * is the other's adjoint.
 */
public final class MaxScatter extends Operation {
  private final Var y;
  private final Tensor argmax;
  private final Shape shape;
  private final int size;
  private final int stride;

  private MaxScatter(Var y, Tensor argmax, Shape shape, int size, int stride) {
    super(y);
    this.y = y;
    this.argmax = argmax;
    this.shape = shape;
    this.size = size;
    this.stride = stride;
  }

  /**
   * @param y one value per window, (N, C, P, Q)
   * @param argmax where each window's value belongs, within its H×W plane
   * @param shape of the result, (N, C, H, W)
   */
  public static Var of(Var y, Tensor argmax, Shape shape, int size, int stride) {
    return new MaxScatter(y, argmax, shape, size, stride).apply();
  }

  @Override
  protected Tensor forward() {
    return Pooling.maxGrad(y.value(), argmax, shape, size, stride);
  }

  @Override
  protected void backward(Var x, Var gx, Adjoints to) {
    to.add(y, () -> MaxPick.of(gx, argmax, size, stride));
  }
}

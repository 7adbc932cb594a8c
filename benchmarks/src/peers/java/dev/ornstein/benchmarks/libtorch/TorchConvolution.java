package dev.ornstein.benchmarks.libtorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.GradientCollector;
import dev.ornstein.benchmarks.work.ConvCase;

/** A convolution with operands, and both of its gradients. DJL has no transposed ones here. */
final class TorchConvolution implements AutoCloseable {
  private final Libtorch torch;
  private final NDArray x;
  private final NDArray w;
  private final NDArray gy;
  private final Shape stride;
  private final Shape pad;
  private final int groups;
  private NDArray xLeaf;
  private NDArray wLeaf;
  private NDArray y;

  TorchConvolution(ConvCase c, Libtorch torch) {
    this.torch = torch;
    this.x = torch.normal(c.x());
    this.w = torch.normal(c.w());
    this.gy = torch.normal(c.y());
    this.stride = square(c.geometry().stride());
    this.pad = square(c.geometry().pad());
    this.groups = c.geometry().groups();
  }

  private static Shape square(int n) {
    return new Shape(n, n);
  }

  private NDArray apply(NDArray images, NDArray weights) {
    return Conv2d.conv2d(images, weights, null, stride, pad, square(1), groups).singletonOrThrow();
  }

  /** y = x ⋆ w. */
  void forward() {
    apply(x, w).close();
  }

  /** A recorded forward pass from new leaves: gradients are then written, not added. */
  void record() {
    forget();
    xLeaf = Libtorch.leaf(x);
    wLeaf = Libtorch.leaf(w);
    try (GradientCollector recording = torch.engine().newGradientCollector()) {
      y = apply(xLeaf, wLeaf);
    }
  }

  /** Both gradients of what was recorded. */
  void backward() {
    Libtorch.backward(y, gy);
  }

  private void forget() {
    if (y != null) {
      y.close();
      xLeaf.close();
      wLeaf.close();
    }
  }

  @Override
  public void close() {
    forget();
  }
}

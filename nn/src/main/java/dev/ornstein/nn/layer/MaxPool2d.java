package dev.ornstein.nn.layer;

import dev.ornstein.autograd.Ops;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Layer;

/** The largest element of each square window of an image, without padding. */
public final class MaxPool2d extends Layer {
  private final int size;
  private final int stride;

  /** Windows side by side. */
  public MaxPool2d(int size) {
    this(size, size);
  }

  /**
   * @param size rows and columns of a window
   * @param stride step between windows
   */
  public MaxPool2d(int size, int stride) {
    this.size = size;
    this.stride = stride;
  }

  /**
   * @param x (N, C, H, W)
   * @return (N, C, ⌊(H − size)/stride⌋ + 1, ⌊(W − size)/stride⌋ + 1)
   */
  @Override
  public Var forward(Var x) {
    return Ops.maxPool(x, size, stride);
  }
}

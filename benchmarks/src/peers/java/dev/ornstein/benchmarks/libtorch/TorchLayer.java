package dev.ornstein.benchmarks.libtorch;

import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** A layer with its input and its weights. */
final class TorchLayer implements AutoCloseable {
  /** Computes from the input, first, and the weights. */
  private final UnaryOperator<NDArray[]> layer;

  private final Libtorch torch;
  private final NDArray[] values;
  private final NDArray gy;
  private NDArray[] leaves = {};

  /**
   * @param layer from the input and the weights to the output, alone in an array
   * @param gy of the output's shape
   */
  TorchLayer(UnaryOperator<NDArray[]> layer, Libtorch torch, NDArray gy, NDArray... values) {
    this.layer = layer;
    this.torch = torch;
    this.gy = gy;
    this.values = values;
  }

  /** Without gradients. */
  void forward() {
    layer.apply(values)[0].close();
  }

  /** New leaves: gradients are then written, not added. */
  void renew() {
    close();
    leaves = Arrays.stream(values).map(Libtorch::leaf).toArray(NDArray[]::new);
  }

  /** And the gradients in the input and the weights. */
  void forwardAndBackward() {
    try (GradientCollector recording = torch.engine().newGradientCollector()) {
      NDArray y = layer.apply(leaves)[0];
      Libtorch.backward(y, gy);
      y.close();
    }
  }

  @Override
  public void close() {
    for (NDArray leaf : leaves) {
      leaf.close();
    }
  }
}

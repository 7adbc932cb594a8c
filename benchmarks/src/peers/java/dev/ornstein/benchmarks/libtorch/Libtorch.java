package dev.ornstein.benchmarks.libtorch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;

/** libtorch and the memory of what is computed with it. */
final class Libtorch implements AutoCloseable {
  private final Engine engine;
  private final NDManager manager;

  /**
   * @param threads that compute; of the process, so equal for all that is open
   */
  Libtorch(int threads) {
    // The libraries are on the class path: nothing shall be looked for elsewhere, nor reported.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    engine = Engine.getEngine("PyTorch");
    manager = engine.newBaseManager();
  }

  /** Its version. */
  String version() {
    return engine.getVersion();
  }

  Engine engine() {
    return engine;
  }

  NDManager manager() {
    return manager;
  }

  /** Standard normal numbers. */
  NDArray normal(dev.ornstein.tensor.Shape shape) {
    return manager.randomNormal(shape(shape));
  }

  /** Standard normal numbers. */
  NDArray normal(int... dims) {
    return normal(dev.ornstein.tensor.Shape.of(dims));
  }

  /** A copy whose gradient is wanted, and empty. */
  static NDArray leaf(NDArray values) {
    NDArray leaf = values.duplicate();
    leaf.setRequiresGradient(true);
    return leaf;
  }

  /**
   * Adds the gradients of all leaves. By the call under DJL's own collector, which would make a
   * gradient of y first.
   */
  static void backward(NDArray y, NDArray gy) {
    JniUtils.backward((PtNDArray) y, (PtNDArray) gy, false, false);
  }

  private static ai.djl.ndarray.types.Shape shape(dev.ornstein.tensor.Shape s) {
    return new ai.djl.ndarray.types.Shape(Arrays.stream(s.toArray()).asLongStream().toArray());
  }

  /** Frees everything. */
  @Override
  public void close() {
    manager.close();
  }
}

package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.GemmShape;
import java.util.List;
import java.util.function.Function;

/**
 * A product that stands for those of networks when tiles are timed.
 *
 * @param name for the head of a column
 * @param flops multiply–adds ×2 of a call
 * @param largest elements of its largest tensor
 * @param call makes the tensors on an engine, and then what is timed
 */
record TuningCase(String name, long flops, long largest, Function<Engine, Runnable> call) {
  /** Rows of a product for each image of a convolution. */
  static final int ROWS_PER_IMAGE = 16;

  /**
   * A square product, and the convolutions on which U-Nets of small images spend most of their
   * time.
   *
   * @param size rows and columns of the product; convolutions take a sixteenth as many images
   */
  static List<TuningCase> of(int size) {
    int images = size / ROWS_PER_IMAGE;
    return List.of(square(size), convolution(images, 64, 14), convolution(images, 32, 28));
  }

  private static TuningCase square(int n) {
    GemmShape s = GemmShape.single(n, n, n, false, false);
    return new TuningCase(
        "product " + n + "³",
        s.flops(),
        (long) n * n,
        engine -> {
          Tensor a = values(engine, n, n);
          Tensor b = values(engine, n, n);
          Tensor c = engine.empty(Shape.of(n, n));
          return () -> engine.backend().gemm(c, a, b, s);
        });
  }

  private static TuningCase convolution(int images, int channels, int edge) {
    ConvShape s = new ConvShape(images, channels, edge, edge, channels, 3, 3, 1, 1, 1, 1);
    long elements = (long) images * channels * edge * edge;
    return new TuningCase(
        "3×3 " + channels + "→" + channels + " " + edge + "² ×" + images,
        s.flops(),
        elements,
        engine -> {
          Tensor x = values(engine, images, channels, edge, edge);
          Tensor w = values(engine, channels, channels, 3, 3);
          Tensor y = engine.empty(Shape.of(images, channels, edge, edge));
          return () -> engine.backend().conv2d(y, x, w, null, s);
        });
  }

  /** Numbers in [−1, 1) that repeat late: a device is given time by zeros that it has not else. */
  private static Tensor values(Engine engine, int... dims) {
    float[] x = new float[Shape.of(dims).size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = i * 0x9E3779B9 / 0x1p31f;
    }
    return engine.of(x, dims);
  }

  /** Whether a device has room for it. */
  boolean fits(DeviceInfo device) {
    long bytes = Float.BYTES * largest;
    return bytes <= device.largestBuffer() && 4 * bytes <= device.memoryBytes();
  }
}

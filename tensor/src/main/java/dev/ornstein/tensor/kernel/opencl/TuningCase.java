package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.GemmShape;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A product that stands for those of networks when tiles, or ways of convolutions, are timed.
 *
 * @param name for the head of a column
 * @param channels on either side of a convolution, 0 for a product
 * @param flops multiply–adds ×2 of a call
 * @param largest elements of its largest tensor
 * @param call makes the tensors on an engine, and then what is timed
 */
record TuningCase(
    String name, int channels, long flops, long largest, Function<Engine, Runnable> call) {
  /**
   * Channels and rows of the convolutions by which Winograd's way is compared to the direct one.
   */
  private static final int[][] SIZES = {{16, 28}, {32, 28}, {64, 14}, {128, 7}};

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

  /**
   * Convolutions for which Winograd's way may be the faster one, by ascending channels.
   *
   * @param size as in {@link #of}
   */
  static List<TuningCase> forwards(int size) {
    return Arrays.stream(SIZES).map(s -> convolution(size / ROWS_PER_IMAGE, s[0], s[1])).toList();
  }

  /** Their weight gradients. */
  static List<TuningCase> weightGrads(int size) {
    return Arrays.stream(SIZES).map(s -> weightGrad(size / ROWS_PER_IMAGE, s[0], s[1])).toList();
  }

  private static TuningCase square(int n) {
    GemmShape s = GemmShape.single(n, n, n, false, false);
    return new TuningCase(
        "product " + n + "³",
        0,
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
    ConvShape s = shape(images, channels, edge);
    return new TuningCase(
        name(s),
        channels,
        s.flops(),
        elements(s),
        engine -> {
          Tensor x = values(engine, images, channels, edge, edge);
          Tensor w = values(engine, channels, channels, 3, 3);
          Tensor y = engine.empty(Shape.of(images, channels, edge, edge));
          return () -> engine.backend().conv2d(y, x, w, null, null, s);
        });
  }

  private static TuningCase weightGrad(int images, int channels, int edge) {
    ConvShape s = shape(images, channels, edge);
    return new TuningCase(
        name(s) + ", weights",
        channels,
        s.flops(),
        elements(s),
        engine -> {
          Tensor x = values(engine, images, channels, edge, edge);
          Tensor gy = values(engine, images, channels, edge, edge);
          Tensor gw = engine.empty(Shape.of(channels, channels, 3, 3));
          return () -> engine.backend().conv2dWeightGrad(gw, x, gy, s);
        });
  }

  private static ConvShape shape(int images, int channels, int edge) {
    return new ConvShape(images, channels, edge, edge, channels, 3, 3, 1, 1, 1, 1);
  }

  private static String name(ConvShape s) {
    return "3×3 " + s.c() + "→" + s.k() + " " + s.h() + "² ×" + s.n();
  }

  private static long elements(ConvShape s) {
    return (long) s.n() * s.c() * s.h() * s.w();
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

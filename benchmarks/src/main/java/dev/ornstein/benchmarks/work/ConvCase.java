package dev.ornstein.benchmarks.work;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.op.Convolution;
import dev.ornstein.tensor.op.Convolution.Geometry;

/**
 * The shape of a convolution, written {@code IN-OUT-SIDE} for channels of the input, channels of
 * the output, and rows and columns of the input. What differs from a 3×3 kernel, stride 1, batch 64
 * follows after underscores: {@code k1} a 1×1 kernel, {@code s2} stride 2, {@code b128} batch 128,
 * {@code dw} depthwise (a kernel per channel), {@code t} transposed (a 2×2 kernel of stride 2 that
 * doubles the image is {@code k2_s2_t}).
 *
 * @param batch images N
 * @param in channels of x
 * @param out channels of y
 * @param side rows and columns of x
 * @param kernel rows and columns of the kernel
 * @param stride step between outputs, or between inputs of a transposed convolution
 * @param depthwise whether each channel has a kernel of its own; then {@code in == out}
 * @param transposed whether it is the adjoint of such a convolution, without padding
 */
public record ConvCase(
    int batch,
    int in,
    int out,
    int side,
    int kernel,
    int stride,
    boolean depthwise,
    boolean transposed) {

  /**
   * Reads the notation of this class.
   *
   * @throws IllegalArgumentException naming the part that is not understood
   */
  public static ConvCase parse(String text) {
    String[] parts = text.split("_");
    int[] sizes = Sizes.parse(parts[0], 3);
    int batch = 64;
    int kernel = 3;
    int stride = 1;
    boolean depthwise = false;
    boolean transposed = false;
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i];
      if (part.equals("dw")) {
        depthwise = true;
      } else if (part.equals("t")) {
        transposed = true;
      } else if (part.matches("b\\d+")) {
        batch = Integer.parseInt(part.substring(1));
      } else if (part.matches("k\\d+")) {
        kernel = Integer.parseInt(part.substring(1));
      } else if (part.matches("s\\d+")) {
        stride = Integer.parseInt(part.substring(1));
      } else {
        throw new IllegalArgumentException(
            "a convolution knows b, k, s and a number, dw and t; got \""
                + part
                + "\" in \""
                + text
                + "\"");
      }
    }
    return new ConvCase(batch, sizes[0], sizes[1], sizes[2], kernel, stride, depthwise, transposed);
  }

  /** Stride, padding (half of the kernel, none when transposed) and groups. */
  public Geometry geometry() {
    return new Geometry(stride, transposed ? 0 : kernel / 2, 1, depthwise ? in : 1);
  }

  /** The shape of x, (N, in, side, side). */
  public Shape x() {
    return Shape.of(batch, in, side, side);
  }

  /** The shape of the weights, PyTorch's: transposed ones have the input channels first. */
  public Shape w() {
    int groups = geometry().groups();
    return transposed
        ? Shape.of(in, out / groups, kernel, kernel)
        : Shape.of(out, in / groups, kernel, kernel);
  }

  /** The shape of y. */
  public Shape y() {
    if (transposed) {
      return Convolution.transposedShape(x(), w(), geometry(), 0);
    }
    int end = (side + 2 * geometry().pad() - kernel) / stride + 1;
    return Shape.of(batch, out, end, end);
  }

  /** 10⁹ floating-point operations of one of its three passes; a multiply–add is two. */
  public double gflop() {
    double places = transposed ? x().size() : y().size();
    return 2e-9 * places * w().product(1, 4);
  }
}

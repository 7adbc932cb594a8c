package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.BatchDft;
import java.util.Optional;
import org.jocl.cl_mem;

/**
 * Fourier transforms of small images of one size: {@code fourier.cl}. An axis of n costs n² turns,
 * which for tens of pixels is little beside what the device could do while it waits for memory, and
 * any size is as good as another.
 */
final class ClFourier implements BatchDft {
  /** Images with more rows or columns are left to the fast transforms of the host. */
  private static final int LARGEST = 512;

  private static final String FAMILY = "fourier";

  /**
   * Floats of an intermediate result, 16 MiB, which the caches of large GPUs hold; larger batches
   * go in parts.
   */
  private static final int ROOM = 1 << 22;

  private static final int FORWARD = -1;
  private static final int INVERSE = 1;

  private final ClDevice device;
  private final Turns turns;
  private final int height;
  private final int width;
  private final int half;

  private ClFourier(ClDevice device, Turns turns, int height, int width) {
    this.device = device;
    this.turns = turns;
    this.height = height;
    this.width = width;
    this.half = width / 2 + 1;
  }

  /** None for large images. */
  static Optional<BatchDft> of(ClDevice device, Turns turns, int height, int width) {
    return Math.max(height, width) > LARGEST
        ? Optional.empty()
        : Optional.of(new ClFourier(device, turns, height, width));
  }

  @Override
  public void spectrum(Tensor out, boolean full, Tensor x) {
    int cols = full ? width : half;
    forParts(
        x,
        height * width,
        out,
        2 * height * cols,
        (in, to, first) -> {
          int images = in.size() / (height * width);
          cl_mem rows = spectraOfRows(in, images, cols);
          Launch call = device.kernel(FAMILY, "transform").write(to).put(rows).put(0);
          columns(call, images, cols, FORWARD, 1);
        });
  }

  @Override
  public void image(Tensor out, Tensor spectrum) {
    forParts(
        spectrum,
        2 * height * half,
        out,
        height * width,
        (in, to, first) -> {
          int images = to.size() / (height * width);
          cl_mem rows = device.scratch(0, in.size());
          Launch call = device.kernel(FAMILY, "transform").put(rows).put(0).read(in);
          columns(call, images, half, INVERSE, 1);
          rowsOfSpectra(to, rows, scale());
        });
  }

  @Override
  public void complex(Tensor out, Tensor x, boolean inverse) {
    int sign = inverse ? INVERSE : FORWARD;
    forParts(
        x,
        2 * height * width,
        out,
        2 * height * width,
        (in, to, first) -> {
          int images = in.size() / (2 * height * width);
          cl_mem rows = device.scratch(0, in.size());
          Launch call = device.kernel(FAMILY, "transform").put(rows).put(0).read(in);
          axis(call, images * height, width, 1, sign, 1);
          call = device.kernel(FAMILY, "transform").write(to).put(rows).put(0);
          columns(call, images, width, sign, inverse ? scale() : 1);
        });
  }

  @Override
  public void filter(Tensor out, Tensor x, Tensor transfer, boolean byTurns) {
    int pixels = height * width;
    int functions = transfer.size() / pixels;
    int shared = byTurns ? 1 : x.size() / pixels / functions;
    forParts(
        x,
        pixels,
        out,
        pixels,
        (in, to, first) -> {
          int images = in.size() / pixels;
          cl_mem rows = spectraOfRows(in, images, half);
          cl_mem spectra = device.scratch(1, 2 * images * height * half);
          Launch call = device.kernel(FAMILY, "-DTRANSFER", "transform").put(spectra).put(0);
          call.put(rows).put(0).read(transfer).put(width, first, shared, functions);
          columns(call, images, half, FORWARD, scale());
          call = device.kernel(FAMILY, "transform").put(rows).put(0).put(spectra).put(0);
          columns(call, images, half, INVERSE, 1);
          rowsOfSpectra(to, rows, 1);
        });
  }

  private cl_mem spectraOfRows(Tensor x, int images, int cols) {
    int n = images * height * cols;
    cl_mem rows = device.scratch(0, 2 * n);
    Launch call = device.kernel(FAMILY, "spectraOfRows").put(rows).put(0).read(x);
    call.put(turns.of(width)).put(width, cols, n).over(n);
    return rows;
  }

  private void rowsOfSpectra(Tensor out, cl_mem rows, float scale) {
    Launch call = device.kernel(FAMILY, "rowsOfSpectra").write(out).put(rows).put(0);
    call.put(turns.of(width)).put(width).put(scale).put(out.size()).over(out.size());
  }

  private void columns(Launch call, int images, int cols, int sign, float scale) {
    axis(call, images, height, cols, sign, scale);
  }

  private void axis(Launch call, int outer, int length, int inner, int sign, float scale) {
    int n = outer * length * inner;
    call.put(turns.of(length)).put(length, inner).put((float) sign, scale).put(n).over(n);
  }

  private float scale() {
    return 1f / (height * width);
  }

  /** What is done with consecutive images, of which the first has a number. */
  @FunctionalInterface
  private interface Part {
    void run(Tensor in, Tensor out, int first);
  }

  /** Runs over batches of images whose intermediate results have room. */
  private void forParts(Tensor in, int inFloats, Tensor out, int outFloats, Part part) {
    int images = in.size() / inFloats;
    int most = Math.max(1, ROOM / (2 * height * width + 2 * height));
    if (images <= most) {
      part.run(in, out, 0);
      return;
    }
    for (int first = 0; first < images; first += most) {
      int count = Math.min(most, images - first);
      part.run(
          in.window(first * inFloats, Shape.of(count * inFloats)),
          out.window(first * outFloats, Shape.of(count * outFloats)),
          first);
    }
  }
}

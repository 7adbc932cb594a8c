package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.ConvWay;
import dev.ornstein.tensor.kernel.GemmShape;
import dev.ornstein.tensor.kernel.Winograd;
import java.util.Locale;
import org.jocl.cl_mem;

/**
 * 3×3 convolutions of stride 1 and their gradients by {@link Winograd}'s tiles: {@code winograd.cl}
 * transforms kernels and tiles to (m + 2)² points, each of which is a matrix product of {@link
 * ClProducts}, and these back:
 *
 * <pre>
 * y:   M (K × tiles) = U (K × C) · V (C × tiles)
 * gx:  the same with gy for x, by turned kernels
 * gw:  U (K × C) = M (K × tiles) · Vᵀ (tiles × C), M transformed from gy
 * </pre>
 *
 * <p>for each point. Of a large batch some tiles are transformed at a time.
 */
final class ClWinograd {
  private static final String FAMILY = "winograd";

  /** Rooms that a call uses beside that of {@link ClProducts}. */
  private static final int OF_KERNELS = 1;

  private static final int OF_INPUTS = 2;
  private static final int OF_OUTPUTS = 3;

  /** Transformed inputs or outputs may take so many bytes each: some keep any device busy. */
  private static final long ROOM = 32 << 20;

  /** A device that allows small buffers only has little memory: this share of one. */
  private static final int SHARE = 16;

  /** Tiles at a time are a multiple of the columns of most tiles of a product. */
  private static final int STEP = 64;

  private final ClDevice device;
  private final ClProducts products;
  private final Transforms two = Transforms.of(2);
  private final Transforms four = Transforms.of(4);

  ClWinograd(ClDevice device, ClProducts products) {
    this.device = device;
    this.products = products;
  }

  /**
   * Options of the compiler for each transform of a tile.
   *
   * @param input Bᵀ d B
   * @param kernel G g Gᵀ
   * @param output Aᵀ Y A
   * @param outputGrad A gY Aᵀ
   * @param kernelGrad Gᵀ u G
   */
  private record Transforms(
      String input, String kernel, String output, String outputGrad, String kernelGrad) {

    static Transforms of(int m) {
      float[][] kernel = Winograd.kernel(m);
      float[][] output = Winograd.output(m);
      return new Transforms(
          options(m, "FROM_PLANES", Winograd.input(m)),
          options(m, "FROM_KERNELS", kernel),
          options(m, "TO_PLANES", output),
          options(m, "FROM_PLANES", Winograd.transposed(output)),
          options(m, "TO_KERNELS", Winograd.transposed(kernel)));
    }

    private static String options(int m, String kernel, float[][] x) {
      StringBuilder numbers = new StringBuilder();
      for (float[] row : x) {
        for (float factor : row) {
          numbers.append(numbers.length() == 0 ? "" : ",");
          numbers.append(factor).append('f');
        }
      }
      return String.format(
          Locale.ROOT,
          "-D%s -DM=%d -DROWS=%d -DCOLUMNS=%d -DMATRIX=%s",
          kernel,
          m,
          x.length,
          x[0].length,
          numbers);
    }
  }

  /** A convolution, and how its images are cut into tiles of a way. */
  private record Tiling(ConvShape s, ConvWay way, int down, int across) {
    static Tiling of(ConvShape s, ConvWay way) {
      int m = way.m();
      return new Tiling(s, way, (s.p() + m - 1) / m, (s.q() + m - 1) / m);
    }

    /** Tiles of the batch. */
    int tiles() {
      return s.n() * down * across;
    }

    /**
     * How many tiles are transformed at a time: as many each time, less at the last.
     *
     * @param room floats that they may take
     */
    int atATime(long room) {
      long most = Math.max(1, room / ((long) way.points() * Math.max(s.c(), s.k())));
      long times = (tiles() - 1) / most + 1;
      long each = (tiles() - 1) / times + 1;
      return (int) Math.min(most, (each + STEP - 1) / STEP * STEP);
    }

    /** Hands the numbers of planes to a kernel: those of x, or those of y. */
    void put(Launch call, boolean ofInput, int first, int count) {
      if (ofInput) {
        call.put(s.c(), s.h(), s.w(), s.pad());
      } else {
        call.put(s.k(), s.p(), s.q(), 0);
      }
      call.put(down, across, first, count);
    }
  }

  /** Whether the device has room for the transformed kernels. */
  boolean hasRoom(ConvShape s, ConvWay way) {
    long floats = (long) way.points() * s.c() * s.k();
    return floats <= Math.min(Integer.MAX_VALUE, device.info().largestBuffer() / Float.BYTES);
  }

  /** Floats that transformed inputs, or outputs, may take. */
  private long room() {
    return Math.min(ROOM, device.info().largestBuffer() / SHARE) / Float.BYTES;
  }

  private Transforms transforms(ConvWay way) {
    return way == ConvWay.WINOGRAD2 ? two : four;
  }

  /**
   * y = x ⋆ w + bias.
   *
   * @param bias may be null
   * @param turned whether the kernels are turned by 180°, and stored with channels exchanged: as
   *     (C, K, 3, 3)
   */
  void forward(
      Tensor y, Tensor x, Tensor w, Tensor bias, ConvShape s, ConvWay way, boolean turned) {
    Tiling t = Tiling.of(s, way);
    int points = way.points();
    int all = t.tiles();
    int most = t.atATime(room());
    cl_mem kernels = device.scratch(OF_KERNELS, points * s.c() * s.k());
    cl_mem inputs = device.scratch(OF_INPUTS, points * s.c() * Math.min(all, most));
    cl_mem outputs = device.scratch(OF_OUTPUTS, points * s.k() * Math.min(all, most));
    device
        .kernel(FAMILY, transforms(way).kernel, "fromKernels")
        .read(w)
        .put(kernels)
        .put(turned ? 1 : 0, s.c() * s.k())
        .over((long) s.c() * s.k());
    for (int first = 0; first < all; first += most) {
      int count = Math.min(most, all - first);
      fromPlanes(transforms(way).input, inputs, x, t, true, first, count);
      int strideA = s.c() * s.k();
      int strideB = s.c() * count;
      products.gemm(
          outputs,
          kernels,
          inputs,
          new GemmShape(points, s.k(), count, s.c(), turned, false, strideA, strideB, false));
      toPlanes(y, outputs, bias, t, first, count);
    }
  }

  /** gw from x and gy: the sums over tiles, of some at a time, and these transformed at the end. */
  void weightGrad(Tensor gw, Tensor x, Tensor gy, ConvShape s, ConvWay way) {
    Tiling t = Tiling.of(s, way);
    int points = way.points();
    int all = t.tiles();
    int most = t.atATime(room());
    cl_mem kernels = device.scratch(OF_KERNELS, points * s.c() * s.k());
    cl_mem inputs = device.scratch(OF_INPUTS, points * s.c() * Math.min(all, most));
    cl_mem outputs = device.scratch(OF_OUTPUTS, points * s.k() * Math.min(all, most));
    for (int first = 0; first < all; first += most) {
      int count = Math.min(most, all - first);
      fromPlanes(transforms(way).input, inputs, x, t, true, first, count);
      fromPlanes(transforms(way).outputGrad, outputs, gy, t, false, first, count);
      int strideA = s.k() * count;
      int strideB = s.c() * count;
      products.gemm(
          kernels,
          outputs,
          inputs,
          new GemmShape(points, s.k(), s.c(), count, false, true, strideA, strideB, first > 0));
    }
    device
        .kernel(FAMILY, transforms(way).kernelGrad, "toKernels")
        .put(kernels)
        .write(gw)
        .put(s.c() * s.k())
        .over((long) s.c() * s.k());
  }

  private void fromPlanes(
      String transform, cl_mem to, Tensor planes, Tiling t, boolean ofInput, int first, int count) {
    Launch call = device.kernel(FAMILY, transform, "fromPlanes").read(planes).put(to);
    t.put(call, ofInput, first, count);
    call.over((long) count * (ofInput ? t.s.c() : t.s.k()));
  }

  private void toPlanes(Tensor y, cl_mem from, Tensor bias, Tiling t, int first, int count) {
    Launch call = device.kernel(FAMILY, transforms(t.way).output, "toPlanes").put(from);
    if (bias == null) {
      call.put(from).put(0, 0);
    } else {
      call.read(bias).put(1);
    }
    call.write(y);
    t.put(call, false, first, count);
    call.over((long) count * t.s.k());
  }
}

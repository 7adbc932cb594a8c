package dev.ornstein.tensor.fft;

import static dev.ornstein.tensor.fft.DirectDft.noise;
import static dev.ornstein.tensor.fft.DirectDft.transfer;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Engines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same bits for any threads, any split of a batch, any place in memory and any past. */
class Fft2dBitsTest {
  private static final int N = 25;
  private static final int MARGIN = 5;
  private static final float GUARD = -12345.678f;

  /** A transform of N images: what it does, and floats per image of input and output. */
  private enum Kind {
    COMPLEX,
    FULL,
    HALF,
    IMAGE,
    FILTER;

    int[] inShape(int n, int h, int w) {
      switch (this) {
        case COMPLEX:
          return new int[] {n, h, w, 2};
        case IMAGE:
          return new int[] {n, h, w / 2 + 1, 2};
        default:
          return new int[] {n, h, w};
      }
    }

    int[] outShape(int n, int h, int w) {
      switch (this) {
        case COMPLEX:
        case FULL:
          return new int[] {n, h, w, 2};
        case HALF:
          return new int[] {n, h, w / 2 + 1, 2};
        default:
          return new int[] {n, h, w};
      }
    }

    void run(Fft2d fft, Tensor out, Tensor in, Tensor transfer) {
      switch (this) {
        case COMPLEX:
          fft.inverse(out, in);
          return;
        case FULL:
          fft.forwardReal(out, in);
          return;
        case HALF:
          fft.forwardHalf(out, in);
          return;
        case IMAGE:
          fft.inverseHalf(out, in);
          return;
        default:
          fft.filter(out, in, transfer);
      }
    }
  }

  static List<Arguments> images() {
    List<Arguments> all = new ArrayList<>();
    for (String kernels : new String[] {"scalar", "vector", "opencl"}) {
      for (Kind kind : Kind.values()) {
        for (int n : new int[] {3, 7, 16, 28, 31, 32, 33, 64}) {
          all.add(Arguments.of(kernels, kind, n, n));
        }
        all.add(Arguments.of(kernels, kind, 7, 10));
        all.add(Arguments.of(kernels, kind, 21, 50));
        all.add(Arguments.of(kernels, kind, 9, 75));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("images")
  void bitsDependOnTheImageAlone(String kernels, Kind kind, int h, int w) {
    Fft2d fft = new Fft2d(h, w);
    float[] x;
    float[] expected;
    try (Engine one = Engines.named(kernels, 1)) {
      Tensor in = noise(one, h + w, kind.inShape(N, h, w));
      Tensor out = one.empty(Shape.of(kind.outShape(N, h, w)));
      kind.run(fft, out, in, one.of(transfer(14, h, w), h, w));
      x = in.toArray();
      expected = out.toArray();
    }
    for (int threads = 2; threads <= 3; threads++) {
      try (Engine other = Engines.named(kernels, threads)) {
        Tensor t = other.of(transfer(14, h, w), h, w);
        assertArrayEquals(expected, amongNaN(other, kind, fft, x, N, h, w, t));
        // One image alone, in the same work space as before and in a fresh one.
        int floats = x.length / N;
        float[] last = Arrays.copyOfRange(x, (N - 1) * floats, N * floats);
        int length = expected.length / N;
        float[] itsOwn = Arrays.copyOfRange(expected, (N - 1) * length, N * length);
        assertArrayEquals(itsOwn, amongNaN(other, kind, fft, last, 1, h, w, t));
        assertArrayEquals(itsOwn, amongNaN(other, kind, new Fft2d(h, w), last, 1, h, w, t));
      }
    }
  }

  /** Runs with NaN around the inputs and a guard around the output, which must be there after. */
  private static float[] amongNaN(
      Engine e, Kind kind, Fft2d fft, float[] x, int n, int h, int w, Tensor transfer) {
    Tensor in = window(e, x, Float.NaN, MARGIN, kind.inShape(n, h, w));
    Tensor t = window(e, transfer.toArray(), Float.NaN, 0, h, w);
    Shape shape = Shape.of(kind.outShape(n, h, w));
    Tensor out = window(e, new float[shape.size()], GUARD, MARGIN, kind.outShape(n, h, w));
    kind.run(fft, out, in, t);
    for (int i = 0; i < MARGIN; i++) {
      assertEquals(GUARD, out.array()[i], "before the output");
      assertEquals(GUARD, out.array()[MARGIN + shape.size() + i], "behind the output");
    }
    return out.toArray();
  }

  private static Tensor window(Engine e, float[] values, float around, int margin, int... dims) {
    float[] array = new float[values.length + 2 * margin];
    Arrays.fill(array, around);
    System.arraycopy(values, 0, array, margin, values.length);
    return e.wrap(array, Shape.of(array.length)).window(margin, Shape.of(dims));
  }
}

package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static dev.ornstein.tensor.kernel.vector.MicroKernel.NR;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Convolutions that skip (stride 2 and more) and their adjoints as products of patches. With the
 * channels innermost, what an output sees of an image is a few runs of numbers: its patch, see
 * {@link Patches}. All patches together are the rows of a matrix,
 *
 * <pre>
 * Y (PQ × K) = patches (PQ × RSC) · W,  gW = patchesᵀ · gY,  gpatches = gY · Wᵀ
 * </pre>
 *
 * <p>and gx is where each number of gpatches is added to the pixel that it came from. Channels are
 * filled up to whole vectors.
 */
final class PatchConv {
  /** Patches that are gathered at a time take so many floats: 128 KiB. */
  static final int ROOM = 32_768;

  private final ConvShape s;
  final Patches windows;
  final ChannelLast in;
  final ChannelLast out;

  /** Numbers of a patch. */
  final int depth;

  /** Rows of outputs whose patches are gathered at a time. */
  final int band;

  PatchConv(ConvShape s) {
    this.s = s;
    this.windows = new Patches(s);
    this.in = windows.in;
    this.depth = windows.depth;
    this.out = new ChannelLast(s.p(), s.q(), s.k());
    this.band = Math.max(1, Math.min(s.p(), ROOM / (s.q() * depth)));
  }

  /** Whether this is the way: where channels nearly fill vectors. */
  static boolean serves(ConvShape s) {
    return s.stride() > 1 && s.groups() == 1 && fills(s.c()) && fills(s.k());
  }

  private static boolean fills(int channels) {
    return 3 * channels >= 2 * MicroKernel.padded(channels);
  }

  /** y = x ⋆ w and what is added. */
  static void forward(
      float[] y,
      int y0,
      float[] x,
      int x0,
      float[] w,
      int w0,
      Addends add,
      ConvShape s,
      Parallel parallel) {
    new PatchConv(s).forward(y, y0, x, x0, w, w0, add, parallel);
  }

  private void forward(
      float[] y, int y0, float[] x, int x0, float[] w, int w0, Addends add, Parallel parallel) {
    float[] kernels = panels(w, w0, false, parallel);
    float[] bias = add.biases(s.k());
    int perPiece = VectorConv.tilesPerPiece(s.n(), s.p());
    int pieces = (s.p() + perPiece - 1) / perPiece;
    parallel.forChunks(
        s.n() * pieces,
        Math.max(1, s.n() * pieces / 64),
        (from, to) -> {
          float[] image = Scratch.get(Slot.IMAGE, in.size());
          in.clear(image, START);
          float[] outputs = Scratch.get(Slot.OUT, out.size());
          for (int t = from; t < to; t++) {
            int n = t / pieces;
            int first = t % pieces * perPiece;
            int last = Math.min(s.p(), first + perPiece);
            in.fill(image, START, x, x0 + n * s.c() * s.h() * s.w(), s.c(), s.h(), s.w(), s.pad());
            outputs(outputs, image, kernels, bias, first, last);
            drain(y, y0, outputs, add, n, first, last);
          }
        });
  }

  /** Output rows first … last−1 of an image, with their bias. */
  private void outputs(
      float[] outputs, float[] image, float[] kernels, float[] bias, int first, int last) {
    float[] patches = Scratch.get(Slot.ROWS, band * s.q() * depth);
    for (int p = first; p < last; p += band) {
      int rows = Math.min(band, last - p);
      windows.gather(patches, START, image, p, rows);
      int to = START + p * s.q() * out.channels;
      product(outputs, to, out.channels, patches, START, depth, rows * s.q(), kernels, s.k());
      shift(outputs, to, out.channels, rows * s.q(), bias);
    }
  }

  /** c[i, j] += b[j] for n rows of some channels. */
  static void shift(float[] c, int c0, int channels, int n, float[] b) {
    for (int k = 0; k < channels; k += L) {
      shift(c, c0 + k, channels, n, b, k);
    }
  }

  /** c[i·step + j] += b[j] for i &lt; n and a vector of j. */
  private static void shift(float[] c, int c0, int step, int n, float[] b, int b0) {
    FloatVector shift = FloatVector.fromArray(S, b, b0);
    for (int i = 0; i < n; i++) {
      FloatVector.fromArray(S, c, c0 + i * step).add(shift).intoArray(c, c0 + i * step);
    }
  }

  private void drain(float[] y, int y0, float[] outputs, Addends add, int n, int first, int last) {
    int area = s.p() * s.q();
    int begin = first * s.q();
    int count = (last - first) * s.q();
    int to = n * s.k() * area + begin;
    if (count == area) {
      out.drain(outputs, START, 0, y, y0 + to, s.k(), s.p(), s.q(), add, to);
      return;
    }
    int row = out.width * out.channels;
    int from = START + begin * out.channels;
    LaneTurn.toPlanes(y, y0 + to, area, s.k(), outputs, from, out.channels, s.q(), row, count);
    for (int k = 0; k < s.k(); k++) {
      add.addImages(y, y0, to + k * area, count);
    }
  }

  /**
   * c = a · b for a matrix b in panels of whole columns.
   *
   * @param k length of the sums
   * @param n columns of b, before they are filled up
   */
  static void product(
      float[] c, int c0, int ldc, float[] a, int a0, int k, int rows, float[] b, int n) {
    for (int j = 0; j < n; j += NR) {
      int width = MicroKernel.width(n - j);
      for (int i = 0; i < k; i += VectorGemm.KC) {
        int length = Math.min(VectorGemm.KC, k - i);
        int panel = START + j * k + i * width;
        MicroKernel.rows(
            c, c0 + j, ldc, a, a0 + i, k, 1, b, panel, width, width, length, rows, i > 0);
      }
    }
  }

  /**
   * W as RSC × K in panels, or Wᵀ as K × RSC; what is filled up is zero.
   *
   * @param transposed whether it is Wᵀ, with as many rows as gY has channels
   */
  float[] panels(float[] w, int w0, boolean transposed, Parallel parallel) {
    int rows = transposed ? out.channels : depth;
    int columns = transposed ? depth : s.k();
    float[] b = Scratch.get(Slot.KERNELS, depth * out.channels);
    parallel.forChunks(
        rows,
        Math.max(1, 8_192 / columns),
        (from, to) -> {
          float[] row = Scratch.get(Slot.PANEL, Math.max(depth, out.channels));
          for (int i = from; i < to; i++) {
            if (transposed) {
              kernelsOf(row, w, w0, i);
            } else {
              tapsOf(row, w, w0, i);
            }
            for (int j = 0; j < columns; j += NR) {
              int at = START + MicroKernel.inPanel(i, j, rows, columns);
              System.arraycopy(row, j, b, at, MicroKernel.width(columns - j));
            }
          }
        });
    return b;
  }

  /** Wᵀ's row k: [tap][c]. */
  private void kernelsOf(float[] row, float[] w, int w0, int k) {
    Arrays.fill(row, 0, depth, 0f);
    int taps = s.r() * s.s();
    for (int c = 0; k < s.k() && c < s.c(); c++) {
      int from = w0 + (k * s.c() + c) * taps;
      for (int tap = 0; tap < taps; tap++) {
        row[tap * in.channels + c] = w[from + tap];
      }
    }
  }

  /** W's row (tap, c): [k]. */
  private void tapsOf(float[] row, float[] w, int w0, int tapAndC) {
    Arrays.fill(row, 0, out.channels, 0f);
    int taps = s.r() * s.s();
    int c = tapAndC % in.channels;
    int from = w0 + c * taps + tapAndC / in.channels;
    for (int k = 0; c < s.c() && k < s.k(); k++) {
      row[k] = w[from + k * s.c() * taps];
    }
  }
}

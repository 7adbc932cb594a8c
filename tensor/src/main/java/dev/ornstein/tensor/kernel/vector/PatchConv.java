package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static dev.ornstein.tensor.kernel.vector.MicroKernel.NR;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
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
  private static final int ROOM = 32_768;

  private final ConvShape s;
  private final Patches windows;
  private final ChannelLast in;
  private final ChannelLast out;
  private final int depth;

  /** Rows of outputs whose patches are gathered at a time. */
  private final int band;

  private PatchConv(ConvShape s) {
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

  /**
   * gx and gw from gy, and the bias's gradient.
   *
   * @param gx or null
   * @param add to gx
   * @param gw or null
   * @param x matters to gw only
   * @param w matters to gx only
   */
  static void grads(
      Tensor gx,
      Addends add,
      Tensor gw,
      BiasGrad gb,
      Tensor x,
      Tensor gy,
      Tensor w,
      ConvShape s,
      Parallel parallel) {
    PatchConv c = new PatchConv(s);
    float[] turned = gx == null ? null : c.panels(w.array(), w.offset(), true, parallel);
    float[] bias = add.biases(s.c());
    int size = c.depth * c.out.channels;
    int parts = ConvWeightGrad.parts(s.n(), gw == null ? 1 : size);
    int perPart = (s.n() + parts - 1) / parts;
    float[] sums = gw == null ? null : Scratch.get(Slot.SHARED, parts * size);
    parallel.forChunks(
        parts,
        1,
        (from, to) -> {
          for (int part = from; part < to; part++) {
            int first = part * perPart;
            int last = Math.min(s.n(), first + perPart);
            if (gw != null) {
              Arrays.fill(sums, part * size, (part + 1) * size, 0f);
            }
            c.gradsOf(gx, add, bias, sums, part * size, gb, x, gy, turned, first, last);
          }
        });
    if (gw != null) {
      c.collect(gw.array(), gw.offset(), sums, parts, parallel);
    }
  }

  // ---- forward ----------------------------------------------------------------------------------

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
  private static void shift(float[] c, int c0, int channels, int n, float[] b) {
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

  // ---- backward ---------------------------------------------------------------------------------

  /**
   * The gradients of images first … last−1; of those that are null none.
   *
   * @param bias what is added to gx has, filled up
   * @param sums (RSC × K) from {@code at}, added to
   */
  private void gradsOf(
      Tensor gx,
      Addends add,
      float[] bias,
      float[] sums,
      int at,
      BiasGrad gb,
      Tensor x,
      Tensor gy,
      float[] turned,
      int first,
      int last) {
    int positions = s.p() * s.q();
    int group = sums == null ? 1 : Math.max(1, ROOM / (positions * depth));
    float[] slopes = Scratch.get(Slot.OUT, group * out.size());
    float[] image = Scratch.get(Slot.IMAGE, in.size());
    in.clear(image, START);
    for (int n = first; n < last; n += group) {
      int images = Math.min(group, last - n);
      for (int i = 0; i < images; i++) {
        int from = gy.offset() + (n + i) * s.k() * positions;
        out.fill(slopes, START + i * out.size(), gy.array(), from, s.k(), s.p(), s.q(), 0);
        gb.image(n + i, slopes, START + i * out.size(), out);
      }
      if (sums != null) {
        weightProducts(sums, at, image, x.array(), x.offset(), slopes, n, images);
      }
      for (int i = 0; gx != null && i < images; i++) {
        inputGrad(gx, add, bias, n + i, slopes, START + i * out.size(), turned);
      }
    }
  }

  /** sums += patchesᵀ · gY of some images. */
  private void weightProducts(
      float[] sums, int at, float[] image, float[] x, int x0, float[] slopes, int n, int images) {
    int rows = band * s.q();
    int each = s.p() * s.q();
    float[] patches = Scratch.get(Slot.ROWS, Math.max(rows, images * each) * depth);
    for (int i = 0; i < images; i++) {
      int from = x0 + (n + i) * s.c() * s.h() * s.w();
      in.fill(image, START, x, from, s.c(), s.h(), s.w(), s.pad());
      if (band == s.p()) {
        windows.gather(patches, START + i * each * depth, image, 0, s.p());
        continue;
      }
      for (int p = 0; p < s.p(); p += band) { // a large image, which is alone
        int count = Math.min(band, s.p() - p);
        windows.gather(patches, START, image, p, count);
        int b = START + p * s.q() * out.channels;
        addProduct(sums, at, patches, slopes, b, count * s.q());
      }
    }
    if (band == s.p()) {
      addProduct(sums, at, patches, slopes, START, images * each);
    }
  }

  private void addProduct(
      float[] sums, int at, float[] patches, float[] slopes, int b, int positions) {
    MicroKernel.productOfColumns(
        sums, at, patches, START, depth, depth, slopes, b, out.channels, positions, true);
  }

  private void inputGrad(
      Tensor gx, Addends add, float[] bias, int i, float[] slopes, int from, float[] turned) {
    float[] image = Scratch.get(Slot.GRADS, in.size());
    in.clear(image, START);
    float[] patches = Scratch.get(Slot.ROWS, band * s.q() * depth);
    for (int p = 0; p < s.p(); p += band) {
      int rows = Math.min(band, s.p() - p);
      int a = from + p * s.q() * out.channels;
      product(patches, START, depth, slopes, a, out.channels, rows * s.q(), turned, depth);
      windows.scatter(image, patches, p, rows);
    }
    if (add.bias() != null) {
      shift(image, START, in.channels, in.width * in.height, bias);
    }
    int at = i * s.c() * s.h() * s.w();
    int to = gx.offset() + at;
    in.drain(image, START, s.pad(), gx.array(), to, s.c(), s.h(), s.w(), add, at);
  }

  /** The parts in order, [r][s][c][k], to [k][c][r][s]. */
  private void collect(float[] gw, int w0, float[] sums, int parts, Parallel parallel) {
    int taps = s.r() * s.s();
    int wide = out.channels;
    int tap = in.channels * wide;
    parallel.forChunks(
        s.c(),
        Math.max(16, 8_192 / (taps * wide * parts)), // see WinogradWeightGrad.collect
        (from, to) -> {
          int n = to - from;
          for (int i = 0; i < taps; i++) {
            int at = i * tap + from * wide;
            for (int part = 1; part < parts; part++) {
              VectorElementwise.axpy(sums, at, 1f, sums, part * taps * tap + at, n * wide);
            }
          }
          int kernels = w0 + from * taps;
          LaneTurn.toPlanes(
              gw, kernels, s.c() * taps, s.k(), sums, from * wide, tap, taps, wide, n * taps);
        });
  }

  // ---- products ---------------------------------------------------------------------------------

  /**
   * c = a · b for a matrix b in panels of whole columns.
   *
   * @param k length of the sums
   * @param n columns of b, before they are filled up
   */
  private static void product(
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
  private float[] panels(float[] w, int w0, boolean transposed, Parallel parallel) {
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

package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.PatchConv.ROOM;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;

/**
 * The gradients of {@link PatchConv} and of its adjoint, the transposed convolution, each from one
 * walk through the images. Parts of a batch, whose number depends on the shape only, have sums of
 * their own for the weight gradient, which are added in order.
 */
final class PatchGrads {
  private final ConvShape s;
  private final PatchConv c;

  /** Numbers of the sums of a part: (RSC × K), filled up. */
  private final int size;

  private PatchGrads(ConvShape s) {
    this.s = s;
    this.c = new PatchConv(s);
    this.size = c.depth * c.out.channels;
  }

  /** What else is wanted of an image of x: called when rows p … p + rows − 1 have patches. */
  @FunctionalInterface
  private interface Visitor {
    Visitor NONE = (i, image, patches, at, p, rows) -> {};

    /**
     * @param i which image
     * @param patches of these rows from {@code at} on
     */
    void visit(int i, float[] image, float[] patches, int at, int p, int rows);
  }

  /** Images first … last−1, whose sums (RSC × K) are added to from {@code at} on. */
  @FunctionalInterface
  private interface Part {
    void run(float[] sums, int at, int first, int last);
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
  static void run(
      Tensor gx,
      Addends add,
      Tensor gw,
      BiasGrad gb,
      Tensor x,
      Tensor gy,
      Tensor w,
      ConvShape s,
      Parallel parallel) {
    PatchGrads g = new PatchGrads(s);
    float[] turned = gx == null ? null : g.c.panels(w.array(), w.offset(), true, parallel);
    float[] bias = add.biases(s.c());
    g.byParts(
        gw,
        (sums, at, first, last) -> g.part(gx, add, bias, sums, at, gb, x, gy, turned, first, last),
        parallel);
  }

  /**
   * Of the transposed convolution x = adjoint(y, w) + bias: gy and gw from gx, and the bias's
   * gradient. The patches of gx are gathered once for both products.
   *
   * @param add to gy
   */
  static void transposed(
      Tensor gy,
      Addends add,
      Tensor gw,
      BiasGrad gb,
      Tensor y,
      Tensor gx,
      Tensor w,
      ConvShape s,
      Parallel parallel) {
    PatchGrads g = new PatchGrads(s);
    float[] kernels = g.c.panels(w.array(), w.offset(), false, parallel);
    g.byParts(
        gw,
        (sums, at, first, last) ->
            g.transposedPart(gy, add, sums, at, gb, y, gx, kernels, first, last),
        parallel);
  }

  private void byParts(Tensor gw, Part of, Parallel parallel) {
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
            of.run(sums, part * size, first, last);
          }
        });
    if (gw != null) {
      collect(gw.array(), gw.offset(), sums, parts, parallel);
    }
  }

  /** How many images have their gY near at a time, where there is a weight gradient. */
  private int group() {
    return Math.max(1, ROOM / (s.p() * s.q() * c.depth));
  }

  /**
   * @param bias what is added to gx has, filled up
   * @param sums or null
   */
  private void part(
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
    int group = sums == null ? 1 : group();
    float[] slopes = Scratch.get(Slot.OUT, group * c.out.size());
    float[] image = Scratch.get(Slot.IMAGE, c.in.size());
    c.in.clear(image, START);
    for (int n = first; n < last; n += group) {
      int images = Math.min(group, last - n);
      outputs(slopes, gy, n, images);
      for (int i = 0; i < images; i++) {
        gb.image(n + i, slopes, START + i * c.out.size(), c.out);
      }
      if (sums != null) {
        weightProducts(sums, at, image, x, slopes, n, images, Visitor.NONE);
      }
      for (int i = 0; gx != null && i < images; i++) {
        inputGrad(gx, add, bias, n + i, slopes, START + i * c.out.size(), turned);
      }
    }
  }

  private void transposedPart(
      Tensor gy,
      Addends add,
      float[] sums,
      int at,
      BiasGrad gb,
      Tensor y,
      Tensor gx,
      float[] kernels,
      int first,
      int last) {
    int group = group();
    int wide = c.out.channels;
    float[] inputs = Scratch.get(Slot.OUT, group * c.out.size());
    float[] image = Scratch.get(Slot.IMAGE, c.in.size());
    c.in.clear(image, START);
    float[] slopes = Scratch.get(Slot.GRADS, c.out.size());
    Visitor gradOfY =
        (i, pixels, patches, from, p, rows) -> {
          if (p == 0) {
            gb.image(i, pixels, START, c.in);
          }
          int to = START + p * s.q() * wide;
          PatchConv.product(slopes, to, wide, patches, from, c.depth, rows * s.q(), kernels, s.k());
          if (p + rows == s.p()) {
            int of = i * s.k() * s.p() * s.q();
            int y0 = gy.offset() + of;
            c.out.drain(slopes, START, 0, gy.array(), y0, s.k(), s.p(), s.q(), add, of);
          }
        };
    for (int n = first; n < last; n += group) {
      int images = Math.min(group, last - n);
      outputs(inputs, y, n, images);
      weightProducts(sums, at, image, gx, inputs, n, images, gradOfY);
    }
  }

  /** Some images of the output's shape with the channels innermost, one after another. */
  private void outputs(float[] to, Tensor y, int n, int images) {
    for (int i = 0; i < images; i++) {
      int from = y.offset() + (n + i) * s.k() * s.p() * s.q();
      c.out.fill(to, START + i * c.out.size(), y.array(), from, s.k(), s.p(), s.q(), 0);
    }
  }

  /** sums += patchesᵀ · gY of some images. */
  private void weightProducts(
      float[] sums,
      int at,
      float[] image,
      Tensor x,
      float[] slopes,
      int n,
      int images,
      Visitor also) {
    int rows = c.band * s.q();
    int each = s.p() * s.q();
    float[] patches = Scratch.get(Slot.ROWS, Math.max(rows, images * each) * c.depth);
    for (int i = 0; i < images; i++) {
      int from = x.offset() + (n + i) * s.c() * s.h() * s.w();
      c.in.fill(image, START, x.array(), from, s.c(), s.h(), s.w(), s.pad());
      if (c.band == s.p()) {
        int to = START + i * each * c.depth;
        c.windows.gather(patches, to, image, 0, s.p());
        also.visit(n + i, image, patches, to, 0, s.p());
        continue;
      }
      for (int p = 0; p < s.p(); p += c.band) { // a large image, which is alone
        int band = Math.min(c.band, s.p() - p);
        c.windows.gather(patches, START, image, p, band);
        also.visit(n + i, image, patches, START, p, band);
        int b = START + p * s.q() * c.out.channels;
        addProduct(sums, at, patches, slopes, b, band * s.q());
      }
    }
    if (c.band == s.p()) {
      addProduct(sums, at, patches, slopes, START, images * each);
    }
  }

  private void addProduct(
      float[] sums, int at, float[] patches, float[] slopes, int b, int positions) {
    MicroKernel.productOfColumns(
        sums, at, patches, START, c.depth, c.depth, slopes, b, c.out.channels, positions, true);
  }

  private void inputGrad(
      Tensor gx, Addends add, float[] bias, int i, float[] slopes, int from, float[] turned) {
    float[] image = Scratch.get(Slot.GRADS, c.in.size());
    c.in.clear(image, START);
    float[] patches = Scratch.get(Slot.ROWS, c.band * s.q() * c.depth);
    int wide = c.out.channels;
    for (int p = 0; p < s.p(); p += c.band) {
      int rows = Math.min(c.band, s.p() - p);
      int a = from + p * s.q() * wide;
      PatchConv.product(patches, START, c.depth, slopes, a, wide, rows * s.q(), turned, c.depth);
      c.windows.scatter(image, patches, p, rows);
    }
    if (add.bias() != null) {
      PatchConv.shift(image, START, c.in.channels, c.in.width * c.in.height, bias);
    }
    int at = i * s.c() * s.h() * s.w();
    int to = gx.offset() + at;
    c.in.drain(image, START, s.pad(), gx.array(), to, s.c(), s.h(), s.w(), add, at);
  }

  /** The parts in order, [r][s][c][k], to [k][c][r][s]. */
  private void collect(float[] gw, int w0, float[] sums, int parts, Parallel parallel) {
    int taps = s.r() * s.s();
    int wide = c.out.channels;
    int tap = c.in.channels * wide;
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
}

package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.ConvWay;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;

/**
 * The weight gradient of {@link WinogradConv}: for each of the (m + 2)² points (C × K) = V (C ×
 * tiles) · M (tiles × K), and Gᵀ · G of these matrices at the end.
 *
 * <p>Where the matrices are small, tasks of a few images add to them while their tiles are still
 * near, in a fixed number of parts that are added in order. Where they are large (many channels),
 * each visit would move all of them through the caches: there all images are transformed first, and
 * each point is one matrix product.
 */
final class WinogradWeightGrad {
  /** Tiles of a task at least: what a visit to the sums adds up. */
  private static final int TILES = 32;

  private static final int PARTS = 8;

  /** Sums of so many numbers (512 KiB) fill half of the second-level cache: visit them less. */
  private static final int WIDE = 1 << 17;

  /** Transformed images may take so many floats: 256 MiB. */
  private static final long ROOM = 64L << 20;

  private final ConvShape s;
  private final WinogradTiles tiles;
  private final WinogradTile tile;
  private final int points;
  private final Parallel parallel;

  /** Channels of a row of sums. */
  private final int wide;

  /** Distance between the sums of two points: a vector more than they take, no power of two. */
  private final int point;

  /** Room for the sums of all points. */
  private final int size;

  /** Numbers of all kernels, filled up to whole vectors. */
  private final int kernelSize;

  /**
   * @param m rows and columns of an output tile
   */
  private WinogradWeightGrad(ConvShape s, int m, Parallel parallel) {
    this.s = s;
    this.tiles = new WinogradTiles(s, m);
    this.tile = tiles.tile;
    this.points = tile.points;
    this.parallel = parallel;
    this.wide = tiles.out.channels;
    this.point = s.c() * wide + L;
    this.size = points * point;
    this.kernelSize = 9 * s.c() * wide;
  }

  /**
   * gw from x and gy, and the bias's gradient.
   *
   * @param m rows and columns of an output tile
   */
  static void run(
      float[] gw,
      int w0,
      float[] x,
      int x0,
      float[] gy,
      int y0,
      BiasGrad gb,
      ConvShape s,
      int m,
      Parallel parallel) {
    new WinogradWeightGrad(s, m, parallel).run(gw, w0, ImageReader.of(x, x0, s), gy, y0, gb);
  }

  private void run(float[] gw, int w0, ImageReader x, float[] gy, int y0, BiasGrad gb) {
    if (isWhole()) {
      byPoints(gw, w0, x, gy, y0, gb);
    } else {
      Transform transform =
          (m, mPoint, xPoint, first, images) -> {
            tiles.outputGrad(m, 0, mPoint, gy, y0, gb, first, images);
            tiles.input(Scratch.get(Slot.TILES, points * xPoint), 0, xPoint, x, first, images);
          };
      byParts(gw, w0, transform);
    }
  }

  /**
   * All gradients, where this is {@link #shared}: gy is read and turned once for them. The bits are
   * those of {@link #run} and of {@link WinogradConv#inputGrad}.
   */
  void all(ImageExchange x, Tensor gw, BiasGrad gb, Tensor gy, Tensor w) {
    WinogradConv back =
        WinogradConv.inputGrad(w.array(), w.offset(), Addends.NONE, s, tile.m, parallel);
    ImageReader from = ImageReader.of(gy.array(), gy.offset(), s.turned().orElseThrow());
    Transform transform =
        (m, mPoint, xPoint, first, images) ->
            back.grads(x, m, mPoint, tiles, xPoint, from, gb, first, images);
    byParts(gw.array(), gw.offset(), transform);
  }

  /**
   * For {@link #all}, where both gradients go by the same tiles and a few images are transformed at
   * a time; else null.
   *
   * @param forced the way to take where it serves, or null
   */
  static WinogradWeightGrad shared(ConvShape s, ConvWay forced, Parallel parallel) {
    ConvWay way = ConvChoice.bothGrads(s, forced, L);
    if (way == ConvWay.DIRECT) {
      return null;
    }
    WinogradWeightGrad g = new WinogradWeightGrad(s, way.m(), parallel);
    WinogradTiles back = new WinogradTiles(s.turned().orElseThrow(), way.m());
    return !g.isWhole() && g.tiles.fitInto(back) ? g : null;
  }

  /** Whether a visit to the sums moves all of them through the caches. */
  boolean isLarge() {
    return tiles.isLarge();
  }

  /** Whether all images are transformed first: there are some, and room for them. */
  private boolean isWhole() {
    long all = (long) s.n() * tiles.perImage * (tiles.in.channels + wide) * points;
    return isLarge() && all > 0 && all <= ROOM;
  }

  /** A gY Aᵀ of some images to m, and Bᵀ x B to {@link Slot#TILES}. */
  @FunctionalInterface
  private interface Transform {
    void run(float[] m, int mPoint, int xPoint, int first, int images);
  }

  // ---- a few images at a time -------------------------------------------------------------------

  private void byParts(float[] gw, int w0, Transform transform) {
    if (s.n() == 0) {
      Arrays.fill(gw, w0, w0 + 9 * s.c() * s.k(), 0f);
      return;
    }
    int each = tiles.imagesPerTask(size < WIDE ? TILES : 2 * TILES, PARTS);
    int tasks = (s.n() + each - 1) / each;
    int perPart = (tasks + PARTS - 1) / PARTS * each;
    int parts = (s.n() + perPart - 1) / perPart;
    float[] kernels = Scratch.get(Slot.SHARED, parts * kernelSize);
    parallel.forChunks(
        parts,
        1,
        (from, to) -> {
          float[] sums = Scratch.get(Slot.SUMS, size);
          for (int part = from; part < to; part++) {
            int first = part * perPart;
            int last = Math.min(s.n(), first + perPart);
            for (int i = first; i < last; i += each) {
              task(sums, transform, i, Math.min(each, last - i), i > first);
            }
            back(kernels, part * kernelSize, sums, 0, s.c());
          }
        });
    collect(gw, w0, kernels, parts);
  }

  private void task(float[] sums, Transform transform, int first, int images, boolean more) {
    int count = images * tiles.perImage;
    int inPoint = WinogradTiles.point(count, tiles.in);
    int outPoint = WinogradTiles.point(count, tiles.out);
    float[] m = Scratch.get(Slot.GRADS, points * outPoint);
    transform.run(m, outPoint, inPoint, first, images);
    float[] v = Scratch.get(Slot.TILES, points * inPoint);
    for (int p = 0; p < points; p++) {
      product(sums, p * point, v, p * inPoint, m, p * outPoint, count, 0, s.c(), more);
    }
  }

  /**
   * sums[c, :] = Σ_tile v[tile, c]·m[tile, :], all from {@link Scratch#START} on, for input
   * channels from … to−1, {@code more} of it when there is some already.
   */
  private void product(
      float[] sums,
      int at,
      float[] v,
      int v0,
      float[] m,
      int m0,
      int count,
      int from,
      int to,
      boolean more) {
    int in = tiles.in.channels;
    MicroKernel.productOfColumns(
        sums,
        START + at + from * wide,
        v,
        START + v0 + from,
        in,
        to - from,
        m,
        START + m0,
        wide,
        count,
        more);
  }

  // ---- all images first -------------------------------------------------------------------------

  private void byPoints(float[] gw, int w0, ImageReader x, float[] gy, int y0, BiasGrad gb) {
    int count = s.n() * tiles.perImage;
    int inPoint = WinogradTiles.point(count, tiles.in);
    int outPoint = WinogradTiles.point(count, tiles.out);
    float[] v = Scratch.get(Slot.ALL_TILES, points * inPoint);
    float[] m = Scratch.get(Slot.ALL_PRODUCTS, points * outPoint);
    parallel.forChunks(
        s.n(),
        1,
        (from, to) -> {
          int at = from * tiles.perImage;
          tiles.input(v, at, inPoint, x, from, to - from);
          tiles.outputGrad(m, at, outPoint, gy, y0, gb, from, to - from);
        });
    float[] sums = Scratch.get(Slot.SHARED, size);
    int block = 64; // rows of a task
    int blocks = (s.c() + block - 1) / block;
    parallel.forChunks(
        points * blocks,
        1,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            int p = i / blocks;
            int first = i % blocks * block;
            int last = Math.min(s.c(), first + block);
            product(sums, p * point, v, p * inPoint, m, p * outPoint, count, first, last, false);
          }
        });
    float[] kernels = Scratch.get(Slot.KERNELS, kernelSize);
    parallel.forChunks(s.c(), 8, (from, to) -> back(kernels, 0, sums, from, to));
    collect(gw, w0, kernels, 1);
  }

  // ---- the end ----------------------------------------------------------------------------------

  /**
   * Gᵀ · G of the sums of input channels from … to−1: kernels [c][vector of k][9], from {@code at}.
   */
  private void back(float[] kernels, int at, float[] sums, int from, int to) {
    float[] buffer = Scratch.get(Slot.TILE, tile.buffer);
    for (int i = from * wide; i < to * wide; i += L) {
      tile.kernelGrad(sums, START + i, point, kernels, at + 9 * i, buffer);
    }
  }

  /**
   * Adds the parts, and puts the kernels where they belong. A task takes 16 input channels at
   * least: what two of them write shares lines of the caches at each end of a run.
   */
  private void collect(float[] gw, int w0, float[] kernels, int parts) {
    parallel.forChunks(
        s.c(),
        Math.max(16, 1024 / s.k()),
        (from, to) -> {
          for (int c = from; c < to; c++) {
            collect(gw, w0, kernels, parts, c);
          }
        });
  }

  private void collect(float[] gw, int w0, float[] kernels, int parts, int c) {
    float[] g = Scratch.get(Slot.TILE, 9 * wide);
    System.arraycopy(kernels, c * 9 * wide, g, 0, 9 * wide);
    for (int part = 1; part < parts; part++) {
      VectorElementwise.axpy(g, 0, 1f, kernels, part * kernelSize + c * 9 * wide, 9 * wide);
    }
    for (int k = 0; k < s.k(); k++) {
      int kernel = w0 + (k * s.c() + c) * 9;
      for (int e = 0; e < 9; e++) {
        gw[kernel + e] = g[(k / L * 9 + e) * L + k % L];
      }
    }
  }
}

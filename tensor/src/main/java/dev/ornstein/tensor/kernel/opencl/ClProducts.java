package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.GemmShape;
import org.jocl.cl_mem;

/**
 * Matrix products, and convolutions directly, as products with matrices of patches that never
 * exist: {@code product.cl}. Products with few rows or columns have a work item per element; others
 * are computed by tiles, as {@link TileSizes} says. Whatever the way, an element is one chain of
 * fused multiply-adds with ascending k (or a few of them, see {@link Product#partLength}): the bits
 * are the same.
 */
final class ClProducts {
  private static final String FAMILY = "product";
  private static final String TILES = FAMILY + "+product-tiles";
  private static final String BLOCKS = FAMILY + "+product-blocks";

  /** What a sum begins with, by the numbers of the source. */
  private enum Start {
    NOTHING,
    RESULT,
    BIAS
  }

  /** Hands an operand to a kernel, as one that it reads or one that it writes. */
  @FunctionalInterface
  private interface Operand {
    void put(Launch call);
  }

  /** Tiles per compute unit that keep it busy. */
  private static final int TILES_PER_UNIT = 4;

  private final ClDevice device;
  private final TileSizes sizes;
  private final boolean special;

  /**
   * @param sizes the tiles of products that are large enough for them; the device has room for them
   * @param special whether every convolution has a program for its geometry, as large ones do
   */
  ClProducts(ClDevice device, TileSizes sizes, boolean special) {
    this.device = device;
    this.sizes = sizes;
    this.special = special;
  }

  void gemm(Tensor c, Tensor a, Tensor b, GemmShape s) {
    run(Product.gemm(s), c, a, b, null, s.accumulate() ? Start.RESULT : Start.NOTHING);
  }

  /** The same for matrices that are no tensors, from the beginning of each room. */
  void gemm(cl_mem c, cl_mem a, cl_mem b, GemmShape s) {
    Start start = s.accumulate() ? Start.RESULT : Start.NOTHING;
    run(Product.gemm(s), s.batch() * s.m() * s.n(), in(c), in(a), in(b), null, start);
  }

  void conv2d(Tensor y, Tensor x, Tensor w, Tensor bias, ConvShape s) {
    run(Product.forward(s), y, w, x, bias, bias == null ? Start.NOTHING : Start.BIAS);
  }

  void conv2dInputGrad(Tensor gx, Tensor gy, Tensor w, ConvShape s) {
    run(Product.inputGrad(s), gx, w, gy, null, Start.NOTHING);
  }

  void conv2dWeightGrad(Tensor gw, Tensor x, Tensor gy, ConvShape s) {
    run(Product.weightGrad(s), gw, gy, x, null, Start.NOTHING);
  }

  private static Operand in(cl_mem room) {
    return call -> call.put(room).put(0);
  }

  private void run(Product p, Tensor c, Tensor a, Tensor b, Tensor bias, Start start) {
    Operand out = start == Start.RESULT ? call -> call.update(c) : call -> call.write(c);
    run(p, c.size(), out, call -> call.read(a), call -> call.read(b), bias, start);
  }

  /**
   * @param size elements of C
   */
  private void run(Product p, int size, Operand c, Operand a, Operand b, Tensor bias, Start start) {
    if (size == 0) {
      return;
    }
    boolean whole = p.parts() == 1;
    TileSizes tiles = sizes.fit((long) p.batch() * p.parts(), p.m(), p.n(), enoughTiles());
    boolean plain = p.isNarrow() || p.isLow() && sizes.shared();
    Start first = whole ? start : Start.NOTHING;
    Launch call = kernel(p, plain, tiles);
    a.put(call);
    b.put(call);
    put(bias, a, call);
    if (!whole) {
      call.put(device.scratch(0, p.parts() * size)).put(0);
    } else {
      c.put(call);
    }
    call.put(first.ordinal(), p.parts(), p.partLength(), size);
    p.put(call);
    long products = (long) p.batch() * p.parts();
    if (plain) {
      long count = products * p.m() * p.n();
      call.put(Math.toIntExact(count)).over(count);
    } else {
      call.put(tiles.down(p.m()), tiles.across(p.n()));
      if (!tiles.shared()) {
        call.put(tiles.m());
      }
      long items = tiles.items();
      call.grid(new long[] {products * tiles.tiles(p.m(), p.n()) * items}, new long[] {items});
    }
    if (!whole) {
      addParts(p, size, c, bias, start);
    }
  }

  /**
   * The only place where it is decided what is compiled into a program and what are its arguments:
   * the geometry of large convolutions is, and for tiles that groups share how matrices are stored,
   * since they read these in their order.
   */
  private Launch kernel(Product p, boolean plain, TileSizes tiles) {
    boolean compiled = p.conv() != null ? special || p.isLarge() : tiles.shared() && !plain;
    String options = p.kind() + (compiled ? p.geometry() : "");
    if (plain) {
      return device.kernel(FAMILY, options + " -DPLAIN", "plain");
    }
    return device.kernel(
        tiles.shared() ? TILES : BLOCKS,
        options + ' ' + tiles.options(),
        tiles.shared() ? "tiled" : "blocks");
  }

  /** A bias, or where there is none anything that is there. */
  private static void put(Tensor bias, Operand any, Launch call) {
    if (bias == null) {
      any.put(call);
    } else {
      call.read(bias);
    }
  }

  private void addParts(Product p, int size, Operand c, Tensor bias, Start start) {
    Launch call = device.kernel(FAMILY, "-DADD_PARTS", "addParts");
    cl_mem sums = device.scratch(0, p.parts() * size);
    call.put(sums);
    put(bias, in(sums), call);
    c.put(call);
    call.put(start.ordinal(), p.parts(), size);
    boolean biased = start == Start.BIAS;
    call.put(biased ? bias.size() : 1, biased ? p.conv().p() * p.conv().q() : 1);
    call.over(size);
  }

  private long enoughTiles() {
    return (long) TILES_PER_UNIT * device.info().computeUnits();
  }
}

package dev.ornstein.tensor.kernel.scalar;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.ConvShape;
import java.util.Arrays;

/**
 * Convolution and its two adjoints, each a matrix product per image and group:
 *
 * <pre>
 * y (K × PQ)    = w (K × CRS)   · patches of x (CRS × PQ)
 * gx (C × HW)   = wᵀ (C × KRS)  · patches of gy (KRS × HW)
 * gw (K × CRS)  = Σₙ gy (K × PQ) · patches of x, transposed (PQ × CRS)
 * </pre>
 *
 * {@link Patches} defines the patches, {@link MatrixProduct} how sums are formed.
 */
final class ConvKernels {
  private static final int BLOCK = MatrixProduct.N_BLOCK;

  private ConvKernels() {}

  /** y = x ⋆ w + bias; {@code bias} may be null. A task is a block of columns of one product. */
  static void forward(
      float[] y,
      int yAt,
      float[] x,
      int xAt,
      float[] w,
      int wAt,
      float[] bias,
      int biasAt,
      ConvShape g,
      Parallel parallel) {
    int taps = g.cg() * g.r() * g.s();
    int area = g.p() * g.q();
    int blocks = blocks(area);
    parallel.forChunks(
        g.n() * g.groups() * blocks,
        grain(g.kg(), taps, area),
        (first, last) -> {
          MatrixProduct product = new MatrixProduct(taps, area);
          for (int task = first; task < last; task++) {
            int from = task % blocks * BLOCK;
            int to = Math.min(from + BLOCK, area);
            int group = task / blocks % g.groups();
            int n = task / blocks / g.groups();
            int k0 = group * g.kg();
            int yHere = yAt + (n * g.k() + k0) * area;
            for (int k = 0; k < g.kg(); k++) {
              float b = bias == null ? 0f : bias[biasAt + k0 + k];
              Arrays.fill(y, yHere + k * area + from, yHere + k * area + to, b);
            }
            int xHere = xAt + (n * g.c() + group * g.cg()) * g.h() * g.w();
            MatrixProduct.Rows patches = Patches.byTap(x, xHere, g);
            int wHere = wAt + k0 * taps;
            product.accumulate(y, yHere, area, w, wHere, taps, 1, patches, g.kg(), taps, from, to);
          }
        });
  }

  /** gx from gy. A task is a block of columns of one product. */
  static void inputGrad(
      float[] gx,
      int gxAt,
      float[] gy,
      int gyAt,
      float[] w,
      int wAt,
      ConvShape g,
      Parallel parallel) {
    int taps = g.kg() * g.r() * g.s();
    int area = g.h() * g.w();
    int blocks = blocks(area);
    float[] flipped = channelsFirst(w, wAt, g);
    parallel.forChunks(
        g.n() * g.groups() * blocks,
        grain(g.cg(), taps, area),
        (first, last) -> {
          MatrixProduct product = new MatrixProduct(taps, area);
          for (int task = first; task < last; task++) {
            int from = task % blocks * BLOCK;
            int to = Math.min(from + BLOCK, area);
            int group = task / blocks % g.groups();
            int n = task / blocks / g.groups();
            int c0 = group * g.cg();
            int gxHere = gxAt + (n * g.c() + c0) * area;
            for (int c = 0; c < g.cg(); c++) {
              Arrays.fill(gx, gxHere + c * area + from, gxHere + c * area + to, 0f);
            }
            int gyHere = gyAt + (n * g.k() + group * g.kg()) * g.p() * g.q();
            MatrixProduct.Rows patches = Patches.adjointByTap(gy, gyHere, g);
            product.accumulate(
                gx, gxHere, area, flipped, c0 * taps, taps, 1, patches, g.cg(), taps, from, to);
          }
        });
  }

  /** w (groups, K/groups, C/groups, RS) as (groups, C/groups, K/groups, RS). */
  private static float[] channelsFirst(float[] w, int wAt, ConvShape g) {
    int rs = g.r() * g.s();
    float[] out = new float[g.k() * g.cg() * rs];
    int at = 0;
    for (int group = 0; group < g.groups(); group++) {
      for (int c = 0; c < g.cg(); c++) {
        for (int k = 0; k < g.kg(); k++, at += rs) {
          System.arraycopy(w, wAt + ((group * g.kg() + k) * g.cg() + c) * rs, out, at, rs);
        }
      }
    }
    return out;
  }

  /**
   * gw from x and gy. A task is a block of columns of one group, summed over the images in order.
   */
  static void weightGrad(
      float[] gw,
      int gwAt,
      float[] x,
      int xAt,
      float[] gy,
      int gyAt,
      ConvShape g,
      Parallel parallel) {
    int taps = g.cg() * g.r() * g.s();
    int area = g.p() * g.q();
    int blocks = blocks(taps);
    parallel.forChunks(
        g.groups() * blocks,
        grain(g.kg(), g.n() * area, taps),
        (first, last) -> {
          MatrixProduct product = new MatrixProduct(area, taps);
          for (int task = first; task < last; task++) {
            int from = task % blocks * BLOCK;
            int to = Math.min(from + BLOCK, taps);
            int group = task / blocks;
            int gwHere = gwAt + group * g.kg() * taps;
            for (int k = 0; k < g.kg(); k++) {
              Arrays.fill(gw, gwHere + k * taps + from, gwHere + k * taps + to, 0f);
            }
            for (int n = 0; n < g.n(); n++) {
              int xHere = xAt + (n * g.c() + group * g.cg()) * g.h() * g.w();
              int gyHere = gyAt + (n * g.k() + group * g.kg()) * area;
              MatrixProduct.Rows patches = Patches.byPosition(x, xHere, g);
              product.accumulate(
                  gw, gwHere, taps, gy, gyHere, area, 1, patches, g.kg(), area, from, to);
            }
          }
        });
  }

  private static int blocks(int columns) {
    return columns == 0 ? 0 : (columns - 1) / BLOCK + 1;
  }

  private static int grain(int m, long k, int n) {
    return Grain.of(m * k * Math.min(n, BLOCK) / 4);
  }
}

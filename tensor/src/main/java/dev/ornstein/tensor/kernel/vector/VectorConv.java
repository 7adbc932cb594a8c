package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.MicroKernel.NR;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.GemmShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import jdk.incubator.vector.FloatVector;

/**
 * Convolution as a matrix product whose right-hand side is never stored: Y (K × PQ) = W (K × CRS) ·
 * cols (CRS × PQ), where the columns are shifted images. For stride 1 a panel of them is packed by
 * copying two vectors per tap from a {@link FlatImage}; other strides gather.
 */
final class VectorConv {
  /** Taps per block: a panel of them (16 KiB) stays in the first-level cache. */
  private static final int KC = 256;

  private VectorConv() {}

  /** y = x ⋆ w + bias; bias may be null. */
  static void forward(
      float[] y,
      int y0,
      float[] x,
      int x0,
      float[] w,
      int w0,
      float[] bias,
      int bias0,
      ConvShape s,
      Parallel parallel) {
    if (s.r() == 1 && s.s() == 1 && s.stride() == 1 && s.pad() == 0 && s.groups() == 1) {
      pointwise(y, y0, x, x0, w, w0, bias, bias0, s, parallel);
    } else if (WinogradConv.fits(s)) {
      WinogradConv.forward(y, y0, x, x0, w, w0, bias, bias0, s, parallel);
    } else if (s.stride() == 1) {
      flatForward(y, y0, x, x0, w, w0, bias, bias0, s, parallel);
    } else {
      stridedForward(y, y0, x, x0, w, w0, bias, bias0, s, parallel);
    }
  }

  /** How many pieces an image's positions are cut into, so that small batches keep threads busy. */
  private static int pieces(int n, int positions) {
    int tiles = (positions + NR - 1) / NR;
    return n == 0 || n >= 16 ? 1 : Math.max(1, Math.min(tiles / 2, (16 + n - 1) / n));
  }

  /** A 1×1 kernel: Y (K × HW) = W (K × C) · X (C × HW) for each image. */
  private static void pointwise(
      float[] y,
      int y0,
      float[] x,
      int x0,
      float[] w,
      int w0,
      float[] bias,
      int bias0,
      ConvShape s,
      Parallel parallel) {
    int area = s.h() * s.w();
    GemmShape product =
        new GemmShape(s.n(), s.k(), area, s.c(), false, false, 0, s.c() * area, false);
    VectorGemm.run(y, y0, w, w0, x, x0, product, parallel);
    if (bias != null) {
      parallel.forChunks(
          s.n() * s.k(),
          Math.max(1, 32_768 / area),
          (from, to) -> {
            for (int i = from; i < to; i++) {
              VectorElementwise.affine(
                  y, y0 + i * area, y, y0 + i * area, 1f, bias[bias0 + i % s.k()], area);
            }
          });
    }
  }

  private static void flatForward(
      float[] y,
      int y0,
      float[] x,
      int x0,
      float[] w,
      int w0,
      float[] bias,
      int bias0,
      ConvShape s,
      Parallel parallel) {
    FlatImage image = new FlatImage(s, NR);
    int cg = s.cg();
    int taps = cg * s.r() * s.s();
    int[] offsets = new int[taps];
    for (int i = 0; i < taps; i++) {
      offsets[i] = image.tap(i / (s.r() * s.s()), i / s.s() % s.r(), i % s.s());
    }
    int tiles = (image.flat + NR - 1) / NR;
    int pieces = pieces(s.n() * s.groups(), image.flat);
    int perPiece = (tiles + pieces - 1) / pieces;
    int outPlane = tiles * NR;
    parallel.forChunks(
        s.n() * s.groups() * pieces,
        1,
        (from, to) -> {
          for (int t = from; t < to; t++) {
            int g = t / pieces % s.groups();
            int n = t / pieces / s.groups();
            int first = t % pieces * perPiece;
            int last = Math.min(tiles, first + perPiece);
            float[] padded = Scratch.get(Slot.IMAGE, image.size(cg));
            image.fill(padded, x, x0 + (n * s.c() + g * cg) * s.h() * s.w(), cg);
            float[] out = Scratch.get(Slot.OUT, s.kg() * outPlane);
            int wg = w0 + g * s.kg() * taps;
            for (int tile = first; tile < last; tile++) {
              tile(out, tile * NR, outPlane, w, wg, padded, offsets, tile * NR, s.kg());
            }
            int yg = y0 + (n * s.k() + g * s.kg()) * s.p() * s.q();
            int bg = bias0 + g * s.kg();
            compact(y, yg, out, outPlane, image.pitch, bias, bg, s, first * NR, last * NR);
          }
        });
  }

  /** All output channels of one tile of flat positions. */
  private static void tile(
      float[] out,
      int o,
      int ldo,
      float[] w,
      int w0,
      float[] image,
      int[] offsets,
      int f,
      int rows) {
    float[] panel = Scratch.get(Slot.PANEL, KC * NR);
    int taps = offsets.length;
    for (int k = 0; k < taps; k += KC) {
      int depth = Math.min(KC, taps - k);
      for (int i = 0; i < depth; i++) {
        copyPair(image, offsets[k + i] + f, panel, i * NR);
      }
      MicroKernel.rows(out, o, ldo, w, w0 + k, taps, 1, panel, 0, depth, rows, k > 0);
    }
  }

  private static void copyPair(float[] from, int i, float[] to, int j) {
    FloatVector a = FloatVector.fromArray(Lanes.S, from, i);
    FloatVector b = FloatVector.fromArray(Lanes.S, from, i + Lanes.L);
    a.intoArray(to, j);
    b.intoArray(to, j + Lanes.L);
  }

  /** Copies the useful ones of flat positions from … to−1 to the dense output, adding the bias. */
  private static void compact(
      float[] y,
      int y0,
      float[] out,
      int ldo,
      int pitch,
      float[] bias,
      int bias0,
      ConvShape s,
      int from,
      int to) {
    for (int k = 0; k < s.kg(); k++) {
      float b = bias == null ? 0f : bias[bias0 + k];
      for (int p = from / pitch; p < s.p() && p * pitch < to; p++) {
        int q0 = Math.max(0, from - p * pitch);
        int q1 = Math.min(s.q(), to - p * pitch);
        int src = k * ldo + p * pitch;
        int dst = y0 + (k * s.p() + p) * s.q();
        for (int q = q0; q < q1; q++) {
          y[dst + q] = out[src + q] + b;
        }
      }
    }
  }

  private static void stridedForward(
      float[] y,
      int y0,
      float[] x,
      int x0,
      float[] w,
      int w0,
      float[] bias,
      int bias0,
      ConvShape s,
      Parallel parallel) {
    int positions = s.p() * s.q();
    int taps = s.cg() * s.r() * s.s();
    int tiles = (positions + NR - 1) / NR;
    int pieces = pieces(s.n() * s.groups(), positions);
    int perPiece = (tiles + pieces - 1) / pieces;
    parallel.forChunks(
        s.n() * s.groups() * pieces,
        1,
        (from, to) -> {
          for (int t = from; t < to; t++) {
            int g = t / pieces % s.groups();
            int n = t / pieces / s.groups();
            int last = Math.min(tiles, (t % pieces + 1) * perPiece);
            float[] panel = Scratch.get(Slot.PANEL, taps * NR);
            float[] out = Scratch.get(Slot.OUT, s.kg() * NR);
            for (int tile = t % pieces * perPiece; tile < last; tile++) {
              int f = tile * NR;
              int cols = Math.min(NR, positions - f);
              StridedPatches.gather(
                  panel, x, x0 + (n * s.c() + g * s.cg()) * s.h() * s.w(), s, f, cols);
              strips(out, w, w0 + g * s.kg() * taps, panel, taps, s.kg());
              for (int k = 0; k < s.kg(); k++) {
                float b = bias == null ? 0f : bias[bias0 + g * s.kg() + k];
                int dst = y0 + (n * s.k() + g * s.kg() + k) * positions + f;
                for (int j = 0; j < cols; j++) {
                  y[dst + j] = out[k * NR + j] + b;
                }
              }
            }
          }
        });
  }

  /** out (rows × NR) = w (rows × taps) · panel. */
  private static void strips(float[] out, float[] w, int w0, float[] panel, int taps, int rows) {
    for (int k = 0; k < taps; k += KC) {
      int depth = Math.min(KC, taps - k);
      MicroKernel.rows(out, 0, NR, w, w0 + k, taps, 1, panel, k * NR, depth, rows, k > 0);
    }
  }
}

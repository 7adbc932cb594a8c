package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static dev.ornstein.tensor.kernel.vector.MicroKernel.NR;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.ConvWay;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import jdk.incubator.vector.FloatVector;

/**
 * Convolution as a matrix product whose right-hand side is never stored: Y (K × PQ) = W (K × CRS) ·
 * cols (CRS × PQ), where the rows of cols are windows of a {@link FlatImage}. A panel of them is
 * packed by copying two vectors per tap; a single output channel reads them in place.
 */
final class VectorConv {
  /** Taps per block: a panel of them (16 KiB) stays in the first-level cache. */
  private static final int KC = 256;

  private VectorConv() {}

  /**
   * y = x ⋆ w and what is added.
   *
   * @param forced the way to take where it serves, or null
   */
  static void forward(
      float[] y,
      int y0,
      float[] x,
      int x0,
      float[] w,
      int w0,
      Addends add,
      ConvShape s,
      ConvWay forced,
      Parallel parallel) {
    ConvWay way = ConvChoice.forward(s, forced, L);
    if (s.r() == 1 && s.s() == 1 && s.stride() == 1 && s.pad() == 0 && s.groups() == 1) {
      PointwiseConv.forward(y, y0, x, x0, w, w0, add, s, parallel);
    } else if (PatchConv.serves(s)) {
      PatchConv.forward(y, y0, x, x0, w, w0, add, s, parallel);
    } else if (way != ConvWay.DIRECT) {
      WinogradConv.forward(y, y0, x, x0, w, w0, add, s, way.m(), parallel);
    } else {
      flat(y, y0, x, x0, w, w0, add, s, parallel);
    }
  }

  /**
   * How many of an image's tiles of positions make a piece; images of small batches are cut so that
   * threads are kept busy.
   */
  static int tilesPerPiece(int n, int tiles) {
    int pieces = n == 0 || n >= 16 ? 1 : Math.max(1, Math.min(tiles / 2, (16 + n - 1) / n));
    return (tiles + pieces - 1) / pieces;
  }

  private static void flat(
      float[] y,
      int y0,
      float[] x,
      int x0,
      float[] w,
      int w0,
      Addends add,
      ConvShape s,
      Parallel parallel) {
    FlatImage image = new FlatImage(s, NR);
    int cg = s.cg();
    int[] offsets = image.taps(cg);
    int tiles = (image.flat + NR - 1) / NR;
    int perPiece = tilesPerPiece(s.n() * s.groups(), tiles);
    int pieces = (tiles + perPiece - 1) / perPiece;
    int outPlane = tiles * NR;
    int tasks = s.n() * s.groups() * pieces;
    parallel.forChunks(
        tasks,
        Math.max(1, tasks / 64),
        (from, to) -> {
          float[] padded = Scratch.get(Slot.IMAGE, image.size(cg));
          image.clear(padded, cg);
          for (int t = from; t < to; t++) {
            int g = t / pieces % s.groups();
            int n = t / pieces / s.groups();
            int first = t % pieces * perPiece;
            int last = Math.min(tiles, first + perPiece);
            image.fill(padded, x, x0 + (n * s.c() + g * cg) * s.h() * s.w(), cg);
            float[] out = Scratch.get(Slot.OUT, s.kg() * outPlane);
            int wg = w0 + g * s.kg() * offsets.length;
            if (s.kg() == 1) {
              single(out, first * NR, last * NR, w, wg, padded, offsets);
            } else {
              for (int f = first * NR; f < last * NR; f += NR) {
                tile(out, f, outPlane, w, wg, padded, offsets, f, s.kg());
              }
            }
            int channel = n * s.k() + g * s.kg();
            compact(y, y0, channel, out, outPlane, image.pitch, add, s, first * NR, last * NR);
          }
        });
  }

  /**
   * out[k, o + j] = Σᵢ w[k, i] · image[offsets[i] + f + j] for j &lt; NR: one tile of flat
   * positions.
   *
   * @param ldo distance between the rows of out
   * @param rows how many k
   */
  static void tile(
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
      MicroKernel.rows(out, o, ldo, w, w0 + k, taps, 1, panel, 0, NR, NR, depth, rows, k > 0);
    }
  }

  static void copyPair(float[] from, int i, float[] to, int j) {
    FloatVector a = FloatVector.fromArray(S, from, i);
    FloatVector b = FloatVector.fromArray(S, from, i + L);
    a.intoArray(to, j);
    b.intoArray(to, j + L);
  }

  /**
   * out[f] = Σᵢ w[i] · image[offsets[i] + f] for from ≤ f &lt; to, whole tiles: there is no second
   * row that a packed panel could serve, so eight vectors at a time are read where they lie.
   */
  private static void single(
      float[] out, int from, int to, float[] w, int w0, float[] image, int[] offsets) {
    int f = from;
    for (; f <= to - 8 * L; f += 8 * L) {
      eight(out, f, w, w0, image, offsets);
    }
    for (; f < to; f += NR) {
      two(out, f, w, w0, image, offsets);
    }
  }

  private static void eight(float[] out, int f, float[] w, int w0, float[] image, int[] offsets) {
    FloatVector a = FloatVector.zero(S);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    FloatVector e = a;
    FloatVector g = a;
    FloatVector h = a;
    FloatVector i = a;
    for (int t = 0; t < offsets.length; t++) {
      FloatVector v = FloatVector.broadcast(S, w[w0 + t]);
      int at = offsets[t] + f;
      a = FloatVector.fromArray(S, image, at).fma(v, a);
      b = FloatVector.fromArray(S, image, at + L).fma(v, b);
      c = FloatVector.fromArray(S, image, at + 2 * L).fma(v, c);
      d = FloatVector.fromArray(S, image, at + 3 * L).fma(v, d);
      e = FloatVector.fromArray(S, image, at + 4 * L).fma(v, e);
      g = FloatVector.fromArray(S, image, at + 5 * L).fma(v, g);
      h = FloatVector.fromArray(S, image, at + 6 * L).fma(v, h);
      i = FloatVector.fromArray(S, image, at + 7 * L).fma(v, i);
    }
    a.intoArray(out, f);
    b.intoArray(out, f + L);
    c.intoArray(out, f + 2 * L);
    d.intoArray(out, f + 3 * L);
    e.intoArray(out, f + 4 * L);
    g.intoArray(out, f + 5 * L);
    h.intoArray(out, f + 6 * L);
    i.intoArray(out, f + 7 * L);
  }

  private static void two(float[] out, int f, float[] w, int w0, float[] image, int[] offsets) {
    FloatVector a = FloatVector.zero(S);
    FloatVector b = a;
    for (int t = 0; t < offsets.length; t++) {
      FloatVector v = FloatVector.broadcast(S, w[w0 + t]);
      int at = offsets[t] + f;
      a = FloatVector.fromArray(S, image, at).fma(v, a);
      b = FloatVector.fromArray(S, image, at + L).fma(v, b);
    }
    a.intoArray(out, f);
    b.intoArray(out, f + L);
  }

  /**
   * Copies the useful ones of flat positions from … to−1 to the dense output, adding what is added.
   *
   * @param first of the output's planes, those of all images counted
   */
  private static void compact(
      float[] y,
      int y0,
      int first,
      float[] out,
      int ldo,
      int pitch,
      Addends add,
      ConvShape s,
      int from,
      int to) {
    int area = s.p() * s.q();
    int begin = outputs(from, pitch, s);
    int count = outputs(to, pitch, s) - begin;
    // what follows a part of a plane is another task's
    int end = count == area ? y0 + (first + s.kg()) * area : 0;
    for (int k = 0; k < s.kg(); k++) {
      float b = add.bias(first % s.k() + k);
      int plane = (first + k) * area;
      for (int p = from / pitch; p < s.p() && p * pitch < to; p++) {
        int q0 = Math.max(0, from - p * pitch);
        int q1 = Math.min(s.q(), to - p * pitch);
        int at = y0 + plane + p * s.q() + q0;
        ShortRows.add(y, at, end, out, k * ldo + p * pitch + q0, b, q1 - q0);
      }
      add.addImages(y, y0, plane + begin, count);
    }
  }

  /** How many outputs of a plane lie before flat position f. */
  private static int outputs(int f, int pitch, ConvShape s) {
    return Math.min(s.p() * s.q(), f / pitch * s.q() + Math.min(s.q(), f % pitch));
  }
}

package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.Lanes.S;
import static dev.ornstein.tensor.kernel.vector.MicroKernel.NR;
import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.ConvWay;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The adjoint of a convolution in w: gwᵀ (CRS × K) = Σₙ cols(xₙ) (CRS × PQ) · gyₙᵀ (PQ × K), where
 * a row of cols is a window of a {@link FlatImage}, so that the micro-kernel reads it in place. The
 * images are cut into a fixed number of parts whose sums are added in order.
 *
 * <p>With one output channel per group gyᵀ is a column, and lanes would run over a single number:
 * there the lanes run over the positions, and each tap keeps a vector of partial sums.
 */
final class ConvWeightGrad {
  /** Positions per block: a panel of them (16 KiB) stays in the first-level cache. */
  private static final int KC = 256;

  /** Parts of a batch at most. */
  static final int PARTS = 16;

  /** Partial sums take at most so many floats: 32 MiB. */
  private static final long ROOM = 8L << 20;

  private final ConvShape s;
  private final BiasGrad gb;
  private final FlatImage image;
  private final int[] offsets;

  /** Numbers that a tap's sums take: a row of all output channels, or a vector for the only one. */
  private final int wide;

  private ConvWeightGrad(ConvShape s, BiasGrad gb) {
    this.s = s;
    this.gb = gb;
    this.image = new FlatImage(s, NR);
    this.offsets = image.taps(s.cg());
    this.wide = MicroKernel.padded(s.kg());
  }

  /**
   * gw from x and gy, and the bias's gradient.
   *
   * @param forced the way to take where it serves, or null
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
      ConvWay forced,
      Parallel parallel) {
    ConvWay way = ConvChoice.weightGrad(s, forced, L);
    if (way != ConvWay.DIRECT) {
      WinogradWeightGrad.run(gw, w0, x, x0, gy, y0, gb, s, way.m(), parallel);
    } else {
      new ConvWeightGrad(s, gb).sum(gw, w0, x, x0, gy, y0, parallel);
    }
  }

  private void sum(float[] gw, int w0, float[] x, int x0, float[] gy, int y0, Parallel parallel) {
    int taps = offsets.length;
    int partSize = taps * wide;
    int parts = parts(s.n(), (long) partSize * s.groups());
    float[] sums = Scratch.get(Slot.SHARED, parts * s.groups() * partSize);
    int perPart = (s.n() + parts - 1) / parts;
    parallel.forChunks(
        parts * s.groups(),
        1,
        (from, to) -> {
          for (int t = from; t < to; t++) {
            int first = t / s.groups() * perPart;
            int last = Math.min(s.n(), first + perPart);
            part(sums, t * partSize, x, x0, gy, y0, t % s.groups(), first, last);
          }
        });
    if (s.kg() == 1) {
      parallel.forChunks(
          s.k(),
          Math.max(1, 16_384 / (parts * partSize)),
          (from, to) -> {
            for (int k = from; k < to; k++) {
              collectOnly(gw, w0 + k * taps, sums, k * partSize, parts, partSize);
            }
          });
      return;
    }
    for (int g = 0; g < s.groups(); g++) {
      int to0 = w0 + g * s.kg() * taps;
      int from0 = g * partSize;
      parallel.forChunks(
          taps,
          Math.max(4 * L, 16_384 / (parts * wide)),
          (from, to) -> collect(gw, to0, sums, from0, from, to, parts, partSize));
    }
  }

  /**
   * How many parts a batch is cut into: a number that depends on the shape only.
   *
   * @param n images
   * @param partSize numbers of the sums of a part
   */
  static int parts(int n, long partSize) {
    int room = (int) Math.max(1, ROOM / partSize);
    return Math.max(1, Math.min(Math.min(n, PARTS), room));
  }

  /** The sums of images first … last−1 for one group. */
  private void part(
      float[] sums, int at, float[] x, int x0, float[] gy, int y0, int g, int first, int last) {
    Arrays.fill(sums, at, at + offsets.length * wide, 0f);
    float[] padded = Scratch.get(Slot.IMAGE, image.size(s.cg()));
    image.clear(padded, s.cg());
    int positions = image.flat + L; // a whole vector may begin at the last one
    float[] turned = Scratch.get(Slot.OUT, MicroKernel.panels(s.kg()) * NR * positions);
    for (int n = first; n < last; n++) {
      image.fill(padded, x, x0 + (n * s.c() + g * s.cg()) * s.h() * s.w(), s.cg());
      int from = y0 + (n * s.k() + g * s.kg()) * s.p() * s.q();
      if (s.kg() == 1) {
        spreadOutput(turned, gy, from);
        gb.plane(n, g, turned, 0, image.flat);
        dots(sums, at, padded, turned);
      } else {
        turnOutput(turned, gy, from);
        biasOf(turned, n, g);
        products(sums, at, padded, turned);
      }
    }
  }

  private void products(float[] sums, int at, float[] padded, float[] turned) {
    for (int k = 0; k < s.kg(); k += NR) {
      int width = MicroKernel.width(s.kg() - k);
      for (int f = 0; f < image.flat; f += KC) {
        int to = at + k;
        int panel = START + k * image.flat + f * width;
        int depth = Math.min(KC, image.flat - f);
        if (s.r() * s.s() == 1) { // rows are as far apart as planes
          MicroKernel.rows(
              sums,
              to,
              wide,
              padded,
              f,
              image.plane,
              1,
              turned,
              panel,
              width,
              width,
              depth,
              s.cg(),
              true);
        } else {
          MicroKernel.scattered(
              sums,
              to,
              wide,
              padded,
              f,
              offsets,
              offsets.length,
              turned,
              panel,
              width,
              depth,
              true);
        }
      }
    }
  }

  /** The bias's part of one image and group, from the panels of gyᵀ. */
  private void biasOf(float[] turned, int n, int g) {
    for (int k = 0; k < s.kg(); k += NR) {
      int width = MicroKernel.width(s.kg() - k);
      int real = Math.min(width, s.kg() - k);
      gb.rows(n, g * s.kg() + k, real, turned, START + k * image.flat, width, image.flat);
    }
  }

  /** Panels of gyᵀ: for each flat position the output gradients, zero between the rows. */
  private void turnOutput(float[] to, float[] gy, int y0) {
    int area = s.p() * s.q();
    boolean near = ChannelLast.near(s.kg(), area);
    float[] from = near ? Scratch.copy(Slot.PLANES, gy, y0, s.kg() * area) : gy;
    int from0 = near ? START : y0;
    for (int k = 0; k < s.kg(); k += NR) {
      int width = MicroKernel.width(s.kg() - k);
      int panel = START + k * image.flat;
      int row = image.pitch * width;
      int real = Math.min(width, s.kg() - k);
      LaneTurn.toVectors(to, panel, width, s.q(), row, from, from0 + k * area, area, real, area);
      for (int p = 1; p < s.p(); p++) {
        int end = panel + p * row;
        Arrays.fill(to, end - row + s.q() * width, end, 0f);
      }
    }
  }

  // ---- one output channel -----------------------------------------------------------------------

  /** The only gradient at its flat positions, zero between the rows and for a vector beyond. */
  private void spreadOutput(float[] to, float[] gy, int y0) {
    Arrays.fill(to, 0, image.flat + L, 0f);
    ShortRows.frame(to, 0, image.pitch, gy, y0, s.q(), s.p(), s.q());
  }

  /** sums[tap, lane] += Σ gy·x over the positions of that lane. */
  private void dots(float[] sums, int at, float[] padded, float[] gy) {
    int taps = offsets.length;
    for (int i = 0; i < taps; i += 4) {
      int last = taps - 1;
      int b = Math.min(i + 1, last);
      int c = Math.min(i + 2, last);
      int d = Math.min(i + 3, last);
      fourDots(sums, at, i, b, c, d, padded, gy);
    }
  }

  private void fourDots(
      float[] sums, int at, int a, int b, int c, int d, float[] padded, float[] gy) {
    FloatVector p = FloatVector.zero(S);
    FloatVector q = p;
    FloatVector r = p;
    FloatVector t = p;
    int oa = offsets[a];
    int ob = offsets[b];
    int oc = offsets[c];
    int od = offsets[d];
    for (int f = 0; f < image.flat; f += L) {
      FloatVector g = FloatVector.fromArray(S, gy, f);
      p = FloatVector.fromArray(S, padded, oa + f).fma(g, p);
      q = FloatVector.fromArray(S, padded, ob + f).fma(g, q);
      r = FloatVector.fromArray(S, padded, oc + f).fma(g, r);
      t = FloatVector.fromArray(S, padded, od + f).fma(g, t);
    }
    add(sums, at + a * L, p);
    if (b > a) {
      add(sums, at + b * L, q);
    }
    if (c > b) {
      add(sums, at + c * L, r);
    }
    if (d > c) {
      add(sums, at + d * L, t);
    }
  }

  private static void add(float[] sums, int at, FloatVector v) {
    v.add(FloatVector.fromArray(S, sums, at)).intoArray(sums, at);
  }

  // ---- the end ----------------------------------------------------------------------------------

  /** Taps first … last−1 of all output channels of a group: the parts in order, turned round. */
  private void collect(
      float[] gw, int w0, float[] sums, int at, int first, int last, int parts, int partSize) {
    int n = last - first;
    int from = at + first * wide;
    for (int part = 1; part < parts; part++) {
      int more = from + part * s.groups() * partSize;
      VectorElementwise.axpy(sums, from, 1f, sums, more, n * wide);
    }
    LaneTurn.toPlanes(gw, w0 + first, offsets.length, s.kg(), sums, from, wide, n, n * wide, n);
  }

  /** The taps of the only output channel of a group: the parts in order, and in each the lanes. */
  private void collectOnly(float[] gw, int to, float[] sums, int from, int parts, int partSize) {
    for (int i = 0; i < offsets.length; i++) {
      float acc = 0f;
      for (int part = 0; part < parts; part++) {
        int at = from + part * s.groups() * partSize + i * wide;
        for (int l = 0; l < L; l++) {
          acc += sums[at + l];
        }
      }
      gw[to + i] = acc;
    }
  }
}

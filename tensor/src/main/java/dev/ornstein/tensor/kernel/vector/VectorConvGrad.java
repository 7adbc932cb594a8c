package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.MicroKernel.MR;
import static dev.ornstein.tensor.kernel.vector.MicroKernel.NR;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;

/** The two adjoints of a convolution. */
final class VectorConvGrad {
  /** Positions per block: a panel of them (16 KiB) stays in the first-level cache. */
  private static final int KC = 256;

  private VectorConvGrad() {}

  // ---- input gradient ---------------------------------------------------------------------------

  /**
   * gx from gy. For stride 1 this is a convolution of gy with the kernel turned by 180° and the
   * channels exchanged; for other strides Wᵀ·gy is added back patch by patch.
   */
  static void input(
      float[] gx, int x0, float[] gy, int y0, float[] w, int w0, ConvShape s, Parallel parallel) {
    int back = s.dilation() * (s.r() - 1) - s.pad();
    if (s.stride() == 1 && s.r() == s.s() && back >= 0) {
      float[] turned = turn(w, w0, s);
      ConvShape t =
          new ConvShape(
              s.n(), s.k(), s.p(), s.q(), s.c(), s.r(), s.s(), 1, back, s.dilation(), s.groups());
      VectorConv.forward(gx, x0, gy, y0, turned, 0, null, 0, t, parallel);
    } else {
      patches(gx, x0, gy, y0, w, w0, s, parallel);
    }
  }

  /** w'[c, k, r, s] = w[k, c, R−1−r, S−1−s] within each group. */
  private static float[] turn(float[] w, int w0, ConvShape s) {
    int area = s.r() * s.s();
    float[] out = Scratch.get(Slot.TURNED, s.c() * s.kg() * area);
    for (int g = 0; g < s.groups(); g++) {
      for (int c = 0; c < s.cg(); c++) {
        for (int k = 0; k < s.kg(); k++) {
          int to = ((g * s.cg() + c) * s.kg() + k) * area;
          int from = w0 + ((g * s.kg() + k) * s.cg() + c) * area;
          for (int i = 0; i < area; i++) {
            out[to + i] = w[from + area - 1 - i];
          }
        }
      }
    }
    return out;
  }

  private static void patches(
      float[] gx, int x0, float[] gy, int y0, float[] w, int w0, ConvShape s, Parallel parallel) {
    int positions = s.p() * s.q();
    int taps = s.cg() * s.r() * s.s();
    int wide = s.cg() * s.h() * s.w();
    parallel.forChunks(
        s.n() * s.groups(),
        1,
        (from, to) -> {
          float[] panel = Scratch.get(Slot.PANEL, s.kg() * NR);
          float[] out = Scratch.get(Slot.OUT, taps * NR);
          for (int t = from; t < to; t++) {
            int g = t % s.groups();
            int n = t / s.groups();
            int at = x0 + (n * s.groups() + g) * wide;
            Arrays.fill(gx, at, at + wide, 0f);
            int y = y0 + (n * s.k() + g * s.kg()) * positions;
            int wg = w0 + g * s.kg() * taps;
            for (int f = 0; f < positions; f += NR) {
              int cols = Math.min(NR, positions - f);
              VectorGemm.pack(panel, 0, gy, y, positions, s.kg(), f, false);
              MicroKernel.rows(out, 0, NR, w, wg, 1, taps, panel, 0, s.kg(), taps, false);
              StridedPatches.scatterAdd(gx, at, out, s, f, cols);
            }
          }
        });
  }

  // ---- weight gradient --------------------------------------------------------------------------

  /**
   * gw from x and gy. For stride 1: gwᵀ (CRS × K) = Σₙ cols(xₙ) (CRS × PQ) · gyₙᵀ (PQ × K), where a
   * row of cols is a shifted image, so that the micro-kernel reads it in place. The images are cut
   * into a fixed number of parts whose sums are added in order.
   */
  static void weight(
      float[] gw, int w0, float[] x, int x0, float[] gy, int y0, ConvShape s, Parallel parallel) {
    if (WinogradConv.fits(s)) {
      WinogradConv.weightGrad(gw, w0, x, x0, gy, y0, s, parallel);
      return;
    }
    int taps = s.cg() * s.r() * s.s();
    int panels = (s.kg() + NR - 1) / NR;
    int partSize = taps * panels * NR;
    int parts = parts(s, partSize);
    float[] sums = Scratch.get(Slot.SHARED, parts * s.groups() * partSize);
    int perPart = (s.n() + parts - 1) / parts;
    parallel.forChunks(
        parts * s.groups(),
        1,
        (from, to) -> {
          for (int t = from; t < to; t++) {
            int g = t % s.groups();
            int first = t / s.groups() * perPart;
            int last = Math.min(s.n(), first + perPart);
            if (s.stride() == 1 && s.q() <= s.w() + s.pad()) { // rows of gy do not overlap
              flatPart(sums, t * partSize, x, x0, gy, y0, s, g, first, last);
            } else {
              stridedPart(sums, t * partSize, x, x0, gy, y0, s, g, first, last);
            }
          }
        });
    parallel.forChunks(
        s.k(),
        Math.max(1, 16_384 / taps),
        (from, to) -> {
          for (int k = from; k < to; k++) {
            int g = k / s.kg();
            collect(
                gw,
                w0 + k * taps,
                sums,
                g * partSize,
                k % s.kg(),
                taps,
                panels * NR,
                parts,
                s.groups() * partSize);
          }
        });
  }

  /** A number of parts that depends on the shape only, and keeps the partial sums under 32 MiB. */
  private static int parts(ConvShape s, int partSize) {
    int room = (int) Math.max(1, (8L << 20) / ((long) partSize * s.groups()));
    return Math.max(1, Math.min(Math.min(s.n(), 16), room));
  }

  private static void collect(
      float[] gw, int to, float[] sums, int from, int k, int taps, int wide, int parts, int step) {
    for (int i = 0; i < taps; i++) {
      float acc = 0f;
      for (int part = 0; part < parts; part++) {
        acc += sums[from + part * step + i * wide + k];
      }
      gw[to + i] = acc;
    }
  }

  private static void flatPart(
      float[] sums,
      int at,
      float[] x,
      int x0,
      float[] gy,
      int y0,
      ConvShape s,
      int g,
      int first,
      int last) {
    int cg = s.cg();
    int area = s.r() * s.s();
    int taps = cg * area;
    int panels = (s.kg() + NR - 1) / NR;
    int wide = panels * NR;
    if (first >= last) {
      Arrays.fill(sums, at, at + taps * wide, 0f);
      return;
    }
    FlatImage image = new FlatImage(s, NR);
    float[] padded = Scratch.get(Slot.IMAGE, image.size(cg));
    float[] turned = Scratch.get(Slot.PANEL, panels * image.flat * NR);
    int[] offsets = new int[taps];
    for (int i = 0; i < taps; i++) {
      offsets[i] = image.tap(i / area, i / s.s() % s.r(), i % s.s());
    }
    for (int n = first; n < last; n++) {
      image.fill(padded, x, x0 + (n * s.c() + g * cg) * s.h() * s.w(), cg);
      turnOutput(turned, gy, y0 + (n * s.k() + g * s.kg()) * s.p() * s.q(), s, image);
      for (int p = 0; p < panels; p++) {
        for (int f = 0; f < image.flat; f += KC) {
          int depth = Math.min(KC, image.flat - f);
          boolean add = n > first || f > 0;
          int b = (p * image.flat + f) * NR;
          for (int i = 0; i < taps; i += MR) {
            int r = Math.min(MR, taps - i);
            MicroKernel.run(
                sums,
                at + i * wide + p * NR,
                wide,
                padded,
                offsets[i] + f,
                offsets[i + Math.min(1, r - 1)] + f,
                offsets[i + Math.min(2, r - 1)] + f,
                offsets[i + r - 1] + f,
                1,
                turned,
                b,
                depth,
                r,
                add);
          }
        }
      }
    }
  }

  /** Panels of gyᵀ: for each flat position the K output gradients, zero between the rows. */
  private static void turnOutput(float[] to, float[] gy, int y0, ConvShape s, FlatImage image) {
    int panelSize = image.flat * NR;
    int panels = (s.kg() + NR - 1) / NR;
    for (int p = 0; p < s.p(); p++) {
      int gap = p + 1 < s.p() ? image.pitch - s.q() : 0;
      for (int panel = 0; panel < panels; panel++) {
        int at = panel * panelSize + (p * image.pitch + s.q()) * NR;
        Arrays.fill(to, at, at + gap * NR, 0f);
      }
    }
    int area = s.p() * s.q();
    for (int panel = 0; panel < panels; panel++) {
      int k = panel * NR;
      int real = Math.min(NR, s.kg() - k);
      for (int p = 0; p < s.p(); p++) {
        int src = y0 + k * area + p * s.q();
        int dst = panel * panelSize + p * image.pitch * NR;
        for (int q = 0; q < s.q(); q++) {
          turnPosition(to, dst + q * NR, gy, src + q, area, real);
        }
      }
    }
  }

  /** One position of all channels of a panel: a full line is written at once. */
  private static void turnPosition(float[] to, int at, float[] gy, int from, int area, int real) {
    for (int x = 0; x < real; x++) {
      to[at + x] = gy[from + x * area];
    }
    for (int x = real; x < NR; x++) {
      to[at + x] = 0f;
    }
  }

  private static void stridedPart(
      float[] sums,
      int at,
      float[] x,
      int x0,
      float[] gy,
      int y0,
      ConvShape s,
      int g,
      int first,
      int last) {
    int taps = s.cg() * s.r() * s.s();
    int panels = (s.kg() + NR - 1) / NR;
    int wide = panels * NR;
    int positions = s.p() * s.q();
    Arrays.fill(sums, at, at + taps * wide, 0f);
    float[] patches = Scratch.get(Slot.IMAGE, taps * NR);
    float[] turned = Scratch.get(Slot.PANEL, NR * NR);
    for (int n = first; n < last; n++) {
      int y = y0 + (n * s.k() + g * s.kg()) * positions;
      for (int f = 0; f < positions; f += NR) {
        int cols = Math.min(NR, positions - f);
        StridedPatches.gather(
            patches, x, x0 + (n * s.c() + g * s.cg()) * s.h() * s.w(), s, f, cols);
        for (int p = 0; p < panels; p++) {
          turnTile(turned, gy, y, p * NR, s.kg(), positions, f, cols);
          MicroKernel.rows(sums, at + p * NR, wide, patches, 0, NR, 1, turned, 0, cols, taps, true);
        }
      }
    }
  }

  /** turned[j, x] = gy[k + x, f + j], zero where there is no such channel. */
  private static void turnTile(
      float[] turned, float[] gy, int y, int k, int kg, int positions, int f, int cols) {
    for (int x = 0; x < NR; x++) {
      for (int j = 0; j < cols; j++) {
        turned[j * NR + x] = k + x < kg ? gy[y + (k + x) * positions + f + j] : 0f;
      }
    }
  }
}

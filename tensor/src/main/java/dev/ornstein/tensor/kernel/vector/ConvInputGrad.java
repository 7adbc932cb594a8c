package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;
import static dev.ornstein.tensor.kernel.vector.MicroKernel.NR;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.ConvWay;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;

/**
 * The adjoint of a convolution in x, which is also the forward transposed convolution.
 *
 * <p>For stride 1 it is a convolution of gy with the kernel turned by 180° and the channels
 * exchanged. For stride t the pixels of gx are split into t×t phases, as {@link FlatImage} splits
 * x: with i′ = i + pad = a + t·y, phase a is reached by the taps with r·dilation ≡ a (mod t) only,
 *
 * <pre>
 * gx[c, a + t·y − pad] = Σ_k Σ_r w[k, c, r] · gy[k, y − ⌊r·dilation / t⌋]
 * </pre>
 *
 * <p>(and the same across): a convolution of stride 1 for each phase, each with its share of the
 * taps, over one padded copy of gy.
 */
final class ConvInputGrad {
  private final ConvShape s;
  private final int t;

  /** How far the taps reach back in gy: rows and columns of zeros around it. */
  private final int down;

  private final int across;
  private final int pitch;
  private final int rows;
  private final int plane;
  private final int tiles;
  private final Phase[] phases;

  /**
   * The taps of a phase.
   *
   * @param a rows i with (i + pad) mod t = a
   * @param b columns likewise
   * @param taps index r·S + s of each
   * @param offsets (K/groups × taps) where each reads the padded gy for position 0
   * @param weights where the phase's weights [group][c][k][tap] begin
   */
  private record Phase(int a, int b, int[] taps, int[] offsets, int weights) {}

  private ConvInputGrad(ConvShape s) {
    this.s = s;
    this.t = s.stride();
    this.down = s.dilation() * (s.r() - 1) / t;
    this.across = s.dilation() * (s.s() - 1) / t;
    this.pitch = s.q() + across;
    this.rows = s.p() + down;
    this.tiles = (rows * pitch + NR - 1) / NR;
    this.plane = (s.p() + 2 * down) * pitch + across + NR;
    this.phases = new Phase[t * t];
    int weights = 0;
    for (int i = 0; i < phases.length; i++) {
      phases[i] = phase(i / t, i % t, weights);
      weights += s.c() * phases[i].offsets.length;
    }
  }

  private Phase phase(int a, int b, int weights) {
    int[] taps = new int[s.r() * s.s()];
    int count = 0;
    for (int i = 0; i < taps.length; i++) {
      if (i / s.s() * s.dilation() % t == a && i % s.s() * s.dilation() % t == b) {
        taps[count++] = i;
      }
    }
    int[] offsets = new int[s.kg() * count];
    for (int i = 0; i < offsets.length; i++) {
      int tap = taps[i % count];
      int back = tap / s.s() * s.dilation() / t;
      int left = tap % s.s() * s.dilation() / t;
      offsets[i] = i / count * plane + (down - back) * pitch + across - left;
    }
    return new Phase(a, b, Arrays.copyOf(taps, count), offsets, weights);
  }

  /**
   * gx from gy, and what is added.
   *
   * @param forced the way to take where it serves, or null
   */
  static void run(
      float[] gx,
      int x0,
      float[] gy,
      int y0,
      float[] w,
      int w0,
      Addends add,
      ConvShape s,
      ConvWay forced,
      Parallel parallel) {
    ConvShape turned = s.turned().orElse(null);
    if (turned == null) {
      new ConvInputGrad(s).phases(gx, x0, gy, y0, w, w0, add, parallel);
      return;
    }
    ConvWay way = ConvChoice.forward(turned, forced, L);
    if (way == ConvWay.DIRECT) {
      float[] kernels = turn(w, w0, s);
      VectorConv.forward(gx, x0, gy, y0, kernels, 0, add, turned, way, parallel);
    } else {
      WinogradConv.inputGrad(gx, x0, gy, y0, w, w0, add, s, way.m(), parallel);
    }
  }

  /** w'[c, k, r, s] = w[k, c, R−1−r, S−1−s] within each group. */
  private static float[] turn(float[] w, int w0, ConvShape s) {
    int area = s.r() * s.s();
    float[] out = Scratch.get(Slot.TURNED, s.c() * s.kg() * area);
    if (area == 1 && s.groups() == 1 && s.k() % L == 0) {
      LaneTurn.toVectors(out, 0, s.k(), s.c(), 0, w, w0, s.c(), s.k(), s.c());
      return out;
    }
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

  private void phases(
      float[] gx, int x0, float[] gy, int y0, float[] w, int w0, Addends add, Parallel parallel) {
    float[] weights = weights(w, w0);
    int tasks = s.n() * s.groups();
    parallel.forChunks(
        tasks,
        Math.max(1, tasks / 64),
        (from, to) -> {
          float[] padded = Scratch.get(Slot.IMAGE, s.kg() * plane);
          Arrays.fill(padded, 0, s.kg() * plane, 0f);
          float[] out = Scratch.get(Slot.OUT, phases.length * s.cg() * tiles * NR);
          for (int i = from; i < to; i++) {
            fill(padded, gy, y0 + i * s.kg() * s.p() * s.q());
            for (int p = 0; p < phases.length; p++) {
              phase(out, p * s.cg() * tiles * NR, padded, weights, phases[p], i % s.groups());
            }
            int area = s.h() * s.w();
            int size = s.cg() * area;
            spread(gx, x0 + i * size, out);
            add.addBiases(gx, x0 + i * size, area, i % s.groups() * s.cg(), s.cg(), area);
            add.addImages(gx, x0, i * size, size);
          }
        });
  }

  /** Of each phase: [group][c][k][tap]. */
  private float[] weights(float[] w, int w0) {
    int area = s.r() * s.s();
    float[] out = Scratch.get(Slot.TURNED, s.c() * s.kg() * area);
    for (Phase phase : phases) {
      int to = phase.weights;
      for (int c = 0; c < s.c(); c++) {
        for (int k = 0; k < s.kg(); k++) {
          int from = w0 + ((c / s.cg() * s.kg() + k) * s.cg() + c % s.cg()) * area;
          for (int tap : phase.taps) {
            out[to++] = w[from + tap];
          }
        }
      }
    }
    return out;
  }

  /** Copies the planes of one image and group; around them it is zero already. */
  private void fill(float[] to, float[] gy, int from) {
    for (int k = 0; k < s.kg(); k++) {
      int row = k * plane + down * pitch + across;
      ShortRows.frame(to, row, pitch, gy, from + k * s.p() * s.q(), s.q(), s.p(), s.q());
    }
  }

  /** All channels of a phase, at its flat positions; zero for a phase that no tap reaches. */
  private void phase(float[] out, int at, float[] padded, float[] weights, Phase phase, int g) {
    int depth = phase.offsets.length;
    int w = phase.weights + g * s.cg() * depth;
    int ldo = tiles * NR;
    if (depth == 0) {
      Arrays.fill(out, at, at + s.cg() * ldo, 0f);
      return;
    }
    for (int f = 0; f < ldo; f += NR) {
      if (phase.taps.length == 1) { // a panel lies ready: rows of gy, a plane apart
        MicroKernel.rows(
            out,
            at + f,
            ldo,
            weights,
            w,
            depth,
            1,
            padded,
            phase.offsets[0] + f,
            NR,
            plane,
            depth,
            s.cg(),
            false);
      } else {
        VectorConv.tile(out, at + f, ldo, weights, w, padded, phase.offsets, f, s.cg());
      }
    }
  }

  /** Puts the pixels of all phases together. */
  private void spread(float[] gx, int x0, float[] out) {
    int ldo = tiles * NR;
    for (int c = 0; c < s.cg(); c++) {
      for (int i = 0; i < s.h(); i++) {
        int to = x0 + (c * s.h() + i) * s.w();
        int a = (i + s.pad()) % t;
        int y = (i + s.pad()) / t;
        if (y >= rows) { // beyond the last window
          Arrays.fill(gx, to, to + s.w(), 0f);
          continue;
        }
        for (int j = 0; j < t && j < s.w(); j++) {
          int b = (j + s.pad()) % t;
          int x = (j + s.pad()) / t;
          int from = ((a * t + b) * s.cg() + c) * ldo + y * pitch + x;
          int count = (s.w() - j + t - 1) / t;
          spreadRow(gx, to + j, count, out, from, Math.min(count, pitch - x));
        }
      }
    }
  }

  /** Every t-th pixel of a row, {@code known} from a phase and zero beyond the last window. */
  private void spreadRow(float[] gx, int to, int count, float[] out, int from, int known) {
    if (t == 2) { // a constant step lets the compiler drop the checks
      for (int k = 0; k < known; k++) {
        gx[to + 2 * k] = out[from + k];
      }
    } else {
      for (int k = 0; k < known; k++) {
        gx[to + t * k] = out[from + k];
      }
    }
    for (int k = Math.max(0, known); k < count; k++) {
      gx[to + t * k] = 0f;
    }
  }
}

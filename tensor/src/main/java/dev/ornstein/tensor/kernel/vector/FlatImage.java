package dev.ornstein.tensor.kernel.vector;

import dev.ornstein.tensor.kernel.ConvShape;
import java.util.Arrays;

/**
 * One padded image laid out so that a convolution becomes shifts of a flat array.
 *
 * <p>For stride t the padded image is split into t×t phases: phase (a, b) holds the pixels (a +
 * t·y, b + t·x) as row y and column x. All outputs together see, for one tap, one window of one
 * phase: output (p, q) is computed at the flat position f = p·pitch + q, and tap (r, s) of channel
 * c reads element {@code tap(c, r, s) + f}. Positions with q ≥ Q are computed and thrown away (a
 * few per cent).
 *
 * <p>For stride 1 rows follow each other with a pitch of W + pad numbers where that is enough: the
 * zeros to the right of a row are also those to the left of the next.
 */
final class FlatImage {
  final ConvShape s;

  /** Distance between rows. */
  final int pitch;

  /** Distance between channels, with room for reading a whole tile past the end. */
  final int plane;

  /** Number of flat output positions, the useless ones between rows included. */
  final int flat;

  /** Rows and columns of phases that some tap reads. */
  private final int phasesDown;

  private final int phasesAcross;
  private final int phase;
  private final int rows;

  /**
   * @param s the geometry
   * @param slack numbers that may be read past the last output position
   */
  FlatImage(ConvShape s, int slack) {
    this.s = s;
    int t = s.stride();
    int reach = s.dilation() * (s.s() - 1) / t; // columns of a phase that the last tap is ahead
    boolean shared = t == 1 && s.q() <= s.w() + s.pad();
    this.pitch = shared ? s.w() + s.pad() : s.q() + reach;
    this.flat = (s.p() - 1) * pitch + s.q();
    this.rows = t == 1 ? s.h() + 2 * s.pad() : s.p() + s.dilation() * (s.r() - 1) / t;
    this.phase = rows * pitch + (shared ? s.pad() : 0);
    this.phasesDown = Math.min(t, s.dilation() * (s.r() - 1) + 1);
    this.phasesAcross = Math.min(t, s.dilation() * (s.s() - 1) + 1);
    this.plane = phasesDown * phasesAcross * phase + slack;
  }

  /** Element that tap (r, s) of channel c reads for output position 0. */
  int tap(int c, int r, int col) {
    int t = s.stride();
    int i = r * s.dilation();
    int j = col * s.dilation();
    return c * plane + (i % t * phasesAcross + j % t) * phase + i / t * pitch + j / t;
  }

  /** Of each tap (c, r, s) of some channels, in this order. */
  int[] taps(int channels) {
    int area = s.r() * s.s();
    int[] offsets = new int[channels * area];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = tap(i / area, i % area / s.s(), i % s.s());
    }
    return offsets;
  }

  /** Room for {@code channels} padded planes. */
  int size(int channels) {
    return channels * plane;
  }

  /** Sets {@code channels} planes to zero: the padding, and what is read past the end, stay so. */
  void clear(float[] to, int channels) {
    Arrays.fill(to, 0, size(channels), 0f);
  }

  /**
   * Copies the pixels of {@code channels} planes of x (H×W each, from x0) to their places; the
   * others are {@link #clear} once.
   */
  void fill(float[] to, float[] x, int x0, int channels) {
    for (int c = 0; c < channels; c++) {
      int from = x0 + c * s.h() * s.w();
      switch (s.stride()) {
        case 1:
          fillPlane(to, c * plane, x, from);
          break;
        case 2:
          fillHalves(to, c * plane, x, from);
          break;
        default:
          fillPhases(to, c * plane, x, from);
      }
    }
  }

  private void fillPlane(float[] to, int at, float[] x, int from) {
    int row = at + s.pad() * pitch + s.pad();
    ShortRows.frame(to, row, pitch, x, from, s.w(), s.h(), s.w());
  }

  /** Stride 2: the two column phases of a row are written side by side. */
  private void fillHalves(float[] to, int at, float[] x, int from) {
    int even = s.pad() % 2; // the phase of pixels 0, 2, 4 … of a row
    int first = (s.pad() + 1) / 2; // where pixel 1 goes, or pixel 0 when the padding is even
    int evenFirst = s.pad() / 2;
    int evens = Math.min((s.w() + 1) / 2, pitch - evenFirst);
    int odds = Math.min(s.w() / 2, pitch - first);
    boolean both = phasesAcross == 2;
    for (int i = 0; i < s.h(); i++) {
      int a = (i + s.pad()) % 2;
      int y = (i + s.pad()) / 2;
      if (a >= phasesDown || y >= rows) {
        continue; // no tap reads this row
      }
      int src = from + i * s.w();
      int row = at + a * phasesAcross * phase + y * pitch;
      if (both) {
        int e = row + even * phase + evenFirst;
        int o = row + (1 - even) * phase + first;
        split(to, e, evens, o, odds, x, src);
      } else if (even == 0) {
        split(to, row + evenFirst, evens, row, 0, x, src);
      } else {
        split(to, row, 0, row + first, odds, x, src);
      }
    }
  }

  /** to[e + k] = x[from + 2k] for k &lt; evens, to[o + k] = x[from + 2k + 1] for k &lt; odds. */
  private static void split(float[] to, int e, int evens, int o, int odds, float[] x, int from) {
    int pairs = Math.min(evens, odds);
    for (int k = 0; k < pairs; k++) {
      to[e + k] = x[from + 2 * k];
      to[o + k] = x[from + 2 * k + 1];
    }
    for (int k = pairs; k < evens; k++) {
      to[e + k] = x[from + 2 * k];
    }
    for (int k = pairs; k < odds; k++) {
      to[o + k] = x[from + 2 * k + 1];
    }
  }

  private void fillPhases(float[] to, int at, float[] x, int from) {
    int t = s.stride();
    for (int a = 0; a < phasesDown; a++) {
      for (int b = 0; b < phasesAcross; b++) {
        int first = b - s.pad(); // column of the image at column 0 of the phase
        int begin = Math.min(pitch, first >= 0 ? 0 : (-first + t - 1) / t);
        int end = Math.min(pitch, (s.w() - first + t - 1) / t);
        for (int y = 0; y < rows; y++) {
          int i = a + t * y - s.pad();
          int row = at + (a * phasesAcross + b) * phase + y * pitch;
          for (int k = begin; k < end && i >= 0 && i < s.h(); k++) {
            to[row + k] = x[from + i * s.w() + first + t * k];
          }
        }
      }
    }
  }
}

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

  /** Copies {@code channels} planes of x (H×W each, from x0) into the padded layout. */
  void fill(float[] to, float[] x, int x0, int channels) {
    for (int c = 0; c < channels; c++) {
      int from = x0 + c * s.h() * s.w();
      if (s.stride() == 1) {
        fillPlane(to, c * plane, x, from);
      } else {
        fillPhases(to, c * plane, x, from);
      }
    }
  }

  private void fillPlane(float[] to, int at, float[] x, int from) {
    int lead = s.pad() * pitch + s.pad();
    Arrays.fill(to, at, at + lead, 0f);
    int row = at + lead;
    for (int i = 0; i < s.h(); i++) {
      System.arraycopy(x, from + i * s.w(), to, row, s.w());
      int next = row + pitch;
      for (int j = row + s.w(); j < next; j++) {
        to[j] = 0f;
      }
      row = next;
    }
    Arrays.fill(to, row, at + plane, 0f);
  }

  private void fillPhases(float[] to, int at, float[] x, int from) {
    int t = s.stride();
    for (int a = 0; a < phasesDown; a++) {
      for (int b = 0; b < phasesAcross; b++) {
        for (int y = 0; y < rows; y++) {
          int i = a + t * y - s.pad();
          int row = at + (a * phasesAcross + b) * phase + y * pitch;
          if (i < 0 || i >= s.h()) {
            Arrays.fill(to, row, row + pitch, 0f);
          } else {
            fillRow(to, row, x, from + i * s.w(), b - s.pad());
          }
        }
      }
    }
    Arrays.fill(to, at + phasesDown * phasesAcross * phase, at + plane, 0f);
  }

  /** to[row + k] = the pixel at column first + t·k of an image row; 0 outside. */
  private void fillRow(float[] to, int row, float[] x, int from, int first) {
    int t = s.stride();
    int begin = Math.min(pitch, first >= 0 ? 0 : (-first + t - 1) / t);
    int end = Math.max(begin, Math.min(pitch, (s.w() - first + t - 1) / t));
    for (int k = 0; k < begin; k++) {
      to[row + k] = 0f;
    }
    if (t == 2) { // a constant step lets the compiler drop the checks
      for (int k = begin; k < end; k++) {
        to[row + k] = x[from + first + 2 * k];
      }
    } else {
      for (int k = begin; k < end; k++) {
        to[row + k] = x[from + first + t * k];
      }
    }
    for (int k = end; k < pitch; k++) {
      to[row + k] = 0f;
    }
  }
}

package dev.ornstein.tensor.kernel.vector;

import dev.ornstein.tensor.kernel.ConvShape;
import java.util.Arrays;

/**
 * One padded image laid out so that a convolution of stride 1 becomes shifts of a flat array.
 *
 * <p>Rows follow each other with a pitch of W + pad numbers: the zeros to the right of a row are
 * also those to the left of the next. Output (p, q) is computed at the flat position f = p·pitch +
 * q, and tap (r, s) of channel c reads element {@code tap(c, r, s) + f}. Positions with q ≥ Q are
 * computed and thrown away (a few per cent).
 */
final class FlatImage {
  final ConvShape s;

  /** Distance between rows. */
  final int pitch;

  /** Distance between channels, with room for reading a whole tile past the end. */
  final int plane;

  /** Number of flat output positions, the useless ones between rows included. */
  final int flat;

  /**
   * @param s a geometry of stride 1
   * @param slack numbers that may be read past the last output position
   */
  FlatImage(ConvShape s, int slack) {
    this.s = s;
    this.pitch = s.w() + s.pad();
    this.flat = (s.p() - 1) * pitch + s.q();
    this.plane = (s.h() + 2 * s.pad()) * pitch + s.pad() + slack;
  }

  /** Element that tap (r, s) of channel c reads for output position 0. */
  int tap(int c, int r, int col) {
    return c * plane + r * s.dilation() * pitch + col * s.dilation();
  }

  /** Room for {@code channels} padded planes. */
  int size(int channels) {
    return channels * plane;
  }

  /** Copies {@code channels} planes of x (H×W each, from x0) into the padded layout. */
  void fill(float[] to, float[] x, int x0, int channels) {
    int lead = s.pad() * pitch + s.pad();
    for (int c = 0; c < channels; c++) {
      int at = c * plane;
      Arrays.fill(to, at, at + lead, 0f);
      int row = at + lead;
      for (int i = 0; i < s.h(); i++) {
        System.arraycopy(x, x0 + (c * s.h() + i) * s.w(), to, row, s.w());
        int next = row + pitch;
        for (int j = row + s.w(); j < next; j++) {
          to[j] = 0f;
        }
        row = next;
      }
      Arrays.fill(to, row, at + plane, 0f);
    }
  }
}

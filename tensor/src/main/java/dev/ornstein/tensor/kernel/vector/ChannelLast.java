package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;

import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;

/**
 * Images with the channels innermost, so that a vector holds neighbouring channels of one pixel.
 * Channels are filled up with zeros to whole vectors, and a frame of zeros may surround the image.
 *
 * <p>Both directions move a block of {@link #BLOCK} channels along a row: the numbers of a pixel
 * lie in one cache line on the channel-last side, and each of the planes is walked in order on the
 * other. A number costs about one store. (Eight channels at once need more registers than there
 * are; shuffling vectors is no faster.)
 */
final class ChannelLast {
  /** Channels that are moved together. */
  private static final int BLOCK = 4;

  /**
   * Floats in a cache line. Rows shorter than that make walks of short hops, which no prefetcher
   * follows; an image that lies in main memory is copied to or from work space in one walk then,
   * which halves the time.
   */
  private static final int LINE = 16;

  /** Pixels in a row, the frame included. */
  final int width;

  /** Rows, the frame included. */
  final int height;

  /** Channels, filled up. */
  final int channels;

  ChannelLast(int height, int width, int channels) {
    this.height = height;
    this.width = width;
    this.channels = (channels + L - 1) / L * L;
  }

  int size() {
    return height * width * channels;
  }

  /** Sets all to zero: the frame, and the channels beyond the real ones, stay so. */
  void clear(float[] to) {
    Arrays.fill(to, 0, size(), 0f);
  }

  /**
   * Fills the pixels of this layout from planes; what else there is, is {@link #clear} once.
   *
   * @param x c planes of h×w numbers from x0
   * @param top zero rows above and zero columns to the left
   */
  void fill(float[] to, float[] x, int x0, int c, int h, int w, int top) {
    float[] from = x;
    int from0 = x0;
    if (w < LINE) {
      from = Scratch.get(Slot.PLANES, c * h * w);
      from0 = 0;
      System.arraycopy(x, x0, from, 0, c * h * w);
    }
    for (int i = 0; i < h; i++) {
      int row = ((top + i) * width + top) * channels;
      for (int k = 0; k < c; k += BLOCK) {
        int real = Math.min(BLOCK, c - k);
        turn(to, row + k, channels, from, from0 + (k * h + i) * w, h * w, real, w);
      }
    }
  }

  /** to[at + j·step + l] = x[from + l·plane + j] for l &lt; real, 0 for real ≤ l &lt; all. */
  static void turn(
      float[] to, int at, int step, float[] x, int from, int plane, int real, int all, int n) {
    int l = 0;
    for (; l < real; l += BLOCK) {
      turn(to, at + l, step, x, from + l * plane, plane, Math.min(BLOCK, real - l), n);
    }
    for (l = real; l < all; l++) {
      for (int j = 0, o = at + l; j < n; j++, o += step) {
        to[o] = 0f;
      }
    }
  }

  /** to[at + j·step + l] = x[from + l·plane + j] for l &lt; real ≤ BLOCK, j &lt; n. */
  private static void turn(
      float[] to, int at, int step, float[] x, int from, int plane, int real, int n) {
    if (real < BLOCK) {
      for (int l = 0; l < real; l++) {
        for (int j = 0, o = at + l; j < n; j++, o += step) {
          to[o] = x[from + l * plane + j];
        }
      }
      return;
    }
    int b = from + plane;
    int c = b + plane;
    int d = c + plane;
    int o = at;
    for (int j = 0; j < n; j++) {
      to[o] = x[from + j];
      to[o + 1] = x[b + j];
      to[o + 2] = x[c + j];
      to[o + 3] = x[d + j];
      o += step;
    }
  }

  /** Copies the first h rows and w columns to c planes from y0. */
  void drain(float[] from, float[] y, int y0, int c, int h, int w) {
    float[] to = y;
    int to0 = y0;
    if (w < LINE) {
      to = Scratch.get(Slot.PLANES, c * h * w);
      to0 = 0;
    }
    for (int i = 0; i < h; i++) {
      int row = i * width * channels;
      for (int k = 0; k < c; k += BLOCK) {
        int real = Math.min(BLOCK, c - k);
        separate(from, row + k, channels, to, to0 + (k * h + i) * w, h * w, real, w);
      }
    }
    if (w < LINE) {
      System.arraycopy(to, 0, y, y0, c * h * w);
    }
  }

  /** y[to + l·plane + j] = from[at + j·step + l] for l &lt; real ≤ BLOCK, j &lt; n. */
  private static void separate(
      float[] from, int at, int step, float[] y, int to, int plane, int real, int n) {
    if (real < BLOCK) {
      for (int l = 0; l < real; l++) {
        for (int j = 0, o = at + l; j < n; j++, o += step) {
          y[to + l * plane + j] = from[o];
        }
      }
      return;
    }
    int b = to + plane;
    int c = b + plane;
    int d = c + plane;
    int o = at;
    for (int j = 0; j < n; j++) {
      y[to + j] = from[o];
      y[b + j] = from[o + 1];
      y[c + j] = from[o + 2];
      y[d + j] = from[o + 3];
      o += step;
    }
  }
}

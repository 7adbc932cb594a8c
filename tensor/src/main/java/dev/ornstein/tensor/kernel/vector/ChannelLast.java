package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;

import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;

/**
 * Images with the channels innermost, so that a vector holds neighbouring channels of one pixel.
 * Channels are filled up with zeros to whole vectors, and a frame of zeros may surround the image.
 *
 * <p>Both directions move a block of {@link #BLOCK} channels along a row: the eight numbers of a
 * pixel lie in one cache line on the channel-last side, and each of the eight planes is walked in
 * order on the other. A number costs about one store.
 */
final class ChannelLast {
  /** Channels that are moved together; divides {@link Lanes#L} or is a multiple of it. */
  private static final int BLOCK = 8;

  /**
   * Floats in a cache line. Rows shorter than that make eight walks of short hops, which no
   * prefetcher follows; an image that lies in main memory is copied to or from work space in one
   * walk then, which halves the time.
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

  /**
   * Fills this layout from planes.
   *
   * @param x c planes of h×w numbers from x0
   * @param top zero rows above and zero columns to the left
   */
  void fill(float[] to, float[] x, int x0, int c, int h, int w, int top) {
    if (w < LINE) {
      float[] near = Scratch.get(Slot.PLANES, c * h * w);
      System.arraycopy(x, x0, near, 0, c * h * w);
      turnAll(to, near, 0, c, h, w, top);
    } else {
      turnAll(to, x, x0, c, h, w, top);
    }
  }

  private void turnAll(float[] to, float[] x, int x0, int c, int h, int w, int top) {
    Arrays.fill(to, 0, top * width * channels, 0f);
    int plane = h * w;
    for (int i = 0; i < h; i++) {
      int row = (top + i) * width * channels;
      int first = row + top * channels;
      Arrays.fill(to, row, first, 0f);
      turn(to, first, channels, x, x0 + i * w, plane, c, w);
      Arrays.fill(to, first + w * channels, row + width * channels, 0f);
    }
    Arrays.fill(to, (top + h) * width * channels, size(), 0f);
  }

  /** to[at + j·step + l] = x[from + l·plane + j] for l &lt; real, 0 for the other l &lt; step. */
  static void turn(float[] to, int at, int step, float[] x, int from, int plane, int real, int n) {
    int l = 0;
    for (; l <= real - BLOCK; l += BLOCK) {
      interleave(to, at + l, step, x, from + l * plane, plane, n);
    }
    for (; l < step; l++) {
      column(to, at + l, step, x, from + l * plane, l < real ? n : 0, n);
    }
  }

  /** The same for BLOCK planes. */
  private static void interleave(
      float[] to, int at, int step, float[] x, int from, int plane, int n) {
    int b = from + plane;
    int c = b + plane;
    int d = c + plane;
    int e = d + plane;
    int f = e + plane;
    int g = f + plane;
    int h = g + plane;
    int o = at;
    for (int j = 0; j < n; j++) {
      to[o] = x[from + j];
      to[o + 1] = x[b + j];
      to[o + 2] = x[c + j];
      to[o + 3] = x[d + j];
      to[o + 4] = x[e + j];
      to[o + 5] = x[f + j];
      to[o + 6] = x[g + j];
      to[o + 7] = x[h + j];
      o += step;
    }
  }

  /** One channel: n pixels from x, then zeros. */
  private static void column(float[] to, int at, int step, float[] x, int from, int n, int all) {
    int o = at;
    for (int j = 0; j < n; j++, o += step) {
      to[o] = x[from + j];
    }
    for (int j = n; j < all; j++, o += step) {
      to[o] = 0f;
    }
  }

  /** Copies the first h rows and w columns to c planes from y0. */
  void drain(float[] from, float[] y, int y0, int c, int h, int w) {
    if (w < LINE) {
      float[] near = Scratch.get(Slot.PLANES, c * h * w);
      separateAll(from, near, 0, c, h, w);
      System.arraycopy(near, 0, y, y0, c * h * w);
    } else {
      separateAll(from, y, y0, c, h, w);
    }
  }

  private void separateAll(float[] from, float[] y, int y0, int c, int h, int w) {
    int plane = h * w;
    for (int i = 0; i < h; i++) {
      int row = i * width * channels;
      int k = 0;
      for (; k <= c - BLOCK; k += BLOCK) {
        separate(from, row + k, channels, y, y0 + k * plane + i * w, plane, w);
      }
      for (; k < c; k++) {
        int to = y0 + k * plane + i * w;
        for (int j = 0; j < w; j++) {
          y[to + j] = from[row + k + j * channels];
        }
      }
    }
  }

  /** y[to + l·plane + j] = from[at + j·step + l] for l &lt; BLOCK, j &lt; n. */
  private static void separate(
      float[] from, int at, int step, float[] y, int to, int plane, int n) {
    int b = to + plane;
    int c = b + plane;
    int d = c + plane;
    int e = d + plane;
    int f = e + plane;
    int g = f + plane;
    int h = g + plane;
    int o = at;
    for (int j = 0; j < n; j++) {
      y[to + j] = from[o];
      y[b + j] = from[o + 1];
      y[c + j] = from[o + 2];
      y[d + j] = from[o + 3];
      y[e + j] = from[o + 4];
      y[f + j] = from[o + 5];
      y[g + j] = from[o + 6];
      y[h + j] = from[o + 7];
      o += step;
    }
  }
}

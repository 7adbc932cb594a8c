package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Lanes.L;

import java.util.Arrays;

/**
 * Images with the channels innermost, so that a vector holds neighbouring channels of one pixel.
 * Channels are filled up with zeros to whole vectors, and a frame of zeros may surround the image.
 */
final class ChannelLast {
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
    Arrays.fill(to, 0, top * width * channels, 0f);
    for (int i = 0; i < h; i++) {
      int row = (top + i) * width * channels;
      Arrays.fill(to, row, row + top * channels, 0f);
      int first = row + top * channels;
      for (int block = 0; block < channels; block += L) {
        int real = Math.min(L, c - block);
        int from = x0 + (block * h + i) * w;
        for (int j = 0; j < w; j++) {
          gather(to, first + j * channels + block, x, from + j, h * w, real);
        }
      }
      Arrays.fill(to, first + w * channels, row + width * channels, 0f);
    }
    Arrays.fill(to, (top + h) * width * channels, size(), 0f);
  }

  private static void gather(float[] to, int at, float[] x, int from, int step, int real) {
    if (real >= L) {
      for (int l = 0; l < L; l++) {
        to[at + l] = x[from + l * step];
      }
      return;
    }
    for (int l = 0; l < L; l++) {
      to[at + l] = l < real ? x[from + l * step] : 0f;
    }
  }

  /** Copies the first h rows and w columns to c planes from y0. */
  void drain(float[] from, float[] y, int y0, int c, int h, int w) {
    for (int i = 0; i < h; i++) {
      for (int block = 0; block < c; block += L) {
        int real = Math.min(L, c - block);
        int to = y0 + (block * h + i) * w;
        for (int j = 0; j < w; j++) {
          int at = (i * width + j) * channels + block;
          for (int l = 0; l < real; l++) {
            y[to + j + l * h * w] = from[at + l];
          }
        }
      }
    }
  }
}

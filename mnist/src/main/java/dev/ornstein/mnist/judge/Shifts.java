package dev.ornstein.mnist.judge;

import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;

/** Moves images by whole pixels. */
final class Shifts {
  private Shifts() {}

  /**
   * Cuts a window out of each image that has a border: in the middle, moved by −most … most rows
   * and columns.
   *
   * @param padded (N, 1, H + 2·most, W + 2·most)
   * @param most width of the border; with 0 the images are returned as they are
   * @param rng draws two numbers for each image
   * @return (N, 1, H, W)
   */
  static Tensor cut(Tensor padded, int most, Rng rng) {
    if (most == 0) {
      return padded;
    }
    int wide = padded.dim(3);
    int plane = padded.dim(2) * wide;
    int height = padded.dim(2) - 2 * most;
    int width = wide - 2 * most;
    Tensor out = padded.engine().empty(Shape.of(padded.dim(0), 1, height, width));
    for (int n = 0; n < padded.dim(0); n++) {
      int top = rng.nextInt(2 * most + 1);
      int left = rng.nextInt(2 * most + 1);
      int from = padded.offset() + n * plane + top * wide + left;
      for (int y = 0; y < height; y++) {
        int to = out.offset() + (n * height + y) * width;
        System.arraycopy(padded.array(), from + y * wide, out.array(), to, width);
      }
    }
    return out;
  }
}

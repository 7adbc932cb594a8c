package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.kernel.ConvShape;

/** The input images of a convolution, one at a time: read from memory, or made on the way. */
@FunctionalInterface
interface ImageReader {
  /**
   * Fills the pixels of image i within the convolution's padding; the layout begins at {@link
   * Scratch#START}.
   *
   * @param to what stands around the pixels is zero, and stays so
   */
  void read(ChannelLast layout, float[] to, int i);

  /** Images that lie one after another from x0 on. */
  static ImageReader of(float[] x, int x0, ConvShape s) {
    int size = s.c() * s.h() * s.w();
    return (layout, to, i) ->
        layout.fill(to, START, x, x0 + i * size, s.c(), s.h(), s.w(), s.pad());
  }
}

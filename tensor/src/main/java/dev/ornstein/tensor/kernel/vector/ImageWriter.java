package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.kernel.ConvShape;

/** Takes the output images of a convolution, one at a time: to memory, or to what comes next. */
@FunctionalInterface
interface ImageWriter {
  /**
   * Takes the pixels of image i, which begin at the corner of the layout, at {@link Scratch#START}.
   */
  void write(ChannelLast layout, float[] from, int i);

  /** To images that lie one after another from y0 on, with what is added. */
  static ImageWriter to(float[] y, int y0, Addends add, ConvShape s) {
    int size = s.k() * s.p() * s.q();
    return (layout, from, i) -> {
      int at = i * size;
      layout.drain(from, START, 0, y, y0 + at, s.k(), s.p(), s.q(), add, at);
    };
  }
}

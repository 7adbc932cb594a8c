package dev.ornstein.tensor.kernel.vector;

import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.ConvShape;

/**
 * What both gradients of a convolution have to do with an input image: take its own, and read it.
 */
@FunctionalInterface
interface ImageExchange {
  /**
   * Takes the gradient of input image i, and fills in that image.
   *
   * @param gx pixels that begin at the corner of {@code from}, at {@link Scratch#START}; may be
   *     overwritten
   * @param x from {@link Scratch#START} on, receives the pixels within the convolution's padding,
   *     which is zero and stays so
   */
  void exchange(ChannelLast from, float[] gx, ChannelLast to, float[] x, int i);

  /**
   * Images that lie one after another.
   *
   * @param add to the gradient
   */
  static ImageExchange of(Tensor gx, Addends add, Tensor x, ConvShape s) {
    ImageReader in = ImageReader.of(x.array(), x.offset(), s);
    ConvShape back = s.turned().orElseThrow();
    ImageWriter out = ImageWriter.to(gx.array(), gx.offset(), add, back);
    return (from, g, to, image, i) -> {
      out.write(from, g, i);
      in.read(to, image, i);
    };
  }
}

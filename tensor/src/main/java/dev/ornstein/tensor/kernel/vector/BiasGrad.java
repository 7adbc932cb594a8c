package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.vector.Scratch.Slot;

/**
 * The gradient of a bias, Σ gy over images and positions. The kernels of the other gradients have
 * each gy near, with the channels innermost, where its sums cost next to nothing; a kernel of its
 * own would read all of them once more. Sums of an image are kept, by whichever thread, and those
 * of all images added in order at the end.
 */
final class BiasGrad {
  /** For a bias whose gradient nobody wants. */
  static final BiasGrad NONE = new BiasGrad(null, 0, 0);

  private final Tensor gb;
  private final int images;
  private final int channels;
  private final float[] sums;

  private BiasGrad(Tensor gb, int images, int channels) {
    this.gb = gb;
    this.images = images;
    this.channels = MicroKernel.padded(channels);
    this.sums = gb == null ? null : Scratch.get(Slot.BIAS_SUMS, images * this.channels);
  }

  /** On the driving thread; {@link #NONE} where gb is null. */
  static BiasGrad of(Tensor gb, int images, int channels) {
    return gb == null ? NONE : new BiasGrad(gb, images, channels);
  }

  /** Sums of image i, whose layout may have frames of zeros. */
  void image(int i, float[] gy, int at, ChannelLast layout) {
    rows(i, 0, layout.channels, gy, at, layout.channels, layout.height * layout.width);
  }

  /**
   * Sums of n channels of image i, from the {@code first} on, which are the columns of some rows.
   *
   * @param step distance between rows
   */
  void rows(int i, int first, int n, float[] gy, int at, int step, int rows) {
    if (sums == null) {
      return;
    }
    VectorReduce.columns(sums, START + i * channels + first, gy, at, n, step, rows);
  }

  /** The sum of one channel of image i, of which n numbers lie in a row. */
  void plane(int i, int channel, float[] gy, int at, int n) {
    if (sums != null) {
      sums[START + i * channels + channel] = (float) VectorReduce.sum(gy, at, n);
    }
  }

  /** Writes the gradient, when all images are there. */
  void collect() {
    if (sums == null) {
      return;
    }
    VectorReduce.columns(gb.array(), gb.offset(), sums, START, gb.size(), channels, images);
  }
}

package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.Scratch.START;

import dev.ornstein.tensor.kernel.vector.Scratch.Slot;
import java.util.Arrays;

/**
 * Images with the channels innermost, so that a vector holds neighbouring channels of one pixel.
 * Channels are filled up with zeros to whole vectors, and a frame of zeros may surround the image.
 */
final class ChannelLast {
  /** Planes of fewer numbers make short walks whatever their number. */
  private static final int SHORT = 512;

  /** Images of so many numbers, 256 KiB, have room in the second-level cache. */
  private static final int ROOM = 65_536;

  /** Pixels in a row, the frame included. */
  final int width;

  /** Rows, the frame included. */
  final int height;

  /** Channels, filled up. */
  final int channels;

  ChannelLast(int height, int width, int channels) {
    this.height = height;
    this.width = width;
    this.channels = MicroKernel.padded(channels);
  }

  /**
   * Whether an image passes through work space in one walk. To turn planes is to walk along all of
   * a vector's at once, which no prefetcher follows where they lie in main memory. (28×28: a step
   * of the small network takes 5 % less.)
   */
  static boolean near(int planes, int area) {
    return area < SHORT || planes * area <= ROOM;
  }

  int size() {
    return height * width * channels;
  }

  /**
   * Sets all to zero: the frame stays so.
   *
   * @param to this image begins at {@code at}
   */
  void clear(float[] to, int at) {
    Arrays.fill(to, at, at + size(), 0f);
  }

  /**
   * Fills the pixels of this layout from planes, channels beyond the real ones with zeros; the
   * frame is {@link #clear} once.
   *
   * @param to this image begins at {@code at}
   * @param x c planes of h×w numbers from x0
   * @param top zero rows above and zero columns to the left
   */
  void fill(float[] to, int at, float[] x, int x0, int c, int h, int w, int top) {
    int area = h * w;
    boolean near = near(c, area);
    float[] from = near ? Scratch.copy(Slot.PLANES, x, x0, c * area) : x;
    int from0 = near ? START : x0;
    int corner = at + (top * width + top) * channels;
    int row = width * channels;
    LaneTurn.toVectors(to, corner, channels, w, row, from, from0, area, c, area);
  }

  /**
   * Copies h rows and w columns to c planes from y0, and adds.
   *
   * @param from this image begins at {@code at}
   * @param top rows above them and columns to the left
   * @param add images like those of y, whose number {@code place} belongs to y0
   */
  void drain(
      float[] from,
      int at,
      int top,
      float[] y,
      int y0,
      int c,
      int h,
      int w,
      Addends add,
      int place) {
    int area = h * w;
    boolean near = near(c, area);
    float[] to = near ? Scratch.get(Slot.PLANES, c * area) : y;
    int to0 = near ? START : y0;
    int corner = at + (top * width + top) * channels;
    int row = width * channels;
    LaneTurn.toPlanes(to, to0, area, c, from, corner, channels, w, row, area);
    if (near && add.images() == null) {
      System.arraycopy(to, START, y, y0, c * area);
    } else if (add.images() != null) {
      VectorElementwise.sum(y, y0, to, to0, add.images(), add.images0() + place, c * area);
    }
  }

  /**
   * Copies rows of w pixels, one after another, to the pixels of this layout; as {@link #fill}.
   * Both begin at {@link Scratch#START}.
   */
  void place(float[] to, float[] pixels, int h, int w, int top) {
    for (int r = 0; r < h; r++) {
      int row = START + ((top + r) * width + top) * channels;
      System.arraycopy(pixels, START + r * w * channels, to, row, w * channels);
    }
  }

  /**
   * The first h rows of w pixels, one after another: themselves when they are, or a copy. Both
   * begin at {@link Scratch#START}.
   */
  float[] pixels(Slot slot, float[] from, int h, int w) {
    if (w == width) {
      return from;
    }
    float[] to = Scratch.get(slot, h * w * channels);
    for (int r = 0; r < h; r++) {
      int row = START + r * width * channels;
      System.arraycopy(from, row, to, START + r * w * channels, w * channels);
    }
    return to;
  }
}

package dev.ornstein.tensor.kernel.vector;

import dev.ornstein.tensor.Memory;

/**
 * Work space of the calling thread, grown and not shrunk before it ends or {@link #release}s it:
 * packed panels and padded images are needed for each call and would otherwise be allocated and
 * zeroed each time. Contents are arbitrary at the start of a kernel. Slots keep buffers that live
 * at the same time apart.
 */
final class Scratch {
  /** Uses of work space within one kernel. */
  enum Slot {
    /** A packed panel of the right-hand matrix. */
    PANEL,
    /** A tile of a product that is added later to what there is. */
    LATER,
    /** A padded input image. */
    IMAGE,
    /** Rows of a left-hand matrix that were far apart; patches of an image. */
    ROWS,
    /** The planes of one image, copied near. */
    PLANES,
    /** Squares of vectors that are turned round. */
    SQUARE,
    /** The lanes of one vector or two. */
    LANES,
    /** An output tile or image before it is compacted. */
    OUT,
    /** Transformed tiles of a Winograd convolution. */
    TILES,
    /** Products of a Winograd convolution. */
    PRODUCTS,
    /** Transformed output gradients of a Winograd convolution; an image of input gradients. */
    GRADS,
    /** Transformed tiles of a whole batch; shared by all threads, taken by the driving thread. */
    ALL_TILES,
    /** Transformed output gradients of a whole batch; shared likewise. */
    ALL_PRODUCTS,
    /** One tile between the two halves of its transform. */
    TILE,
    /** Sums of the products of a Winograd convolution's weight gradient. */
    SUMS,
    /** A packed matrix or partial sums, shared by all threads; taken by the driving thread. */
    SHARED,
    /** A packed left-hand matrix; shared likewise. */
    LEFT,
    /** Kernels of a convolution turned round for its input gradient; shared likewise. */
    TURNED,
    /** Transformed kernels of a Winograd convolution; shared likewise. */
    KERNELS,
    /** Scores of attention, and their softmax. */
    SCORES,
    /** Gradients of that softmax, and of the scores. */
    SLOPES,
    /** Constants and sums of one channel that is normalised, or sums of some, lane by lane. */
    PLANE,
    /** The constants of some channels of short planes. */
    CONSTANTS,
    /** Constants and sums of the channels of one image that is normalised. */
    NORM,
    /** One image, channels innermost, before it is normalised. */
    PIXELS,
    /** That image, normalised and activated. */
    NORMED,
    /** The gradient of what is normalised. */
    NORM_GRADS,
    /** The sums of all channels of all images for γ's and β's gradients; shared likewise. */
    NORM_SUMS,
    /** A padded input image, while another is in {@link #IMAGE}. */
    FRAME,
    /** The sums of all channels of all images for a bias's gradient; shared likewise. */
    BIAS_SUMS
  }

  /** Where work space begins in its array: at a line of the caches. */
  static final int START = Memory.START;

  private static final ThreadLocal<float[][]> BUFFERS =
      ThreadLocal.withInitial(() -> new float[Slot.values().length][0]);

  private static final ThreadLocal<int[][]> INTS = ThreadLocal.withInitial(() -> new int[1][0]);

  private Scratch() {}

  /**
   * At least {@code length} floats from {@link #START} on for the calling thread, with arbitrary
   * content.
   */
  static float[] get(Slot slot, int length) {
    float[][] buffers = BUFFERS.get();
    float[] b = buffers[slot.ordinal()];
    if (b.length < START + length) {
      b = new float[START + length + (length >> 3)];
      buffers[slot.ordinal()] = b;
    }
    return b;
  }

  /** At least {@code length} ints from {@link #START} on, likewise; there is one use of them. */
  static int[] ints(int length) {
    int[][] buffer = INTS.get();
    if (buffer[0].length < START + length) {
      buffer[0] = new int[START + length];
    }
    return buffer[0];
  }

  /** Leaves the work space of the calling thread to the collector. */
  static void release() {
    BUFFERS.remove();
    INTS.remove();
  }

  /** Copies n floats of x near, to {@link #START} of what it returns. */
  static float[] copy(Slot slot, float[] x, int x0, int n) {
    float[] near = get(slot, n);
    System.arraycopy(x, x0, near, START, n);
    return near;
  }
}

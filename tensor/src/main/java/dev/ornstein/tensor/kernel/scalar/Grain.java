package dev.ornstein.tensor.kernel.scalar;

/** How much work goes into one chunk. It depends on extents only, never on the threads. */
final class Grain {
  /**
   * Simple operations that are worth the hand-over to another thread: some tens of microseconds.
   */
  private static final int WORTHWHILE = 1 << 15;

  private Grain() {}

  /**
   * Indices per chunk.
   *
   * @param cost simple operations per index
   */
  static int of(long cost) {
    return (int) Math.max(1, WORTHWHILE / Math.max(1, cost));
  }
}

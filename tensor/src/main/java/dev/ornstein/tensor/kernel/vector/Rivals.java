package dev.ornstein.tensor.kernel.vector;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.GemmShape;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ways to compute a product, with the same bits, of which the fastest one depends on the processor,
 * its caches and its compiler. For each shape they take turns, for some seconds and some calls
 * each, and are timed while they work; from then on the one that took least at its best is taken.
 * (Calls that were interrupted, or not compiled yet, are nobody's best.)
 */
final class Rivals {
  /** A way: C (+)= op(A)·op(B), not a batch. */
  @FunctionalInterface
  interface Product {
    void run(
        float[] c, int c0, float[] a, int a0, float[] b, int b0, GemmShape s, Parallel parallel);
  }

  /** Calls of each way before one is chosen. */
  static final int CALLS = 8;

  /** Nanoseconds from the first call on: by then what is called often has been compiled. */
  static final long TIME = 3_000_000_000L;

  /** Shapes that are kept in mind; of more, the first way of each is taken. */
  private static final int SHAPES = 1024;

  private static final Map<GemmShape, Rivals> ALL = new ConcurrentHashMap<>();

  private final long[] least;
  private final long[] calls;
  private long began;
  private volatile int choice = -1;

  /**
   * @param ways how many there are
   */
  Rivals(int ways) {
    least = new long[ways];
    Arrays.fill(least, Long.MAX_VALUE);
    calls = new long[ways];
  }

  /**
   * Computes the product by one of the ways.
   *
   * @param ways the same ones for a shape, each time
   */
  static void run(
      Product[] ways,
      float[] c,
      int c0,
      float[] a,
      int a0,
      float[] b,
      int b0,
      GemmShape s,
      Parallel parallel) {
    Rivals rivals = ALL.get(s);
    if (rivals == null && ALL.size() < SHAPES) {
      rivals = ALL.computeIfAbsent(s, shape -> new Rivals(ways.length));
    }
    int way = rivals == null ? 0 : rivals.next();
    long start = System.nanoTime();
    ways[way].run(c, c0, a, a0, b, b0, s, parallel);
    if (rivals != null && rivals.choice < 0) {
      rivals.took(way, start, System.nanoTime());
    }
  }

  /** The way that is chosen, or the first one of those that had the fewest turns. */
  int next() {
    if (choice >= 0) {
      return choice;
    }
    synchronized (this) {
      return first(calls);
    }
  }

  /** A call of a way took from {@code start} to {@code end}, in nanoseconds of any clock. */
  synchronized void took(int way, long start, long end) {
    if (calls[0] == 0) {
      began = start;
    }
    calls[way]++;
    least[way] = Math.min(least[way], end - start);
    if (calls[first(calls)] >= CALLS && end - began >= TIME) {
      choice = first(least);
    }
  }

  /** Where the least number stands first. */
  private static int first(long[] numbers) {
    int first = 0;
    for (int i = 1; i < numbers.length; i++) {
      if (numbers[i] < numbers[first]) {
        first = i;
      }
    }
    return first;
  }
}

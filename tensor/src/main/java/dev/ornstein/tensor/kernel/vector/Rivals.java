package dev.ornstein.tensor.kernel.vector;

import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.kernel.GemmShape;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Two ways to compute a product, with the same bits, of which the faster one depends on the
 * processor, its caches and its compiler. For each shape they take turns, for some seconds and some
 * calls each, and are timed while they work; from then on the one that took less at its best is
 * taken. (Calls that were interrupted, or not compiled yet, are nobody's best.)
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

  /** Shapes that are kept in mind; of more, the first way is taken. */
  private static final int SHAPES = 1024;

  private static final Map<GemmShape, Rivals> ALL = new ConcurrentHashMap<>();

  private final long[] least = {Long.MAX_VALUE, Long.MAX_VALUE};
  private final int[] calls = new int[2];
  private long began;
  private volatile int choice = -1;

  Rivals() {}

  /** Computes the product by one way or the other. */
  static void run(
      Product one,
      Product other,
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
      rivals = ALL.computeIfAbsent(s, shape -> new Rivals());
    }
    int way = rivals == null ? 0 : rivals.next();
    long start = System.nanoTime();
    (way == 0 ? one : other).run(c, c0, a, a0, b, b0, s, parallel);
    if (rivals != null && rivals.choice < 0) {
      rivals.took(way, start, System.nanoTime());
    }
  }

  /** The way that is chosen, or the one whose turn it is: 0 or 1. */
  int next() {
    if (choice >= 0) {
      return choice;
    }
    synchronized (this) {
      return calls[1] < calls[0] ? 1 : 0;
    }
  }

  /** A call of a way took from {@code start} to {@code end}, in nanoseconds of any clock. */
  synchronized void took(int way, long start, long end) {
    if (calls[0] + calls[1] == 0) {
      began = start;
    }
    calls[way]++;
    least[way] = Math.min(least[way], end - start);
    if (Math.min(calls[0], calls[1]) >= CALLS && end - began >= TIME) {
      choice = least[1] < least[0] ? 1 : 0;
    }
  }
}

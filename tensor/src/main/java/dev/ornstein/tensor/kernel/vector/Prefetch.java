package dev.ornstein.tensor.kernel.vector;

/** Fetches what is needed soon into the caches; Java has no instruction for that. */
final class Prefetch {
  /** Floats of a line of the caches. */
  private static final int LINE = 16;

  private Prefetch() {}

  /**
   * Reads a number of each line of some rows, sixteen lines of each row at a time: loads that no
   * inner loop keeps apart, and nothing else (37 GB/s on one core, line by line 19).
   *
   * @param step distance between rows of n numbers
   * @return something that depends on all of them: who drops it, drops the loads
   */
  static int rows(float[] x, int x0, int step, int rows, int n) {
    int seen = 0;
    int j = 0;
    for (; j + 15 * LINE < n; j += 16 * LINE) {
      seen |= sixteen(x, x0 + j, step, rows);
    }
    for (; j < n; j += LINE) {
      seen |= one(x, x0 + j, step, rows);
    }
    return seen;
  }

  private static int one(float[] x, int x0, int step, int rows) {
    int seen = 0;
    int at = x0;
    for (int i = 0; i < rows; i++) {
      seen |= bits(x[at]);
      at += step;
    }
    return seen;
  }

  private static int bits(float value) {
    return Float.floatToRawIntBits(value);
  }

  private static int sixteen(float[] x, int x0, int step, int rows) {
    int a = 0;
    int b = 0;
    int c = 0;
    int d = 0;
    int at = x0;
    for (int i = 0; i < rows; i++) {
      a |= bits(x[at]);
      b |= bits(x[at + LINE]);
      c |= bits(x[at + 2 * LINE]);
      d |= bits(x[at + 3 * LINE]);
      a |= bits(x[at + 4 * LINE]);
      b |= bits(x[at + 5 * LINE]);
      c |= bits(x[at + 6 * LINE]);
      d |= bits(x[at + 7 * LINE]);
      a |= bits(x[at + 8 * LINE]);
      b |= bits(x[at + 9 * LINE]);
      c |= bits(x[at + 10 * LINE]);
      d |= bits(x[at + 11 * LINE]);
      a |= bits(x[at + 12 * LINE]);
      b |= bits(x[at + 13 * LINE]);
      c |= bits(x[at + 14 * LINE]);
      d |= bits(x[at + 15 * LINE]);
      at += step;
    }
    return a | b | c | d;
  }
}

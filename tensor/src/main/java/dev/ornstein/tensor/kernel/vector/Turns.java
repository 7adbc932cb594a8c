package dev.ornstein.tensor.kernel.vector;

/**
 * Cosine and sine of k/n of a turn. The angle is reduced to an eighth of a turn in integers, so
 * that 0, ±½ and ±1 are exact and what is symmetric has the same bits.
 */
final class Turns {
  private Turns() {}

  /** cos(2π·k/n). */
  static double cos(long k, long n) {
    long turn = Math.floorMod(k, n);
    long i = Math.min(turn, n - turn); // cos(−a) = cos a
    if (4 * i > n) {
      return -cos(n - 2 * i, 2 * n); // cos(π − a) = −cos a
    }
    return 8 * i > n
        ? Math.sin(2 * Math.PI * (n - 4 * i) / (4.0 * n)) // sin(π/2 − a) = cos a
        : Math.cos(2 * Math.PI * i / n);
  }

  /** sin(2π·k/n) = cos(2π·(k/n − ¼)). */
  static double sin(long k, long n) {
    return cos(4 * k - n, 4 * n);
  }
}

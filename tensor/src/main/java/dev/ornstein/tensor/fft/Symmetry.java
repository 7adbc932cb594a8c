package dev.ornstein.tensor.fft;

/** Whether filters give real images: T(u, v) = T(−u, −v). */
final class Symmetry {
  private static final double TOLERANCE = 1e-6;

  private Symmetry() {}

  /**
   * @param t H·W factors from {@code at} on; differences up to 1e-6 of the largest |T| count as
   *     rounding
   * @throws IllegalArgumentException naming the first pair that is not symmetric
   */
  static void require(float[] t, int at, int height, int width) {
    double largest = 0;
    for (int p = at; p < at + height * width; p++) {
      largest = Math.max(largest, Math.abs(t[p]));
    }
    for (int u = 0; u < height; u++) {
      for (int v = 0; v < width; v++) {
        float value = t[at + u * width + v];
        float mirrored = t[at + (height - u) % height * width + (width - v) % width];
        // Written so that NaN, which differs from everything, is refused.
        if (!(Math.abs((double) value - mirrored) <= TOLERANCE * largest)) {
          throw new IllegalArgumentException(
              "a real filter needs T(u, v) = T(−u, −v), but T("
                  + u
                  + ", "
                  + v
                  + ") = "
                  + value
                  + " and T(−"
                  + u
                  + ", −"
                  + v
                  + ") = "
                  + mirrored);
        }
      }
    }
  }
}

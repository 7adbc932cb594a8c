package dev.ornstein.diffusion.process;

/**
 * Spatial frequencies in the order of {@link dev.ornstein.diffusion.matrix.FourierMatrix}: index k,
 * row-major over (…, H, W).
 */
final class Frequencies {
  private Frequencies() {}

  /** |f|² in (cycles per pixel)². */
  static double square(int k, int height, int width) {
    double fy = cycles(k / width % height, height);
    double fx = cycles(k % width, width);
    return fy * fy + fx * fx;
  }

  /** |f| in cycles per pixel. */
  static double magnitude(int k, int height, int width) {
    return Math.sqrt(square(k, height, width));
  }

  /** Whether k and −k are one frequency, so that the spectrum of a real image is real there. */
  static boolean isReal(int k, int height, int width) {
    return 2 * (k / width % height) % height == 0 && 2 * (k % width) % width == 0;
  }

  /** |f| of an index along an axis of n: of the two signs that it stands for, the slower. */
  private static double cycles(int index, int n) {
    return (double) Math.min(index, n - index) / n;
  }
}

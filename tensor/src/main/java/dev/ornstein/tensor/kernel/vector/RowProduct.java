package dev.ornstein.tensor.kernel.vector;

import static dev.ornstein.tensor.kernel.vector.MicroKernel.padded;

/**
 * Transforms of short rows as matrix products with tables of cosines and sines: H×W times W×2(⌊W/2⌋
 * + 1). {@link RowFft} has fewer operations, but turns the image round twice; it is slower up to
 * some fifty pixels.
 */
final class RowProduct implements RealRows {
  private final int height;
  private final int width;
  private final int floats;
  private final float[] toPairs;
  private final float[] toPixels;

  /**
   * @param packed see {@link RealRows}
   */
  RowProduct(int height, int width, boolean packed) {
    this.height = height;
    this.width = width;
    floats = packed ? width : 2 * (width / 2 + 1);
    toPairs = new float[width * padded(floats)];
    toPixels = new float[floats * padded(width)];
    double scale = 1.0 / ((double) height * width);
    for (int x = 0; x < width; x++) {
      for (int i = 0; i < floats; i++) {
        int v = packed && i == 1 ? width / 2 : i / 2;
        boolean real = i % 2 == 0 || packed && i == 1;
        long k = (long) x * v;
        double turned = real ? Turns.cos(k, width) : -Turns.sin(k, width);
        // A frequency stands for its negative too, except for those that are their own.
        double weight = v == 0 || 2 * v == width ? scale : 2 * scale;
        toPairs[x * padded(floats) + i] = (float) turned;
        toPixels[i * padded(width) + x] = (float) (weight * turned);
      }
    }
  }

  @Override
  public int buffer() {
    return height * Math.max(padded(floats), padded(width));
  }

  @Override
  public float[] forward(float[] in, int inAt, float[] a, float[] b, int row) {
    product(a, 0, row, in, inAt, width, toPairs, width, floats);
    return a;
  }

  @Override
  public void inverse(float[] out, int outAt, float[] z, float[] b, int row) {
    if (width % Lanes.L == 0) {
      product(out, outAt, width, z, 0, row, toPixels, floats, width);
      return;
    }
    // The last vector of a row would reach into the next one.
    product(b, 0, padded(width), z, 0, row, toPixels, floats, width);
    ShortRows.copy(out, outAt, width, b, 0, padded(width), height, width);
  }

  /** c = a·table, where the table is k × padded(n). */
  private void product(
      float[] c, int c0, int ldc, float[] a, int a0, int lda, float[] table, int k, int n) {
    MicroKernel.product(c, c0, ldc, a, a0, lda, 1, height, table, 0, padded(n), k, false);
  }
}

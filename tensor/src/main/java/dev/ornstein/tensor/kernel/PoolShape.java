package dev.ornstein.tensor.kernel;

import dev.ornstein.tensor.ShapeException;

/**
 * The geometry of pooling windows over the last two axes.
 *
 * @param planes images × channels
 * @param h input rows
 * @param w input columns
 * @param size window extent, both axes
 * @param stride step between windows, both axes
 */
public record PoolShape(int planes, int h, int w, int size, int stride) {
  /** Checks that at least one window fits. */
  public PoolShape {
    if (size < 1 || stride < 1 || h < size || w < size) {
      throw new ShapeException(
          "pooling needs 1 ≤ window ≤ image and stride ≥ 1; got window "
              + size
              + ", stride "
              + stride
              + ", image "
              + h
              + "×"
              + w);
    }
  }

  /** Output rows. */
  public int p() {
    return (h - size) / stride + 1;
  }

  /** Output columns. */
  public int q() {
    return (w - size) / stride + 1;
  }
}

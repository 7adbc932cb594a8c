package dev.ornstein.diffusion.process;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;

/**
 * The mask of in-painting: the middle half of each side of an image is to be painted.
 *
 * <p>Source: seed 0, diagonal example, where rows and columns 7 to 20 of 28 × 28 pixels are masked.
 */
public final class CentreMask {
  private CentreMask() {}

  /**
   * Rows ⌊H/4⌋ … H − 1 − ⌊H/4⌋ and columns ⌊W/4⌋ … W − 1 − ⌊W/4⌋ of each channel.
   *
   * @param form (H, W) or (C, H, W)
   * @return true for the pixels inside, row-major over {@code form}
   * @throws ShapeException when the form has another rank
   */
  public static boolean[] of(Shape form) {
    if (form.rank() != 2 && form.rank() != 3) {
      throw new ShapeException("a centre mask has the form (H, W) or (C, H, W); got " + form);
    }
    int height = form.dim(-2);
    int width = form.dim(-1);
    boolean[] mask = new boolean[form.size()];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = inside(i / width % height, height) && inside(i % width, width);
    }
    return mask;
  }

  private static boolean inside(int k, int n) {
    return k >= n / 4 && k < n - n / 4;
  }
}

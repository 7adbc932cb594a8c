package dev.ornstein.mnist.net;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;

/** Checks what a {@link DenoisingNet} is given. */
final class Inputs {
  private Inputs() {}

  /** Images (N, channels, H, W) with N times, H and W divisible by 4: two halvings. */
  static void requireImages(Shape x, Shape t, int channels) {
    if (x.rank() != 4 || x.dim(1) != channels || x.dim(2) % 4 != 0 || x.dim(3) % 4 != 0) {
      throw new ShapeException(
          "this network needs images (N, "
              + channels
              + ", H, W) with H and W divisible by 4; got "
              + x);
    }
    t.require(Shape.of(x.dim(0)), "the times of " + x.dim(0) + " images");
  }

  /**
   * Rows of a class table whose last row stands for "no label".
   *
   * @param labels of n images, or null
   */
  static int[] classRows(int[] labels, int n, int classes) {
    if (labels != null && labels.length != n) {
      throw new ShapeException(labels.length + " labels were given for " + n + " images");
    }
    int[] rows = new int[n];
    for (int i = 0; i < n; i++) {
      int label = labels == null ? DenoisingNet.NO_LABEL : labels[i];
      if (label < DenoisingNet.NO_LABEL || label >= classes) {
        throw new IllegalArgumentException(
            "label "
                + label
                + " of image "
                + i
                + " is unknown; "
                + (classes == 0
                    ? "this network is unconditional and takes -1 (none) only"
                    : "this network knows 0 … " + (classes - 1) + " and -1 (none)"));
      }
      rows[i] = label == DenoisingNet.NO_LABEL ? classes : label;
    }
    return rows;
  }
}

package dev.ornstein.mnist.net;

import dev.ornstein.autograd.Ops;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;

/** Checks what a network is given, and lays it out as channels. */
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

  /** Images (N, 1, H, W) of the one size that a network was made for, with N times. */
  static void requireSize(Shape x, Shape t, int height, int columns) {
    if (x.rank() != 4 || x.dim(1) != 1 || x.dim(2) != height || x.dim(3) != columns) {
      throw new ShapeException(
          "this network was made for images (N, 1, H, W) of "
              + height
              + "×"
              + columns
              + "; got "
              + x);
    }
    t.require(Shape.of(x.dim(0)), "the times of " + x.dim(0) + " images");
  }

  /**
   * An encoding, the same at every place of an image.
   *
   * @param encoding (N, C)
   * @param x (N, …, H, W)
   * @return (N, C, H, W)
   */
  static Var everywhere(Var encoding, Shape x) {
    Var planes = encoding.reshape(encoding.dim(0), encoding.dim(1), 1, 1);
    return planes.expand(x.with(1, encoding.dim(1)));
  }

  /**
   * The noisy images, and after their channel those of the condition.
   *
   * @param x (N, 1, H, W)
   * @param image (N, channels, H, W), null where channels is 0
   * @return (N, 1 + channels, H, W)
   */
  static Var beside(Var x, Tensor image, int channels) {
    if (channels == 0 && image == null) {
      return x;
    }
    if (channels == 0) {
      throw new IllegalArgumentException(
          "this network sees noisy images only; it was given condition images "
              + image.shape()
              + " too");
    }
    Shape wanted = x.shape().with(1, channels);
    if (image == null) {
      throw new IllegalArgumentException(
          "this network needs condition images " + wanted + "; it was given none");
    }
    image.shape().require(wanted, "the condition images beside noisy images " + x.shape());
    return Ops.concat(1, x, Var.constant(image));
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
                    ? "this network knows no classes and takes -1 (none) only"
                    : "this network knows 0 … " + (classes - 1) + " and -1 (none)"));
      }
      rows[i] = label == DenoisingNet.NO_LABEL ? classes : label;
    }
    return rows;
  }
}

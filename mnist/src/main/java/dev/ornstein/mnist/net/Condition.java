package dev.ornstein.mnist.net;

import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;

/**
 * What a {@link DenoisingNet} is told beside noisy images and their times. Whoever makes one leaves
 * its parts alone afterwards: they are not copied.
 *
 * @param labels N classes, {@link DenoisingNet#NO_LABEL} for none; null for none at all
 * @param image N images (N, C, H, W) that the network sees beside the noisy ones, such as what is
 *     left of damaged ones; null for none
 */
public record Condition(int[] labels, Tensor image) {
  /** Nothing is told. */
  public static final Condition NONE = new Condition(null, null);

  /** Checks the rank of the images; their extents are the network's to judge. */
  public Condition {
    if (image != null && image.shape().rank() != 4) {
      throw new ShapeException("condition images have shape (N, C, H, W); got " + image.shape());
    }
  }

  /**
   * Classes only.
   *
   * @param labels N classes, {@link DenoisingNet#NO_LABEL} for none; null gives {@link #NONE}
   */
  public static Condition ofLabels(int[] labels) {
    return labels == null ? NONE : new Condition(labels, null);
  }

  /**
   * Images only.
   *
   * @param image (N, C, H, W); null gives {@link #NONE}
   */
  public static Condition ofImage(Tensor image) {
    return image == null ? NONE : new Condition(null, image);
  }
}

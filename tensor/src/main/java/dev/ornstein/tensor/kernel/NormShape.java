package dev.ornstein.tensor.kernel;

import dev.ornstein.tensor.ShapeException;

/**
 * Data of shape (N, C, L) that is normalised over groups of channels.
 *
 * @param n samples
 * @param c channels, each with its own scale γ and shift β
 * @param l positions per channel (H·W for images)
 * @param groups how many groups the channels of a sample form (group norm); it divides c
 */
public record NormShape(int n, int c, int l, int groups) {
  /** Checks that the groups divide the channels. */
  public NormShape {
    if (groups < 1 || c % groups != 0) {
      throw new ShapeException(
          groups + " groups do not divide " + c + " channels; the number of groups must divide it");
    }
  }
}

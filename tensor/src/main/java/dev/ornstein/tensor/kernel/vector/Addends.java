package dev.ornstein.tensor.kernel.vector;

import dev.ornstein.tensor.Tensor;

/**
 * What a convolution adds to its sums, while they are near: a number for each output channel, then
 * images of the output's shape.
 *
 * @param bias from {@code bias0} on, or null
 * @param images from {@code images0} on, or null
 */
record Addends(float[] bias, int bias0, float[] images, int images0) {
  static final Addends NONE = new Addends(null, 0, null, 0);

  /**
   * @param bias (K), or null
   * @param images of the output's shape, or null
   */
  static Addends of(Tensor bias, Tensor images) {
    return new Addends(
        bias == null ? null : bias.array(),
        bias == null ? 0 : bias.offset(),
        images == null ? null : images.array(),
        images == null ? 0 : images.offset());
  }

  /** The bias of channel k. */
  float bias(int k) {
    return bias == null ? 0f : bias[bias0 + k];
  }

  /** The bias of the first n channels, filled up with zeros to whole vectors. */
  float[] biases(int n) {
    float[] all = new float[MicroKernel.padded(n)];
    for (int k = 0; k < n; k++) {
      all[k] = bias(k);
    }
    return all;
  }

  /**
   * Adds the biases of some channels, from {@code first} on, to n numbers of their planes.
   *
   * @param y the first plane begins at {@code y0}, the others at distances of {@code plane}
   */
  void addBiases(float[] y, int y0, int plane, int first, int channels, int n) {
    for (int c = 0; bias != null && c < channels; c++) {
      int at = y0 + c * plane;
      VectorElementwise.affine(y, at, y, at, 1f, bias(first + c), n);
    }
  }

  /** Adds the images' part of n outputs that begin at number {@code at} of the output. */
  void addImages(float[] y, int y0, int at, int n) {
    if (images != null) {
      VectorElementwise.axpy(y, y0 + at, 1f, images, images0 + at, n);
    }
  }
}

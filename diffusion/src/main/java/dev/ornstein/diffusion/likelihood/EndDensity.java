package dev.ornstein.diffusion.likelihood;

import dev.ornstein.tensor.Tensor;

/** The density of samples at the end of the flow, where next to nothing is left of the data. */
@FunctionalInterface
public interface EndDensity {
  /**
   * ln p in nats of each sample.
   *
   * @param x (N, …) samples at the last time
   * @return N numbers
   */
  double[] logDensity(Tensor x);
}

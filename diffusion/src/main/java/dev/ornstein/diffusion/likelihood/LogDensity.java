package dev.ornstein.diffusion.likelihood;

import dev.ornstein.tensor.Tensor;

/** What gives ln p(x) of samples, or a lower bound of it. */
@FunctionalInterface
public interface LogDensity {
  /**
   * ln p of samples.
   *
   * @param x (N, …), left as they are
   * @param firstSample the number of the first sample, by which what is random is drawn: a sample
   *     has the same result in every batch
   * @throws ArithmeticException naming a sample whose log-density is NaN or infinite
   */
  LogDensities of(Tensor x, long firstSample);
}

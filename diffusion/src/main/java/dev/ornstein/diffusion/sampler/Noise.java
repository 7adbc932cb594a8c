package dev.ornstein.diffusion.sampler;

import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Tensor;

/** Where a sampler's random numbers come from. */
@FunctionalInterface
public interface Noise {
  /** The number of the step under which a start is drawn: that of no step of a sampler. */
  int START = -1;

  /**
   * Fills {@code out} with standard normal numbers.
   *
   * @param out (N, …)
   * @param step number of the step, from 0, or {@link #START}
   */
  void fill(Tensor out, int step);

  /**
   * Noise that is a function of the sample and the step: a sample comes out the same to the bit
   * whatever batch it is in.
   *
   * @param rng its seed and stream tell runs apart
   * @param firstSample the number of the batch's first sample
   */
  static Noise keyed(Rng rng, long firstSample) {
    return (out, step) -> rng.normalKeyed(out, firstSample, step);
  }

  /** A tensor of noise of the shape of {@code x}. */
  default Tensor like(Tensor x, int step) {
    Tensor out = x.engine().empty(x.shape());
    fill(out, step);
    return out;
  }
}

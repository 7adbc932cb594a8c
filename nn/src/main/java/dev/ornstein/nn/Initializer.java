package dev.ornstein.nn;

import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Tensor;

/** Where the first values of a parameter come from. */
@FunctionalInterface
public interface Initializer {
  /** 0 everywhere. */
  Initializer ZEROS = constant(0f);

  /** 1 everywhere. */
  Initializer ONES = constant(1f);

  /** Standard normal numbers. */
  Initializer NORMAL = (t, rng) -> rng.normal(t);

  /**
   * Overwrites a tensor with first values.
   *
   * @param tensor written completely
   * @param rng a stream of the parameter's own, at position 0
   */
  void fill(Tensor tensor, Rng rng);

  /** {@code value} everywhere. */
  static Initializer constant(float value) {
    return (t, rng) -> t.fillInPlace(value);
  }

  /**
   * Uniform in [−1/√fanIn, 1/√fanIn): what PyTorch draws weights and biases of linear and
   * convolution layers from ({@code kaiming_uniform_} with a = √5: the gain is √(2/(1+a²)) = √⅓,
   * and a uniform number within ±√3·gain/√fanIn has the wanted deviation).
   *
   * @param fanIn how many inputs one output sums over; 0 gives zeros
   */
  static Initializer fanIn(int fanIn) {
    if (fanIn == 0) {
      return ZEROS;
    }
    float bound = (float) (1 / Math.sqrt(fanIn));
    return (t, rng) -> rng.uniform(t, -bound, bound);
  }
}

package dev.ornstein.diffusion.sampler;

import dev.ornstein.tensor.Tensor;

/** Watches a sampler, for example to keep its {@link Trajectory}. */
@FunctionalInterface
public interface StepListener {
  /** Takes no notice. */
  StepListener NONE = (steps, t, x) -> {};

  /**
   * Called for the start and after every step.
   *
   * @param steps how many steps have been done, from 0
   * @param t the time that has been reached
   * @param x (N, …) samples at t; the next step overwrites them, so copy what is to be kept
   */
  void reached(int steps, double t, Tensor x);
}

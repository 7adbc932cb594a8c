package dev.ornstein.diffusion.model;

import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;

/**
 * A function of a noisy image and its time, for example the forward method of a network. What it
 * returns is said by the {@link Prediction} that goes with it. A condition (a class, a measured
 * image) is a variable that the function captures.
 */
@FunctionalInterface
public interface Denoiser {
  /**
   * @param x (N, …) noisy images x_t
   * @param t (N) times
   * @return of x's shape
   */
  Var predict(Var x, Tensor t);
}

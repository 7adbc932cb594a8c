package dev.ornstein.diffusion.process;

import dev.ornstein.tensor.Tensor;

/**
 * A batch of noisy images x_t = H(t) x₀ + Σ(t)^½ ε, with all that they were made of: what a loss
 * compares the guess of a network with. Several that learn from the same images share them.
 *
 * @param x0 (N, …) images
 * @param t (N) times
 * @param epsilon standard normal noise of x0's shape
 * @param by H and Σ at those times
 * @param x x_t, of x0's shape
 */
public record NoisyImages(Tensor x0, Tensor t, Tensor epsilon, Perturbation by, Tensor x) {

  /**
   * A draw from p(x_t | x₀).
   *
   * @param process whose H and Σ make them noisy
   * @param x0 (N, …) images
   * @param t (N) times, one per image
   * @param epsilon standard normal noise of x0's shape
   */
  public static NoisyImages of(ForwardProcess process, Tensor x0, Tensor t, Tensor epsilon) {
    Perturbation by = process.perturbation(ForwardProcess.times(t));
    return new NoisyImages(x0, t, epsilon, by, by.apply(x0, epsilon));
  }
}

package dev.ornstein.diffusion.model;

import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;

/**
 * What an observation y says of a noisy image: ln p(y | x_t), for example the logarithm of the
 * probability that a classifier gives to the wanted class. Constants in x do not matter to
 * guidance. The observation is captured, one for all samples or one for each; see {@link
 * DiffusionModel#guided}.
 */
@FunctionalInterface
public interface LogLikelihood {
  /**
   * ln p(y | x_t) in nats, differentiable in x; that of a sample depends on this sample alone.
   *
   * @param x (N, …) noisy images x_t
   * @param t (N) times
   * @return (N)
   */
  Var at(Var x, Tensor t);
}

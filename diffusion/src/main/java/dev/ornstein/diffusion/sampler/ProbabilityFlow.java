package dev.ornstein.diffusion.sampler;

import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.tensor.Tensor;

/**
 * The ordinary differential equation whose solutions have the same distribution at every time as
 * the stochastic process:
 *
 * <pre>
 * dx/dt = F x − ½ G² ∇ ln p(x_t)
 * </pre>
 *
 * <p>Source: Song et al. (2021, arXiv 2011.13456), equation 13, with matrices.
 *
 * @param model the process and its score
 */
public record ProbabilityFlow(DiffusionModel model) {

  /**
   * dx/dt.
   *
   * @param x (N, …) samples
   * @param t their time, where Σ(t) has an inverse
   */
  public Tensor slope(Tensor x, double t) {
    SymmetricMatrix F = model.process().F(t);
    SymmetricMatrix G2 = model.process().G2(t);
    return F.times(x).plus(G2.scale(-0.5).times(model.at(x, t).score()));
  }
}

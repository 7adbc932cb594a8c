package dev.ornstein.diffusion.sampler;

import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.model.Estimate;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.tensor.Tensor;
import java.util.function.Supplier;

/**
 * Denoising diffusion implicit models: from x_t, go to where the predicted image and noise put x_s,
 *
 * <pre>
 * x ← H(s) x̂₀ + (Σ(s) − V)^½ ε̂ + V^½ z,   V = η² Σ(s) Σ(t)⁻¹ M₂(s → t)
 * </pre>
 *
 * <p>With η = 0 nothing random is added; with η = 1 V is the variance of x_s given x_t and x₀, and
 * the step is ancestral sampling. For the variance preserving process V^½ is η √((1−ᾱ_s)/(1−ᾱ_t))
 * √(1 − ᾱ_t/ᾱ_s), as in Song et al. (2021, arXiv 2010.02502), equations 12 and 16; the matrix form
 * reduces to it. The grid may end at 0, where x is x̂₀.
 */
public final class DdimSampler extends Sampler {
  private final DiffusionModel model;
  private final double eta;

  /**
   * @param model the process and its denoiser
   * @param grid falling times
   * @param eta η, how random the steps are: 0 (not at all) to 1 (as much as the reverse process)
   */
  public DdimSampler(DiffusionModel model, TimeGrid grid, double eta) {
    super(grid.requireFalling("DdimSampler"));
    if (!(eta >= 0 && eta <= 1)) {
      throw new IllegalArgumentException("η of a DDIM sampler must lie in [0, 1]; got " + eta);
    }
    this.model = model;
    this.eta = eta;
  }

  @Override
  protected Tensor step(Tensor x, double t, double s, Supplier<Tensor> noise) {
    ForwardProcess process = model.process();
    Estimate estimate = model.at(x, t);
    SymmetricMatrix Sigma = process.Sigma(s);
    if (eta == 0) {
      return process.H(s).times(estimate.x0()).plus(Sigma.sqrt().times(estimate.epsilon()));
    }
    SymmetricMatrix M2 = process.transition(s, t).M2();
    SymmetricMatrix V = Sigma.times(process.Sigma(t).inverse()).times(M2).scale(eta * eta);
    SymmetricMatrix rest =
        Sigma.minus(V).nonNegative(ForwardProcess.ROUND_OFF * Sigma.norm(), "Σ(s) − V");
    return process.H(s)
        .times(estimate.x0())
        .plus(rest.sqrt().times(estimate.epsilon()))
        .plus(V.sqrt().times(noise.get()));
  }
}

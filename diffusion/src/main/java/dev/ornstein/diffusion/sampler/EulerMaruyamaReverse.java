package dev.ornstein.diffusion.sampler;

import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.tensor.Tensor;
import java.util.function.Supplier;

/**
 * The time-reversed equation of Anderson (1982) by Euler and Maruyama's method, of weak order 1:
 *
 * <pre>
 * x ← x − F x dt + G² ∇ ln p(x_t) dt + G √dt ε,   dt = t − s
 * </pre>
 *
 * <p>Source: seed 0, whose document prints Σ′ + 2H′H⁻¹Σ for G²; the sign is minus, as in the
 * forward equation. A guided score gives posterior samples.
 */
public final class EulerMaruyamaReverse extends Sampler {
  private final DiffusionModel model;

  /**
   * @param model the process and its score
   * @param grid falling times
   */
  public EulerMaruyamaReverse(DiffusionModel model, TimeGrid grid) {
    super(grid.requireFalling("EulerMaruyamaReverse"));
    this.model = model;
  }

  @Override
  protected Tensor step(Tensor x, double t, double s, Supplier<Tensor> noise) {
    double dt = t - s;
    SymmetricMatrix F = model.process().F(t);
    SymmetricMatrix G2 = model.process().G2(t);

    Tensor drift = F.scale(-dt).times(x);
    Tensor pull = G2.scale(dt).times(model.at(x, t).score());
    Tensor diffusion = G2.scale(dt).sqrt().times(noise.get());
    return x.plus(drift).plus(pull).plus(diffusion);
  }
}

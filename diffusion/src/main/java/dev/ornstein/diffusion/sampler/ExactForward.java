package dev.ornstein.diffusion.sampler;

import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.tensor.Tensor;
import java.util.function.Supplier;

/**
 * The forward process without error, whatever the length of the steps:
 *
 * <pre>
 * x ← M₁ x + M₂^½ ε,   M₁ = H(s) H(t)⁻¹,   M₂ = Σ(s) − M₁ M₁ Σ(t)
 * </pre>
 *
 * <p>Source: seed 0; arXiv 2303.13285.
 */
public final class ExactForward extends Sampler {
  private final ForwardProcess process;

  /**
   * @param process to follow
   * @param grid rising times
   */
  public ExactForward(ForwardProcess process, TimeGrid grid) {
    super(grid.requireRising("ExactForward"));
    this.process = process;
  }

  @Override
  protected Tensor step(Tensor x, double t, double s, Supplier<Tensor> noise) {
    return process.transition(t, s).apply(x, noise.get());
  }
}

package dev.ornstein.diffusion.sampler;

import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.tensor.Tensor;
import java.util.function.Supplier;

/**
 * The probability flow by Heun's method, of order 2, in either direction of time:
 *
 * <pre>
 * d  ← f(x, t)
 * x̃  ← x + d dt,   dt = s − t
 * x  ← x + ½ (d + f(x̃, s)) dt
 * </pre>
 *
 * <p>Where Σ(s) has no inverse there is no score, and the step ends at x̃. Source: Karras et al.
 * (2022, arXiv 2206.00364), algorithm 1.
 */
public final class ProbabilityFlowHeun extends Sampler {
  private final ProbabilityFlow flow;

  /**
   * @param model the process and its score
   * @param grid rising or falling times; the first one where Σ has an inverse
   */
  public ProbabilityFlowHeun(DiffusionModel model, TimeGrid grid) {
    super(grid);
    this.flow = new ProbabilityFlow(model);
  }

  @Override
  protected Tensor step(Tensor x, double t, double s, Supplier<Tensor> noise) {
    float dt = (float) (s - t);
    Tensor d = flow.slope(x, t);
    Tensor euler = x.plus(d.times(dt));
    if (!flow.model().process().Sigma(s).isPositiveDefinite()) {
      return euler;
    }
    return x.plus(d.plus(flow.slope(euler, s)).times(0.5f * dt));
  }
}

package dev.ornstein.diffusion.sampler;

import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.tensor.Tensor;
import java.util.function.Supplier;

/**
 * The probability flow by Euler's method, of order 1, in either direction of time:
 *
 * <pre>
 * x ← x + f(x, t) dt,   dt = s − t
 * </pre>
 */
public final class ProbabilityFlowEuler extends Sampler {
  private final ProbabilityFlow flow;

  /**
   * @param model the process and its score
   * @param grid rising or falling times; the first one where Σ has an inverse
   */
  public ProbabilityFlowEuler(DiffusionModel model, TimeGrid grid) {
    super(grid);
    this.flow = new ProbabilityFlow(model);
  }

  @Override
  protected Tensor step(Tensor x, double t, double s, Supplier<Tensor> noise) {
    return x.plus(flow.slope(x, t).times((float) (s - t)));
  }
}

package dev.ornstein.diffusion.sampler;

import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.ode.DormandPrince;
import dev.ornstein.diffusion.ode.Tolerance;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.function.Supplier;

/**
 * The probability flow by {@linkplain DormandPrince Dormand and Prince's} method, of order 5, with
 * as many steps between two times of the grid as a tolerance asks for, in either direction of time.
 * Song et al. (2021, arXiv 2011.13456) sample with this method and tolerances of 10⁻⁵.
 *
 * <p>Each sample goes alone, with steps of its own: in common steps it would depend on the others
 * of its batch, and with times of their own every evaluation would need a matrix for each sample. A
 * large network is slower one sample at a time; with a fixed number of steps, {@link
 * ProbabilityFlowHeun} takes all samples together. A condition that the denoiser captures has to
 * serve each sample alone: samples with different conditions are runs of their own.
 *
 * <p>A grid of one step, {@code TimeGrid.of(1, 0)}, leaves all steps to the tolerance. Where Σ(s)
 * has no inverse there is no score, and the last step ends without one.
 */
public final class ProbabilityFlowRk45 extends Sampler {
  private final ProbabilityFlow flow;
  private final DormandPrince method;
  private long evaluations;

  /**
   * @param model the process and its score
   * @param grid rising or falling times; the first one where Σ has an inverse
   * @param tolerance what each step may be wrong by
   */
  public ProbabilityFlowRk45(DiffusionModel model, TimeGrid grid, Tolerance tolerance) {
    super(grid);
    this.flow = new ProbabilityFlow(model);
    this.method = new DormandPrince(tolerance);
  }

  /** Evaluations of the denoiser, each for one sample, in all runs of this sampler so far. */
  public long evaluations() {
    return evaluations;
  }

  @Override
  protected Tensor step(Tensor x, double t, double s, Supplier<Tensor> noise) {
    Shape one = x.shape().with(0, 1);
    FlowOde ode = new FlowOde(flow, x.engine(), one);
    Tensor end = x.engine().empty(x.shape());
    for (int i = 0; i < x.dim(0); i++) {
      int from = i * one.size();
      double[] y = FlowOde.read(x.window(from, one));
      FlowOde.write(end.window(from, one), method.advance(ode, t, s, y));
    }
    evaluations += ode.evaluations();
    return end;
  }
}

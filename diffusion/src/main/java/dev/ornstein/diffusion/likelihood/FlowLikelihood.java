package dev.ornstein.diffusion.likelihood;

import dev.ornstein.autograd.NoGrad;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.ode.OdeMethod;
import dev.ornstein.diffusion.sampler.TimeGrid;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;

/**
 * The log-density of a diffusion model by its probability flow, from the change of variables along
 * dx/dt = f(x, t):
 *
 * <pre>
 * ln p₀(x₀) = ln p₁(x₁) + ∫ ∇·f(x_t, t) dt,   f = F x − ½ G² ∇ ln p(x_t)
 * </pre>
 *
 * <p>It follows x and the integral together, in double precision, along a grid of rising times, and
 * gives the density at the <b>first</b> of them: that of data which carry the noise Σ(t₀), where
 * the score needs Σ(t₀) to have an inverse. A fixed method takes all samples together; with an
 * {@linkplain OdeMethod#isAdaptive adaptive} one each goes alone with steps of its own, and a
 * condition that the denoiser captures has to serve each sample alone. Either way a sample's result
 * does not depend on its batch.
 *
 * <p>Each evaluation costs one of the denoiser and one backward pass for each probe of the {@link
 * Divergence}.
 *
 * <p>Source: Chen et al. (2018, arXiv 1806.07366), theorem 1; Song et al. (2021, arXiv 2011.13456),
 * equation 39; with matrices. Seed 0 promises this likelihood and does not have it.
 */
public final class FlowLikelihood implements LogDensity {
  private final DiffusionModel model;
  private final TimeGrid grid;
  private final OdeMethod method;
  private final Divergence divergence;
  private final EndDensity end;

  /**
   * @param model the process and its score
   * @param grid rising times, as a rule from shortly after 0 to 1
   * @param method how each step of the grid is made
   * @param divergence how ∇·f is taken
   * @param end the density at the last time of the grid, for example {@code
   *     NormalDistribution.of(process, 1)}
   */
  public FlowLikelihood(
      DiffusionModel model,
      TimeGrid grid,
      OdeMethod method,
      Divergence divergence,
      EndDensity end) {
    if (grid.time(0) > grid.time(grid.steps())) {
      throw new IllegalArgumentException(
          "a likelihood follows the flow forward in time; its grid has " + grid);
    }
    this.model = model;
    this.grid = grid;
    this.method = method;
    this.divergence = divergence;
    this.end = end;
  }

  /**
   * ln p of samples at the first time of the grid.
   *
   * @param x (N, …), left as they are
   * @param firstSample the number of the first sample, by which random probes are drawn
   * @throws ArithmeticException naming a sample whose log-density is NaN or infinite
   */
  @Override
  public LogDensities of(Tensor x, long firstSample) {
    int n = x.dim(0);
    int together = method.isAdaptive() ? 1 : n;
    double[] nats = new double[n];
    double[] errors = new double[n];
    long evaluations = 0;
    for (int i = 0; i < n; i += together) {
      Shape shape = x.shape().with(0, together);
      Tensor part = x.window(i * (x.size() / n), shape);
      FlowWithDivergence ode =
          new FlowWithDivergence(model, divergence, shape, x.engine(), firstSample + i);
      double[] y = ode.start(part);
      for (int step = 0; step < grid.steps(); step++) {
        y = method.advance(ode, grid.time(step), grid.time(step + 1), y);
      }
      double[] atEnd = endDensity(ode, y);
      for (int k = 0; k < together; k++) {
        nats[i + k] = finite(atEnd[k] + ode.mean(y, k), firstSample + i + k);
        errors[i + k] = ode.standardError(y, k);
      }
      evaluations += ode.evaluations();
    }
    return new LogDensities(nats, errors, evaluations);
  }

  /** The process and its score. */
  public DiffusionModel model() {
    return model;
  }

  /** The first time of the grid. */
  public double start() {
    return grid.time(0);
  }

  private static double finite(double nats, long sample) {
    if (!Double.isFinite(nats)) {
      throw new ArithmeticException(
          "the log-density of sample "
              + sample
              + " came out as "
              + nats
              + "; the denoiser's output or too long a step may be the cause");
    }
    return nats;
  }

  private double[] endDensity(FlowWithDivergence ode, double[] y) {
    try (Scope scope = ode.engine().scope();
        NoGrad off = NoGrad.enter()) {
      return end.logDensity(ode.samples(y));
    }
  }
}

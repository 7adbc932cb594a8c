package dev.ornstein.diffusion.sampler;

import dev.ornstein.diffusion.ode.Ode;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;

/** The probability flow over an array of doubles; the memory of each evaluation is given back. */
final class FlowOde implements Ode {
  private final ProbabilityFlow flow;
  private final Engine engine;
  private final Shape shape;
  private long evaluations;

  /**
   * @param shape of the samples that a state holds, (N, …)
   */
  FlowOde(ProbabilityFlow flow, Engine engine, Shape shape) {
    this.flow = flow;
    this.engine = engine;
    this.shape = shape;
  }

  /** How often the slope was asked for. */
  long evaluations() {
    return evaluations;
  }

  @Override
  public double[] slope(double t, double[] y) {
    evaluations++;
    try (Scope scope = engine.scope()) {
      Tensor x = engine.empty(shape);
      write(x, y);
      return read(flow.slope(x, t));
    }
  }

  @Override
  public boolean isDefinedAt(double t) {
    return flow.model().process().Sigma(t).isPositiveDefinite();
  }

  static double[] read(Tensor x) {
    double[] y = new double[x.size()];
    for (int i = 0; i < y.length; i++) {
      y[i] = x.get(i);
    }
    return y;
  }

  static void write(Tensor x, double[] y) {
    float[] array = x.array();
    for (int i = 0; i < y.length; i++) {
      array[x.offset() + i] = (float) y[i];
    }
    x.changed();
  }
}

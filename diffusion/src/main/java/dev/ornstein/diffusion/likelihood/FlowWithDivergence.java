package dev.ornstein.diffusion.likelihood;

import dev.ornstein.autograd.Tape;
import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.ode.Ode;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * The probability flow of N samples of D elements together with its divergence,
 *
 * <pre>
 * dx/dt = F x − ½ G² s
 * dℓ/dt = tr F − ½ tr(G² ∂s/∂x)
 * </pre>
 *
 * <p>as one state (x, ℓ) of N·D + N·K doubles: K = 1 for an exact divergence, and one ℓ for each
 * random probe, so that their spread at the end is the error of the mean.
 */
final class FlowWithDivergence implements Ode {
  private final DiffusionModel model;
  private final Divergence divergence;
  private final Shape shape;
  private final Engine engine;
  private final long firstSample;
  private final Shape sample;
  private final int n;
  private final int d;
  private final int integrals; // K
  private long evaluations;

  FlowWithDivergence(
      DiffusionModel model, Divergence divergence, Shape shape, Engine engine, long firstSample) {
    this.model = model;
    this.divergence = divergence;
    this.shape = shape;
    this.engine = engine;
    this.firstSample = firstSample;
    int[] dims = shape.toArray();
    this.sample = Shape.of(Arrays.copyOfRange(dims, 1, dims.length));
    this.n = dims[0];
    this.d = sample.size();
    this.integrals = divergence.isRandom() ? divergence.probes(d) : 1;
  }

  Engine engine() {
    return engine;
  }

  long evaluations() {
    return evaluations;
  }

  /** The state where x is given and no divergence has been added up. */
  double[] start(Tensor x) {
    double[] y = new double[n * (d + integrals)];
    for (int i = 0; i < n * d; i++) {
      y[i] = x.get(i);
    }
    return y;
  }

  /** The samples of a state, (N, …). */
  Tensor samples(double[] y) {
    Tensor x = engine.empty(shape);
    for (int i = 0; i < n * d; i++) {
      x.set(i, (float) y[i]);
    }
    return x;
  }

  /** The mean over the integrals of sample i. */
  double mean(double[] y, int i) {
    double sum = 0;
    for (int k = 0; k < integrals; k++) {
      sum += y[n * d + i * integrals + k];
    }
    return sum / integrals;
  }

  /** The standard error of {@link #mean}. */
  double standardError(double[] y, int i) {
    if (!divergence.isRandom()) {
      return 0;
    }
    double mean = mean(y, i);
    double squares = 0;
    for (int k = 0; k < integrals; k++) {
      squares += Math.pow(y[n * d + i * integrals + k] - mean, 2);
    }
    return Math.sqrt(squares / (integrals - 1) / integrals); // 0/0 is NaN for one probe
  }

  @Override
  public double[] slope(double t, double[] y) {
    evaluations++;
    SymmetricMatrix F = model.process().F(t);
    SymmetricMatrix G2 = model.process().G2(t);
    double[] dy = new double[y.length];
    try (Scope scope = engine.scope();
        Tape tape = Tape.record()) {
      Var x = Var.leaf(samples(y));
      Var score = model.score(x, ForwardProcess.sharedTime(x.value(), t));
      Tensor dx = F.times(x.value()).plus(G2.scale(-0.5).times(score.value()));
      for (int i = 0; i < n * d; i++) {
        dy[i] = dx.get(i);
      }
      Arrays.fill(dy, n * d, dy.length, F.trace(sample)[0]);
      for (int k = 0; k < divergence.probes(d); k++) {
        addProbe(k, tape, x, score, G2, dy);
      }
    }
    return dy;
  }

  /** Adds −½ vᵀ G² (∂s/∂x) v of one probe to its place in the slope. */
  private void addProbe(int k, Tape tape, Var x, Var score, SymmetricMatrix G2, double[] dy) {
    try (Scope pass = engine.scope()) {
      Tensor v = engine.empty(shape);
      divergence.fill(v, k, firstSample);
      Var weighted = Var.constant(G2.times(v)); // G² is symmetric
      Tensor row = tape.gradients(score, weighted, List.of(x), false).get(0).value();
      for (int i = 0; i < n; i++) {
        double product = 0;
        for (int j = i * d; j < (i + 1) * d; j++) {
          product += (double) row.get(j) * v.get(j);
        }
        dy[n * d + i * integrals + (divergence.isRandom() ? k : 0)] -= 0.5 * product;
      }
    }
  }
}

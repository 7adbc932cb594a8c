package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.op.Normalize;

/**
 * y = act(z), z = γ·x̂ + β per channel with x̂ = (x − μ)·ρ, ρ = 1/√(σ² + ε), where μ and the biased
 * variance σ² are those of x over all axes but the channels (Ioffe and Szegedy 2015). The gradient
 * flows through the statistics; with g = gy·act′(z) and M elements per channel
 *
 * <pre>
 * gβ = Σ g,  gγ = Σ g·x̂,  gx = γ·ρ·(g − gβ/M − x̂·gγ/M)
 * </pre>
 *
 * <p>z is worked out again, not kept: that costs less than memory.
 */
public final class BatchNorm extends Operation {
  private final Var x;
  private final Var gamma;
  private final Var beta;
  private final float epsilon;
  private final Activation act;
  private final Tensor mean;
  private final Tensor rstd;

  private BatchNorm(
      Var x, Var gamma, Var beta, float epsilon, Normalize.Stats stats, Activation act) {
    super(x, gamma, beta);
    this.x = x;
    this.gamma = gamma;
    this.beta = beta;
    this.epsilon = epsilon;
    this.act = act;
    this.mean = stats.mean();
    this.rstd = Normalize.rstd(stats.var(), epsilon);
  }

  /**
   * Batch normalisation with the statistics of the batch.
   *
   * @param x (N, C, …)
   * @param gamma scale (C)
   * @param beta shift (C)
   * @param stats of x's value, so that the caller may use them too
   * @param act applied to the result
   */
  public static Var of(
      Var x, Var gamma, Var beta, float epsilon, Normalize.Stats stats, Activation act) {
    return new BatchNorm(x, gamma, beta, epsilon, stats, act).apply();
  }

  @Override
  protected Tensor forward() {
    save(x.value(), gamma.value(), beta.value(), mean, rstd);
    return Normalize.channelAffine(x.value(), mean, rstd, gamma.value(), beta.value(), act);
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    if (to.recorded()) {
      composed(gy, to);
    } else {
      Normalize.Grads g =
          Normalize.batchGrad(x.value(), gy.value(), mean, rstd, gamma.value(), beta.value(), act);
      to.add(x, Var.constant(g.x()));
      to.add(gamma, Var.constant(g.gamma()));
      to.add(beta, Var.constant(g.beta()));
    }
  }

  private void composed(Var gy, Adjoints to) {
    float perElement = (float) x.dim(1) / x.shape().size();
    Var centred = x.minus(Channels.over(x.shape(), Channels.sum(x).times(perElement)));
    Var variance = Channels.sum(centred.square()).times(perElement);
    Var rho = Channels.over(x.shape(), variance.plus(epsilon).sqrt().reciprocal());
    Var normal = centred.times(rho);
    Var g = Activations.grad(act, gy, Channels.affine(normal, gamma, beta), true);
    Var gBeta = Channels.sum(g);
    Var gGamma = Channels.sum(g.times(normal));
    to.add(beta, gBeta);
    to.add(gamma, gGamma);
    to.add(
        x,
        () -> {
          Var shared = Channels.over(x.shape(), gBeta.times(perElement));
          Var aligned = normal.times(Channels.over(x.shape(), gGamma.times(perElement)));
          return g.minus(shared).minus(aligned).times(rho).times(Channels.over(x.shape(), gamma));
        });
  }
}

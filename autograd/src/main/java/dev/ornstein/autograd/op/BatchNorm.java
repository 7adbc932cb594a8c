package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Normalize;

/**
 * y = γ·x̂ + β per channel with x̂ = (x − μ)·ρ, ρ = 1/√(σ² + ε), where μ and the biased variance σ²
 * are those of x over all axes but the channels (Ioffe and Szegedy 2015). The gradient flows
 * through the statistics; with M elements per channel
 *
 * <pre>
 * gβ = Σ gy,  gγ = Σ gy·x̂,  gx = γ·ρ·(gy − gβ/M − x̂·gγ/M)
 * </pre>
 */
public final class BatchNorm extends Operation {
  private final Var x;
  private final Var gamma;
  private final Var beta;
  private final float epsilon;
  private final Tensor mean;
  private final Tensor rstd;

  private BatchNorm(Var x, Var gamma, Var beta, float epsilon, Normalize.Stats stats) {
    super(x, gamma, beta);
    this.x = x;
    this.gamma = gamma;
    this.beta = beta;
    this.epsilon = epsilon;
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
   */
  public static Var of(Var x, Var gamma, Var beta, float epsilon, Normalize.Stats stats) {
    return new BatchNorm(x, gamma, beta, epsilon, stats).apply();
  }

  @Override
  protected Tensor forward() {
    save(x.value(), gamma.value(), mean, rstd);
    return Normalize.channelAffine(x.value(), mean, rstd, gamma.value(), beta.value());
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    if (to.recorded()) {
      composed(gy, to);
    } else {
      Normalize.Grads g = Normalize.batchGrad(x.value(), gy.value(), mean, rstd, gamma.value());
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
    Var gBeta = Channels.sum(gy);
    Var gGamma = Channels.sum(gy.times(normal));
    to.add(beta, gBeta);
    to.add(gamma, gGamma);
    to.add(
        x,
        () -> {
          Var shared = Channels.over(x.shape(), gBeta.times(perElement));
          Var aligned = normal.times(Channels.over(x.shape(), gGamma.times(perElement)));
          return gy.minus(shared).minus(aligned).times(rho).times(Channels.over(x.shape(), gamma));
        });
  }
}

package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Normalize;

/**
 * Each group of channels of each sample is normalised by its own mean μ and biased variance σ²,
 * then scaled and shifted per channel: y = γ·x̂ + β, x̂ = (x − μ)·ρ, ρ = 1/√(σ² + ε) (Wu and He
 * 2018). With one group and no further axes this is layer normalisation. With h = gy·γ and means
 * over the M elements of a group
 *
 * <pre>
 * gβ = Σ gy,  gγ = Σ gy·x̂,  gx = ρ·(h − mean h − x̂·mean(h·x̂))
 * </pre>
 */
public final class GroupNorm extends Operation {
  private final Var x;
  private final Var gamma;
  private final Var beta;
  private final int groups;
  private final float epsilon;
  private Tensor mean;
  private Tensor rstd;

  private GroupNorm(Var x, Var gamma, Var beta, int groups, float epsilon) {
    super(x, gamma, beta);
    this.x = x;
    this.gamma = gamma;
    this.beta = beta;
    this.groups = groups;
    this.epsilon = epsilon;
  }

  /**
   * @param x (N, C, …)
   * @param gamma scale (C)
   * @param beta shift (C)
   * @param groups divides C
   */
  public static Var of(Var x, Var gamma, Var beta, int groups, float epsilon) {
    return new GroupNorm(x, gamma, beta, groups, epsilon).apply();
  }

  @Override
  protected Tensor forward() {
    Normalize.Result r = Normalize.group(x.value(), gamma.value(), beta.value(), groups, epsilon);
    mean = r.mean();
    rstd = r.rstd();
    save(x.value(), gamma.value());
    return r.y();
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    if (to.recorded()) {
      composed(gy, to);
    } else {
      Normalize.Grads g =
          Normalize.groupGrad(x.value(), gy.value(), mean, rstd, gamma.value(), groups);
      to.add(x, Var.constant(g.x()));
      to.add(gamma, Var.constant(g.gamma()));
      to.add(beta, Var.constant(g.beta()));
    }
  }

  private void composed(Var gy, Adjoints to) {
    Var grouped = x.reshape(x.dim(0), groups, -1);
    Var centred = grouped.minus(grouped.mean(true, -1));
    Var rho = centred.square().mean(true, -1).plus(epsilon).sqrt().reciprocal();
    Var normal = centred.times(rho);
    to.add(beta, () -> Channels.sum(gy));
    to.add(gamma, () -> Channels.sum(gy.times(normal.reshape(x.shape()))));
    to.add(
        x,
        () -> {
          Var h = gy.times(Channels.over(x.shape(), gamma)).reshape(grouped.shape());
          Var aligned = normal.times(h.times(normal).mean(true, -1));
          return h.minus(h.mean(true, -1)).minus(aligned).times(rho).reshape(x.shape());
        });
  }
}

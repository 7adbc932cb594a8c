package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.op.Normalize;

/**
 * y = act(γ·(x − μ)·ρ + β) per channel with given statistics, which are constants: batch
 * normalisation in evaluation.
 */
public final class ChannelAffine extends Operation {
  private final Var x;
  private final Tensor mean;
  private final Tensor rstd;
  private final Var gamma;
  private final Var beta;
  private final Activation act;

  private ChannelAffine(Var x, Tensor mean, Tensor rstd, Var gamma, Var beta, Activation act) {
    super(x, gamma, beta);
    this.x = x;
    this.mean = mean;
    this.rstd = rstd;
    this.gamma = gamma;
    this.beta = beta;
    this.act = act;
  }

  /**
   * @param x (N, C, …)
   * @param mean μ (C)
   * @param rstd ρ (C)
   * @param gamma γ (C)
   * @param beta β (C)
   * @param act applied to the result
   */
  public static Var of(Var x, Tensor mean, Tensor rstd, Var gamma, Var beta, Activation act) {
    return new ChannelAffine(x, mean, rstd, gamma, beta, act).apply();
  }

  @Override
  protected Tensor forward() {
    save(x.value(), mean, rstd, gamma.value(), beta.value());
    return Normalize.channelAffine(x.value(), mean, rstd, gamma.value(), beta.value(), act);
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    Var rho = Var.constant(rstd);
    Var g = act == Activation.NONE ? gy : Activations.grad(act, gy, plain(), to.recorded());
    to.add(x, () -> g.times(Channels.over(x.shape(), gamma.times(rho))));
    to.add(beta, () -> Channels.sum(g));
    to.add(
        gamma,
        () -> {
          Var centred = x.minus(Channels.over(x.shape(), Var.constant(mean)));
          return Channels.sum(g.times(centred)).times(rho);
        });
  }

  /** The result before the activation. */
  private Var plain() {
    return of(x, mean, rstd, gamma, beta, Activation.NONE);
  }
}

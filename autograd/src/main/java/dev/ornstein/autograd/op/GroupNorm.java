package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Normed;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Normalize;

/**
 * Each group of channels of each sample is normalised by its own mean μ and biased variance σ²,
 * then scaled and shifted per channel and activated: y = act(z), z = γ·x̂ + β, x̂ = (x − μ)·ρ, ρ =
 * 1/√(σ² + ε) (Wu and He 2018). With one group and no further axes this is layer normalisation.
 * With g = gy·act′(z), h = g·γ and means over the M elements of a group
 *
 * <pre>
 * gβ = Σ g,  gγ = Σ g·x̂,  gx = ρ·(h − mean h − x̂·mean(h·x̂))
 * </pre>
 *
 * <p>z is worked out again, not kept: that costs less than memory.
 */
public final class GroupNorm extends Operation {
  private final Normed h;
  private Tensor mean;
  private Tensor rstd;

  private GroupNorm(Normed h) {
    super(h.x(), h.gamma(), h.beta());
    this.h = h;
  }

  /** The value of h. */
  public static Var of(Normed h) {
    return new GroupNorm(h).apply();
  }

  @Override
  protected Tensor forward() {
    Tensor x = h.x().value();
    Tensor gamma = h.gamma().value();
    Tensor beta = h.beta().value();
    Normalize.Result r = Normalize.group(x, gamma, beta, h.groups(), h.epsilon(), h.act());
    mean = r.mean();
    rstd = r.rstd();
    save(x, gamma, beta);
    return r.y();
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    grads(h, mean, rstd, gy, to);
  }

  /**
   * Adds the gradients of x, γ and β.
   *
   * @param h what was computed
   * @param mean of each group, (N, groups)
   * @param rstd likewise
   * @param gh the gradient of its value
   */
  static void grads(Normed h, Tensor mean, Tensor rstd, Var gh, Adjoints to) {
    if (to.recorded()) {
      composed(h, gh, to);
    } else {
      Tensor x = h.x().value();
      Tensor gamma = h.gamma().value();
      Tensor beta = h.beta().value();
      Normalize.Grads g =
          Normalize.groupGrad(x, gh.value(), mean, rstd, gamma, beta, h.groups(), h.act());
      to.add(h.x(), Var.constant(g.x()));
      to.add(h.gamma(), Var.constant(g.gamma()));
      to.add(h.beta(), Var.constant(g.beta()));
    }
  }

  private static void composed(Normed of, Var gy, Adjoints to) {
    Var x = of.x();
    Var gamma = of.gamma();
    Var grouped = x.reshape(x.dim(0), of.groups(), -1);
    Var centred = grouped.minus(grouped.mean(true, -1));
    Var rho = centred.square().mean(true, -1).plus(of.epsilon()).sqrt().reciprocal();
    Var normal = centred.times(rho);
    Var z = Channels.affine(normal.reshape(x.shape()), gamma, of.beta());
    Var g = Activations.grad(of.act(), gy, z, true);
    to.add(of.beta(), () -> Channels.sum(g, gamma.shape()));
    to.add(gamma, () -> Channels.sum(g.times(normal.reshape(x.shape())), gamma.shape()));
    to.add(
        x,
        () -> {
          Var h = g.times(Channels.over(x.shape(), gamma)).reshape(grouped.shape());
          Var aligned = normal.times(h.times(normal).mean(true, -1));
          return h.minus(h.mean(true, -1)).minus(aligned).times(rho).reshape(x.shape());
        });
  }
}

package dev.ornstein.nn.layer;

import dev.ornstein.autograd.Normed;
import dev.ornstein.autograd.Ops;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.Initializer;
import dev.ornstein.nn.Layer;
import dev.ornstein.nn.Parameter;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.kernel.Activation;

/**
 * Group normalisation (Wu and He, 2018): the channels of each sample are split into groups, each
 * group is brought to mean 0 and variance 1 (biased, ε = 1e-5), then y = γ[c]·x̂ + β[c]. Parameters
 * {@code weight} (γ, first 1) and {@code bias} (β, first 0), as {@code torch.nn.GroupNorm}.
 */
public final class GroupNorm extends Layer {
  /** Added to the variance. */
  public static final float EPSILON = 1e-5f;

  private final int groups;
  private final Parameter weight;
  private final Parameter bias;

  /**
   * @param groups divides the channels
   * @param channels C
   * @throws ShapeException when it does not
   */
  public GroupNorm(Init init, int groups, int channels) {
    super(init);
    if (groups < 1 || channels % groups != 0) {
      throw new ShapeException(
          groups + " groups do not divide " + channels + " channels; the number of groups must");
    }
    this.groups = groups;
    weight = parameter("weight", Shape.of(channels), Initializer.ONES);
    bias = parameter("bias", Shape.of(channels), Initializer.ZEROS);
  }

  /**
   * @param x (N, C, …)
   * @return of x's shape
   */
  @Override
  public Var forward(Var x) {
    return forward(x, Activation.NONE);
  }

  /**
   * Normalises and activates in one pass: act(γ·x̂ + β).
   *
   * @param x (N, C, …)
   * @return of x's shape
   */
  public Var forward(Var x, Activation act) {
    return of(x, act).value();
  }

  /** {@link #forward(Var, Activation)}, left to the layer that reads it. */
  public Normed of(Var x, Activation act) {
    return new Normed(x, weight.var(), bias.var(), groups, EPSILON, act);
  }

  /**
   * Normalises, then scales and shifts per sample and activates, act((γ·x̂ + β)·(1 + scale) +
   * shift), left to the layer that reads it.
   *
   * <p>Costs no pass over x more than {@link #of(Var, Activation)}: the samples have scales γ·(1 +
   * scale) and shifts β·(1 + scale) + shift of their own.
   *
   * @param x (N, C, …)
   * @param modulation scale, then shift (N, 2·C)
   */
  public Normed of(Var x, Var modulation, Activation act) {
    Var gamma = Ops.modulatedScale(weight.var(), modulation);
    Var beta = Ops.modulatedShift(bias.var(), modulation);
    return new Normed(x, gamma, beta, groups, EPSILON, act);
  }
}

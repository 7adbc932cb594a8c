package dev.ornstein.autograd;

import dev.ornstein.autograd.op.GroupNorm;
import dev.ornstein.tensor.kernel.Activation;

/**
 * Group normalisation and an activation of something, h = act(γ·x̂ + β), that nobody has computed
 * yet. Whoever needs h asks for its {@link #value}; {@link Ops#conv2d(Normed, Var, Var, Var,
 * dev.ornstein.tensor.op.Convolution.Geometry)} computes it image by image while it reads it, and h
 * is never stored.
 *
 * @param x (N, C, …)
 * @param gamma scale (C), or (N, C): scales of its own for each sample
 * @param beta shift of gamma's shape
 * @param groups divides C
 * @param epsilon added to the variance
 */
public record Normed(Var x, Var gamma, Var beta, int groups, float epsilon, Activation act) {
  /** h, of x's shape. */
  public Var value() {
    return GroupNorm.of(this);
  }
}

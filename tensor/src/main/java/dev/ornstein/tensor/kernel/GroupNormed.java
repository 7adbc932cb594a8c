package dev.ornstein.tensor.kernel;

import dev.ornstein.tensor.Tensor;

/**
 * The result of {@link Backend#groupNorm} as something still to be computed, by the kernel that
 * reads it: act(γ[c]·x̂ + β[c]).
 *
 * @param x (N, C, L) by {@code s}
 * @param mean of each (sample, group): written on the way forward, read on the way back
 * @param rstd 1/√(σ² + ε), likewise
 * @param gamma scale (C)
 * @param beta shift (C)
 * @param epsilon added to the variance
 * @param act applied to the result
 * @param s extents of x. What {@code s} calls samples need not be a kernel's images: those of a
 *     batch, taken as the channels of one sample, have scales and shifts of their own
 */
public record GroupNormed(
    Tensor x,
    Tensor mean,
    Tensor rstd,
    Tensor gamma,
    Tensor beta,
    float epsilon,
    Activation act,
    NormShape s) {}

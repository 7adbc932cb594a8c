/**
 * How likely a sample is to a diffusion model: ln p(x) in nats, and bits per dimension of images of
 * 8 bits.
 *
 * <p>{@link dev.ornstein.diffusion.likelihood.FlowLikelihood} follows the probability flow to where
 * the density is known, a {@link dev.ornstein.diffusion.likelihood.EndDensity} such as {@link
 * dev.ornstein.diffusion.likelihood.NormalDistribution}, and adds up the {@link
 * dev.ornstein.diffusion.likelihood.Divergence} of the flow on the way, exactly or by random
 * probes, in steps that a {@link dev.ornstein.diffusion.likelihood.NoiseClock} may set. {@link
 * dev.ornstein.diffusion.likelihood.NoisedDensity} bounds the density of data without noise from
 * it. {@link dev.ornstein.diffusion.likelihood.BitsPerDimension} makes images of whole numbers
 * continuous first.
 *
 * <p>What may not live here: likelihoods of observations that guide a sampler, ln p(y | x_t); those
 * are in {@code model}.
 */
package dev.ornstein.diffusion.likelihood;

/**
 * What a denoiser is trained to minimise, and at which times.
 *
 * <p>{@link dev.ornstein.diffusion.loss.DenoisingLoss} holds the two losses of seed 0 and the two
 * that predict x₀ or v: one mechanism, which compares the denoiser's prediction, converted, with
 * what is known of each sample. {@link dev.ornstein.diffusion.loss.PreconditionedLoss} measures a
 * network behind its preconditioning. {@link dev.ornstein.diffusion.loss.TimeSampling} draws the
 * times of a batch.
 *
 * <p>What may not live here: optimisers, loops over epochs, anything that knows a network class.
 */
package dev.ornstein.diffusion.loss;

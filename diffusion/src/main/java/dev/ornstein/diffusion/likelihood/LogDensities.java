package dev.ornstein.diffusion.likelihood;

/**
 * ln p(x) of each sample.
 *
 * @param nats ln p, N numbers, in nats
 * @param standardErrors what random probes leave uncertain in each of them: 0 for an exact
 *     divergence, NaN for a single random probe
 * @param evaluations of the denoiser with its gradients, each for all samples that went together
 */
public record LogDensities(double[] nats, double[] standardErrors, long evaluations) {}

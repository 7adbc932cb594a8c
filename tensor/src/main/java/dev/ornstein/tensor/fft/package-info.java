/**
 * Discrete Fourier transforms of images and the filters made of them.
 *
 * <p>{@link dev.ornstein.tensor.fft.Fft2d} spreads images over threads and lets each be transformed
 * by an {@link dev.ornstein.tensor.kernel.ImageDft}: that of the engine's kernels, or JTransforms
 * for sizes and kernels that have none. Kernels on a device take whole batches instead ({@link
 * dev.ornstein.tensor.kernel.BatchDft}). The only package that uses JTransforms. What a filter
 * means (a blur, a noise spectrum) is decided elsewhere.
 */
package dev.ornstein.tensor.fft;

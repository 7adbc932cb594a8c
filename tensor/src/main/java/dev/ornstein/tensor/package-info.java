/**
 * Dense float32 tensors on the CPU: shapes, memory and its pool, threads, random numbers.
 *
 * <p>What lives here: {@link dev.ornstein.tensor.Tensor} and what it needs to exist. Operations on
 * tensors are in {@code .op}, the loops that do the work in {@code .kernel}, files in {@code .io},
 * Fourier transforms in {@code .fft}. Nothing here knows gradients, networks or diffusion.
 */
package dev.ornstein.tensor;

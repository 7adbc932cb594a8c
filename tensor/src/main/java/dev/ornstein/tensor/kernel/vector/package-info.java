/**
 * Kernels written with {@code jdk.incubator.vector}, generic over the lane count of the machine.
 *
 * <p>The only package that may refer to the incubating module; its classes are reached by name,
 * from {@link dev.ornstein.tensor.kernel.Backends}, so that the rest runs without it. What is not
 * faster here is inherited from the scalar kernels.
 *
 * <p>Skeleton of every loop: full vectors, then a scalar tail that computes the same formula, or
 * one more vector that overlaps the last. Chunk borders depend on the size of the data only, so an
 * element is always computed by the same code, whatever the number of threads.
 */
package dev.ornstein.tensor.kernel.vector;

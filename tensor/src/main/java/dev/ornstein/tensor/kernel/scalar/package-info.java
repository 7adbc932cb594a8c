/**
 * Kernels as plain loops: the definition of what each kernel computes, the fall-back where the
 * incubator module is absent, and the oracle for every other implementation.
 *
 * <p>A kernel takes its output arrays first, then its inputs, each with the position of its first
 * element, then the extents, then the threads. Work is cut by output in chunks whose borders depend
 * on the extents only, so that any number of threads gives the same bits.
 *
 * <p>May not be used here: {@code jdk.incubator.vector}, {@code Math.fma} (without hardware support
 * it goes through {@code BigDecimal}), any state between calls.
 */
package dev.ornstein.tensor.kernel.scalar;

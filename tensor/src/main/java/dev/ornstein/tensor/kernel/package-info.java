/**
 * The kernel interface and its look-up. Implementations: {@code .scalar} (the definition of each
 * kernel, plain loops), {@code .vector} (the only user of {@code jdk.incubator.vector}), {@code
 * .opencl} (the only user of JOCL). The last two are loaded by name, since what they use may be
 * missing.
 *
 * <p>Letters used for extents: N images, C input channels, H×W input rows and columns, K output
 * channels, R×S kernel rows and columns, P×Q output rows and columns; m, n, k for matrices.
 */
package dev.ornstein.tensor.kernel;

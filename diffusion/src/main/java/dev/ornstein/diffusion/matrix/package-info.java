/**
 * Symmetric matrices that act on images: the values that the signal transfer H(t) and the noise
 * covariance Σ(t) of a diffusion process take.
 *
 * <p>An image of D = C·H·W pixels would need a matrix of D² entries, so a matrix is kept by what
 * makes it cheap: a {@link dev.ornstein.diffusion.matrix.ScalarMatrix number}, {@link
 * dev.ornstein.diffusion.matrix.DiagonalMatrix one number per pixel}, {@link
 * dev.ornstein.diffusion.matrix.FourierMatrix one number per spatial frequency}, or, for small D
 * and as the oracle of tests, {@link dev.ornstein.diffusion.matrix.DenseMatrix all entries}. The
 * first three are their eigenvalues in a known basis, in which sums, products, roots and inverses
 * are elementwise.
 *
 * <p>Matrices hold doubles on the Java heap, because Σ(t+τ) − M₁²Σ(t) and its like cancel; the
 * images that they multiply are float32 tensors of shape (N, …), the first axis counting samples. A
 * matrix is itself a <b>batch</b> of one matrix for all samples, or of N, one for each (in training
 * every sample has a time of its own).
 *
 * <p>What may not live here: anything that knows of time, noise or scores.
 */
package dev.ornstein.diffusion.matrix;

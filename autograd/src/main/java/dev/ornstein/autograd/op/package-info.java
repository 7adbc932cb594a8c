/**
 * One final class per operation: its function, what it saves, and the adjoint of its derivative.
 *
 * <p>A {@code backward} is written with {@link dev.ornstein.autograd.Var}s, so that it can be
 * differentiated again. Where a fused kernel computes the same gradient in fewer passes over
 * memory, it is used when nothing records ({@code fused} beside {@code composed}).
 *
 * <p>Pairs that are each other's adjoint: expand and sum, slice and pad, gather and scatter,
 * picking the largest of a window and scattering back to it, averaging windows and spreading over
 * them. A convolution and its two gradients are three such bilinear maps.
 *
 * <p>What has no gradient: comparisons, signs, the positions of maxima, row indices, and random
 * numbers. Where they occur inside an operation (abs, relu, maximum, max, pooling) they count as
 * constants, which they are almost everywhere.
 */
package dev.ornstein.autograd.op;

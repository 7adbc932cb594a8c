/**
 * Automatic differentiation in reverse mode. A {@link dev.ornstein.autograd.Var} is a tensor in a
 * computation; while a {@link dev.ornstein.autograd.Tape} is open it lists the operations that run;
 * {@code backward} walks the list in reverse and adds up gradients in an order that the list fixes,
 * so the same computation gives the same bits. Gradients of gradients: {@code backward} of every
 * operation is itself written with operations, which {@code gradients(y, xs, true)} records.
 *
 * <p>Operations live in {@link dev.ornstein.autograd.op}, one class each; a new one extends {@link
 * dev.ornstein.autograd.Operation}. Without a tape, or inside {@link dev.ornstein.autograd.NoGrad},
 * nothing is recorded and a {@code Var} is a thin wrapper.
 *
 * <p>Without a gradient, and therefore not here but on tensors only: comparisons, sign, the
 * position of a maximum, row indices, random numbers. Reading {@code value()} or calling {@code
 * detach()} leaves the computation.
 *
 * <p>What may not live here: layers, parameters and optimisers ({@code nn}), and kernels ({@code
 * tensor}).
 */
package dev.ornstein.autograd;

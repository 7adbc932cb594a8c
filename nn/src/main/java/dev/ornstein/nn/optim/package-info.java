/**
 * Training: the optimiser, gradient clipping, averaging of weights and learning-rate schedules.
 * Each is one pass over the arrays of a {@link dev.ornstein.nn.ParameterArena}.
 */
package dev.ornstein.nn.optim;

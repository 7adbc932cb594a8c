/**
 * How likely test images are to the model of a run, in bits per dimension: the command {@code
 * likelihood}. What may not live here: the flow and its divergence (those are in {@code
 * diffusion.likelihood}).
 */
package dev.ornstein.examples.likelihood;

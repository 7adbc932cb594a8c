/**
 * Building blocks of U-Nets: convolution, fully connected and residual blocks, encoders of time and
 * position. Shapes stand at the right margin of the forward methods.
 */
package dev.ornstein.nn.block;

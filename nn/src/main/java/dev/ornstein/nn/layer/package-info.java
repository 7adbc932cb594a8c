/**
 * Layers: the operations of {@code dev.ornstein.autograd} with parameters, under PyTorch's names,
 * layouts and first values.
 *
 * <p>Letters: N samples, C channels, H×W rows and columns.
 */
package dev.ornstein.nn.layer;

/**
 * The networks that learn digits: the U-Net of seed 0 and a small one that learns fast on a CPU.
 * Both are a {@link dev.ornstein.mnist.net.DenoisingNet}; what their output means (noise, score, …)
 * is decided by whoever trains them.
 */
package dev.ornstein.mnist.net;

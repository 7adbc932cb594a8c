/**
 * The networks that learn digits: the U-Net of seed 0 and a small one that learns fast on a CPU.
 * Both are a {@link dev.ornstein.mnist.net.DenoisingNet}; what their output means (noise, score, …)
 * is decided by whoever trains them. What they are told beside an image and its time is a {@link
 * dev.ornstein.mnist.net.Condition}.
 *
 * <p>The classifiers of noisy images stand beside them, seed 0's and a small one: each a {@link
 * dev.ornstein.mnist.net.NoisyClassifier}. A {@link dev.ornstein.mnist.net.GuidedNet} holds one of
 * each kind.
 */
package dev.ornstein.mnist.net;

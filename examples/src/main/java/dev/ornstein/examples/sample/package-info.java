/**
 * Drawing samples from a saved model, and the pictures of how they come about. What may not live
 * here: training, and the samplers themselves, which are in {@code dev.ornstein.diffusion.sampler}.
 */
package dev.ornstein.examples.sample;

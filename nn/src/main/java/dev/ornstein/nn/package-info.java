/**
 * Networks and their training: modules with named parameters, state dicts in PyTorch's names and
 * layouts, and the arena that packs all parameters of a network into one array.
 *
 * <p>What lives here: {@link dev.ornstein.nn.Module} and what it needs to exist. Layers are in
 * {@code .layer}, building blocks and encoders in {@code .block}, optimisers, averaging and
 * learning-rate schedules in {@code .optim}. Nothing here knows images of digits or diffusion.
 */
package dev.ornstein.nn;

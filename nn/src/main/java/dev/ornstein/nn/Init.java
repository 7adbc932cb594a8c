package dev.ornstein.nn;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;

/**
 * What a module is made with: the engine that holds its parameters and the random stream that their
 * first values are drawn from. Every child and every parameter draws from a stream derived from its
 * own name, so its values depend on the seed and its path in the network, and not on what was made
 * before it.
 *
 * @param engine makes the tensors
 * @param rng the stream of this module; only streams derived from it are used
 */
public record Init(Engine engine, Rng rng) {
  /** The context of a whole network. */
  public static Init of(Engine engine, long seed) {
    return new Init(engine, Rng.of(seed).stream("init"));
  }

  /** The context of the child called {@code name}. */
  public Init at(String name) {
    return new Init(engine, rng.stream(name));
  }
}

package dev.ornstein.nn;

import dev.ornstein.tensor.Tensor;

/**
 * A tensor that belongs to a module's state but is not trained, such as a running mean. It is saved
 * with the parameters.
 *
 * @param name the name within its module
 * @param value the memory, written in place
 */
public record Buffer(String name, Tensor value) {}

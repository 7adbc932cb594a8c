package dev.ornstein.mnist.net;

import dev.ornstein.nn.StateDict;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.UserError;

/**
 * Sizes of a network, seen in the shapes of its saved weights.
 *
 * @param network what messages call it
 * @param state its weights
 */
record SavedShapes(String network, StateDict state) {
  /** Rows of a matrix, or output channels of a kernel. */
  int rows(String name) {
    return matrix(name).dim(0);
  }

  /** Columns of a matrix, or input channels of a kernel. */
  int columns(String name) {
    return matrix(name).dim(1);
  }

  private Shape matrix(String name) {
    if (!state.contains(name)) {
      throw new UserError("weights of " + network + " have an entry '" + name + "'; there is none");
    }
    Shape shape = state.shape(name);
    if (shape.rank() < 2) {
      throw new UserError("'" + name + "' of " + network + " is a matrix or kernel; got " + shape);
    }
    return shape;
  }
}

package dev.ornstein.nn.layer;

import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Layer;

/** max(x, 0), elementwise. */
public final class ReLU extends Layer {
  @Override
  public Var forward(Var x) {
    return x.relu();
  }
}

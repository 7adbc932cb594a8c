package dev.ornstein.nn.layer;

import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Layer;

/**
 * x·Φ(x), elementwise, with the exact normal distribution function Φ (Hendrycks and Gimpel, 2016),
 * not the approximation by tanh.
 */
public final class GELU extends Layer {
  @Override
  public Var forward(Var x) {
    return x.gelu();
  }
}

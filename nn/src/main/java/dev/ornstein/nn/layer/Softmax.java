package dev.ornstein.nn.layer;

import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Layer;

/** eˣ/Σeˣ along the last axis. */
public final class Softmax extends Layer {
  @Override
  public Var forward(Var x) {
    return x.softmax();
  }
}

package dev.ornstein.nn.layer;

import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Layer;

/** x·σ(x), elementwise (Elfwing, Uchibe and Doya, 2018). */
public final class SiLU extends Layer {
  @Override
  public Var forward(Var x) {
    return x.silu();
  }
}

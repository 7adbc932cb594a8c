package dev.ornstein.nn;

import dev.ornstein.autograd.Var;

/** A module that maps one tensor to one tensor. */
public abstract class Layer extends Module {
  /** A layer without parameters. */
  protected Layer() {}

  /**
   * @param init the context its parameters are made with
   */
  protected Layer(Init init) {
    super(init);
  }

  /** The output for {@code x}. Shapes are those that the layer's own documentation gives. */
  public abstract Var forward(Var x);
}

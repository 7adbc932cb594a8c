package dev.ornstein.nn.layer;

import dev.ornstein.autograd.Ops;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.Initializer;
import dev.ornstein.nn.Module;
import dev.ornstein.nn.Parameter;
import dev.ornstein.tensor.Shape;

/**
 * A learned vector per number. Parameter {@code weight} (rows, features), first standard normal, as
 * {@code torch.nn.Embedding}.
 */
public final class Embedding extends Module {
  private final Parameter weight;

  /**
   * @param rows how many numbers there are, 0 … rows−1
   * @param features extent of a vector
   */
  public Embedding(Init init, int rows, int features) {
    super(init);
    weight = parameter("weight", Shape.of(rows, features), Initializer.NORMAL);
  }

  /**
   * @param index N numbers
   * @return (N, features)
   * @throws dev.ornstein.tensor.ShapeException for a number that has no row
   */
  public Var forward(int[] index) {
    return Ops.gatherRows(weight.var(), index);
  }
}

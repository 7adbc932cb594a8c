package dev.ornstein.nn.layer;

import dev.ornstein.autograd.Ops;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.Initializer;
import dev.ornstein.nn.Layer;
import dev.ornstein.nn.Parameter;
import dev.ornstein.tensor.Shape;

/**
 * Layer normalisation (Ba, Kiros and Hinton, 2016) over the last axis: y = γ·(x − μ)/√(σ² + ε) + β
 * with the mean and biased variance of each row, ε = 1e-5. Parameters {@code weight} (γ, first 1)
 * and {@code bias} (β, first 0), as {@code torch.nn.LayerNorm}.
 */
public final class LayerNorm extends Layer {
  /** Added to the variance. */
  public static final float EPSILON = 1e-5f;

  private final Parameter weight;
  private final Parameter bias;

  /**
   * @param features extent of the last axis
   */
  public LayerNorm(Init init, int features) {
    super(init);
    weight = parameter("weight", Shape.of(features), Initializer.ONES);
    bias = parameter("bias", Shape.of(features), Initializer.ZEROS);
  }

  /**
   * @param x (…, features)
   * @return of x's shape
   */
  @Override
  public Var forward(Var x) {
    return Ops.layerNorm(x, weight.var(), bias.var(), EPSILON);
  }
}

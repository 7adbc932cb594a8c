package dev.ornstein.nn.layer;

import dev.ornstein.autograd.Ops;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.Initializer;
import dev.ornstein.nn.Layer;
import dev.ornstein.nn.Parameter;
import dev.ornstein.tensor.Shape;

/**
 * y = x·Wᵀ + b. Parameters {@code weight} (out, in) and {@code bias} (out), both first uniform in
 * ±1/√in, as {@code torch.nn.Linear}.
 */
public final class Linear extends Layer {
  private final Parameter weight;
  private final Parameter bias;

  /** With a bias. */
  public Linear(Init init, int in, int out) {
    this(init, in, out, true);
  }

  /**
   * @param in extent of the last axis of x
   * @param out extent of the last axis of y
   * @param withBias whether b is there
   */
  public Linear(Init init, int in, int out, boolean withBias) {
    super(init);
    weight = parameter("weight", Shape.of(out, in), Initializer.fanIn(in));
    bias = withBias ? parameter("bias", Shape.of(out), Initializer.fanIn(in)) : null;
  }

  /**
   * @param x (…, in)
   * @return (…, out)
   */
  @Override
  public Var forward(Var x) {
    return Ops.linear(x, weight.var(), bias == null ? null : bias.var());
  }
}

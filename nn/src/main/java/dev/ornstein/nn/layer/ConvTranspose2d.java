package dev.ornstein.nn.layer;

import dev.ornstein.autograd.Ops;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.Initializer;
import dev.ornstein.nn.Layer;
import dev.ornstein.nn.Parameter;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.op.Convolution.Geometry;

/**
 * A transposed convolution: the adjoint of {@link Conv2d} in its input. Parameters {@code weight}
 * (in, out/groups, k, k) and {@code bias} (out), both first uniform in ±1/√(out/groups·k²), as
 * {@code torch.nn.ConvTranspose2d}, which takes the fan-in from the second axis of the weights.
 */
public final class ConvTranspose2d extends Layer {
  private final Geometry geometry;
  private final int outputPadding;
  private final Parameter weight;
  private final Parameter bias;

  /** With a bias and no output padding. */
  public ConvTranspose2d(Init init, int in, int out, int kernel, Geometry geometry) {
    this(init, in, out, kernel, geometry, 0, true);
  }

  /**
   * @param in channels of x
   * @param out channels of y
   * @param kernel k, rows and columns of the kernel
   * @param geometry stride, padding, dilation and groups of the convolution this is the adjoint of
   * @param outputPadding rows and columns added at the end of y, less than stride or dilation
   * @param withBias whether a number per channel is added
   * @throws dev.ornstein.tensor.ShapeException when the groups do not divide the channels
   */
  public ConvTranspose2d(
      Init init,
      int in,
      int out,
      int kernel,
      Geometry geometry,
      int outputPadding,
      boolean withBias) {
    super(init);
    Conv2d.requireGroups(in, out, geometry.groups());
    this.geometry = geometry;
    this.outputPadding = outputPadding;
    int fanIn = out / geometry.groups() * kernel * kernel;
    Shape shape = Shape.of(in, out / geometry.groups(), kernel, kernel);
    weight = parameter("weight", shape, Initializer.fanIn(fanIn));
    bias = withBias ? parameter("bias", Shape.of(out), Initializer.fanIn(fanIn)) : null;
  }

  /**
   * @param x (N, in, P, Q)
   * @return (N, out, H, W), H = (P−1)·stride − 2·pad + dilation·(k−1) + 1 + outputPadding, W
   *     likewise
   */
  @Override
  public Var forward(Var x) {
    Var b = bias == null ? null : bias.var();
    return Ops.convTranspose2d(x, weight.var(), b, geometry, outputPadding);
  }
}

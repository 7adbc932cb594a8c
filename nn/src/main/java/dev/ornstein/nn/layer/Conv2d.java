package dev.ornstein.nn.layer;

import dev.ornstein.autograd.Normed;
import dev.ornstein.autograd.Ops;
import dev.ornstein.autograd.Var;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.Initializer;
import dev.ornstein.nn.Layer;
import dev.ornstein.nn.Parameter;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.op.Convolution.Geometry;

/**
 * A two-dimensional convolution. Parameters {@code weight} (out, in/groups, k, k) and {@code bias}
 * (out), both first uniform in ±1/√(in/groups·k²), as {@code torch.nn.Conv2d}.
 */
public final class Conv2d extends Layer {
  private final Geometry geometry;
  private final Parameter weight;
  private final Parameter bias;

  /**
   * Stride 1 and k/2 zeros around the image, which keeps the image size when k is odd.
   *
   * @param in channels of x
   * @param out channels of y
   * @param kernel k, rows and columns of the kernel
   */
  public Conv2d(Init init, int in, int out, int kernel) {
    this(init, in, out, kernel, Geometry.padded(kernel / 2));
  }

  /** With a bias; see {@link #Conv2d(Init, int, int, int, Geometry, boolean)}. */
  public Conv2d(Init init, int in, int out, int kernel, Geometry geometry) {
    this(init, in, out, kernel, geometry, true);
  }

  /**
   * @param in channels of x
   * @param out channels of y
   * @param kernel k, rows and columns of the kernel
   * @param geometry stride, padding, dilation and groups
   * @param withBias whether a number per channel is added
   * @throws ShapeException when the groups do not divide the channels
   */
  public Conv2d(Init init, int in, int out, int kernel, Geometry geometry, boolean withBias) {
    super(init);
    requireGroups(in, out, geometry.groups());
    this.geometry = geometry;
    int fanIn = in / geometry.groups() * kernel * kernel;
    Shape shape = Shape.of(out, in / geometry.groups(), kernel, kernel);
    weight = parameter("weight", shape, Initializer.fanIn(fanIn));
    bias = withBias ? parameter("bias", Shape.of(out), Initializer.fanIn(fanIn)) : null;
  }

  static void requireGroups(int in, int out, int groups) {
    if (groups < 1 || in % groups != 0 || out % groups != 0) {
      throw new ShapeException(
          "a convolution of "
              + in
              + " to "
              + out
              + " channels cannot have "
              + groups
              + " groups; they must divide both numbers");
    }
  }

  /**
   * Sets all parameters to 0, so that the layer's first output is 0: a residual branch that ends
   * here begins as the identity.
   *
   * @return this
   */
  public Conv2d zero() {
    parameters().forEach(p -> p.value().fillInPlace(0f));
    return this;
  }

  /**
   * @param x (N, in, H, W)
   * @return (N, out, P, Q), P = ⌊(H + 2·pad − dilation·(k−1) − 1)/stride⌋ + 1, Q likewise
   */
  @Override
  public Var forward(Var x) {
    return forward(x, null);
  }

  /**
   * {@link #forward(Var)} and a sum in the same pass.
   *
   * @param addend (N, out, P, Q), added to the result; or null
   */
  public Var forward(Var x, Var addend) {
    return Ops.conv2d(x, weight.var(), bias == null ? null : bias.var(), addend, geometry);
  }

  /**
   * {@link #forward(Var, Var)} of a normalisation, which is computed within where the kernels can.
   *
   * @param addend (N, out, P, Q), or null
   */
  public Var forward(Normed h, Var addend) {
    return Ops.conv2d(h, weight.var(), bias == null ? null : bias.var(), addend, geometry);
  }
}

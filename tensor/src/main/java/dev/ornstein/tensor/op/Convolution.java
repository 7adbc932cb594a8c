package dev.ornstein.tensor.op;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.ConvShape;

/**
 * Two-dimensional convolution and its two adjoints. Each of the three maps is bilinear, and the
 * adjoints of any of them are the other two: that is all the calculus a convolution needs.
 */
public final class Convolution {
  /**
   * How a kernel moves over an image.
   *
   * @param stride step between outputs
   * @param pad zeros around the image
   * @param dilation step between taps
   * @param groups independent groups of channels
   */
  public record Geometry(int stride, int pad, int dilation, int groups) {
    /** Stride 1, no dilation, one group. */
    public static Geometry padded(int pad) {
      return new Geometry(1, pad, 1, 1);
    }
  }

  /**
   * Both gradients of a convolution.
   *
   * @param x of the input's shape
   * @param w of the weights' shape
   */
  public record Grads(Tensor x, Tensor w) {}

  private Convolution() {}

  /** {@link #forward(Tensor, Tensor, Tensor, Tensor, Geometry)} without an addend. */
  public static Tensor forward(Tensor x, Tensor w, Tensor bias, Geometry g) {
    return forward(x, w, bias, null, g);
  }

  /**
   * y = x ⋆ w + bias + addend.
   *
   * @param x (N, C, H, W)
   * @param w (K, C/groups, R, S)
   * @param bias (K), or null
   * @param addend (N, K, P, Q), or null
   * @return (N, K, P, Q)
   * @throws ShapeException naming the shapes when they do not fit
   */
  public static Tensor forward(Tensor x, Tensor w, Tensor bias, Tensor addend, Geometry g) {
    ConvShape s = shape(x.shape(), w.shape(), g);
    Tensor y = Elementwise.sameEngine(x, w).empty(outShape(s, bias, addend));
    x.engine().backend().conv2d(y, x, w, bias, addend, s);
    return y;
  }

  /** The shape of y, which bias and addend, when there are any, must fit. */
  static Shape outShape(ConvShape s, Tensor bias, Tensor addend) {
    if (bias != null) {
      bias.shape().require(Shape.of(s.k()), "the bias of conv2d");
    }
    Shape out = Shape.of(s.n(), s.k(), s.p(), s.q());
    if (addend != null) {
      addend.shape().require(out, "what is added to the result of conv2d");
    }
    return out;
  }

  static void requireGradOfOutput(Tensor gy, ConvShape s) {
    gy.shape().require(Shape.of(s.n(), s.k(), s.p(), s.q()), "the output gradient of conv2d");
  }

  /** {@link #inputGrad(Tensor, Tensor, Tensor, Shape, Geometry)} without a bias. */
  public static Tensor inputGrad(Tensor gy, Tensor w, Shape xShape, Geometry g) {
    return inputGrad(gy, w, null, xShape, g);
  }

  /**
   * The adjoint of {@link #forward} in x, which with a bias is a transposed convolution.
   *
   * @param gy (N, K, P, Q)
   * @param w (K, C/groups, R, S)
   * @param bias (C), or null
   * @param xShape the shape (N, C, H, W) of the result
   */
  public static Tensor inputGrad(Tensor gy, Tensor w, Tensor bias, Shape xShape, Geometry g) {
    ConvShape s = shape(xShape, w.shape(), g);
    requireGradOfOutput(gy, s);
    if (bias != null) {
      bias.shape().require(Shape.of(s.c()), "the bias for images ", xShape);
    }
    Tensor gx = Elementwise.sameEngine(gy, w).empty(xShape);
    gy.engine().backend().conv2dInputGrad(gx, gy, w, bias, s);
    return gx;
  }

  /**
   * The adjoint of {@link #forward} in w.
   *
   * @param x (N, C, H, W)
   * @param gy (N, K, P, Q)
   * @param wShape the shape (K, C/groups, R, S) of the result
   */
  public static Tensor weightGrad(Tensor x, Tensor gy, Shape wShape, Geometry g) {
    ConvShape s = shape(x.shape(), wShape, g);
    requireGradOfOutput(gy, s);
    Tensor gw = Elementwise.sameEngine(x, gy).empty(wShape);
    x.engine().backend().conv2dWeightGrad(gw, x, gy, s);
    return gw;
  }

  /**
   * Both {@link #inputGrad} and {@link #weightGrad}, of which kernels may do common parts once.
   *
   * @param x (N, C, H, W)
   * @param gy (N, K, P, Q)
   * @param w (K, C/groups, R, S)
   */
  public static Grads grads(Tensor x, Tensor gy, Tensor w, Geometry g) {
    Tensor gw = w.engine().empty(w.shape());
    Tensor gx = w.engine().empty(x.shape());
    grads(gx, gw, null, x, gy, w, null, g);
    return new Grads(gx, gw);
  }

  /**
   * The gradients of {@link #forward} where they are wanted.
   *
   * @param gx of x's shape, overwritten, or null
   * @param gw of w's shape, overwritten
   * @param gb the bias's (K), overwritten, or null
   * @param addend what has reached x on other ways, of its shape, or null: gx is added to it
   */
  public static void grads(
      Tensor gx, Tensor gw, Tensor gb, Tensor x, Tensor gy, Tensor w, Tensor addend, Geometry g) {
    ConvShape s = shape(x.shape(), w.shape(), g);
    requireGradOfOutput(gy, s);
    if (gx != null) {
      gx.shape().require(x.shape(), "the gradient of the images");
    }
    gw.shape().require(w.shape(), "the gradient of the weights");
    requireGradOfBias(gb, s.k());
    if (addend != null) {
      addend.shape().require(x.shape(), "what has reached the images");
    }
    Elementwise.sameEngine(gy, w);
    Elementwise.sameEngine(x, gw).backend().conv2dGrads(gx, gw, gb, x, gy, w, addend, s);
  }

  /**
   * The gradients of a transposed convolution, {@link #inputGrad} of y with a bias.
   *
   * @param gy of y's shape, overwritten
   * @param gw of w's shape, overwritten
   * @param gb the bias's (C), overwritten, or null
   * @param y (N, K, P, Q)
   * @param gx (N, C, H, W)
   * @param addend what has reached y on other ways, of its shape, or null: gy is added to it
   */
  public static void transposedGrads(
      Tensor gy, Tensor gw, Tensor gb, Tensor y, Tensor gx, Tensor w, Tensor addend, Geometry g) {
    ConvShape s = shape(gx.shape(), w.shape(), g);
    y.shape().require(Shape.of(s.n(), s.k(), s.p(), s.q()), "the input of a transposed conv2d");
    gy.shape().require(y.shape(), "the gradient of the input");
    gw.shape().require(w.shape(), "the gradient of the weights");
    requireGradOfBias(gb, s.c());
    if (addend != null) {
      addend.shape().require(y.shape(), "what has reached the input");
    }
    Elementwise.sameEngine(gx, w);
    Elementwise.sameEngine(y, gw).backend().conv2dTransposedGrads(gy, gw, gb, y, gx, w, addend, s);
  }

  static void requireGradOfBias(Tensor gb, int channels) {
    if (gb != null) {
      gb.shape().require(Shape.of(channels), "the gradient of the bias");
    }
  }

  /**
   * The image shape that a transposed convolution produces.
   *
   * @param x (N, K, P, Q)
   * @param w (K, C/groups, R, S): PyTorch's layout (in, out/groups, r, s)
   * @param outputPad extra rows and columns, less than the stride
   * @return (N, C, H, W), H = (P−1)·stride − 2·pad + dilation·(R−1) + 1 + outputPad
   */
  public static Shape transposedShape(Shape x, Shape w, Geometry g, int outputPad) {
    requireRank4(x, w);
    if (x.dim(1) != w.dim(0)) {
      throw new ShapeException(
          "a transposed convolution with weights "
              + w
              + " needs "
              + w.dim(0)
              + " input channels; got "
              + x);
    }
    if (outputPad < 0 || outputPad >= Math.max(g.stride(), g.dilation())) {
      throw new ShapeException(
          "the output padding must be 0 … max(stride, dilation) − 1, got " + outputPad);
    }
    int h = (x.dim(2) - 1) * g.stride() - 2 * g.pad() + g.dilation() * (w.dim(2) - 1) + 1;
    int v = (x.dim(3) - 1) * g.stride() - 2 * g.pad() + g.dilation() * (w.dim(3) - 1) + 1;
    return Shape.of(x.dim(0), w.dim(1) * g.groups(), h + outputPad, v + outputPad);
  }

  private static void requireRank4(Shape x, Shape w) {
    if (x.rank() != 4 || w.rank() != 4) {
      throw new ShapeException(
          "a convolution needs images (N, C, H, W) and weights (K, C/groups, R, S); got "
              + x
              + " and "
              + w);
    }
  }

  static ConvShape shape(Shape x, Shape w, Geometry g) {
    requireRank4(x, w);
    if (x.dim(1) != w.dim(1) * g.groups()) {
      throw new ShapeException(
          "a convolution with weights "
              + w
              + " and "
              + g.groups()
              + " group(s) needs "
              + w.dim(1) * g.groups()
              + " input channels; got "
              + x);
    }
    return new ConvShape(
        x.dim(0),
        x.dim(1),
        x.dim(2),
        x.dim(3),
        w.dim(0),
        w.dim(2),
        w.dim(3),
        g.stride(),
        g.pad(),
        g.dilation(),
        g.groups());
  }
}

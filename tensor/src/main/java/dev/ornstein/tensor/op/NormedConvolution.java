package dev.ornstein.tensor.op;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.kernel.ConvShape;
import dev.ornstein.tensor.kernel.GroupNormed;
import dev.ornstein.tensor.kernel.NormConv;
import dev.ornstein.tensor.kernel.NormShape;
import java.util.Optional;

/**
 * y = h ⋆ w + bias + addend with h = act(γ·x̂ + β), x̂ normalised by groups, where a kernel does
 * all of it in one: h, the largest part of what a residual block would keep, is never in memory.
 * Used for one input: what the gradient needs again stays here.
 */
public final class NormedConvolution {
  private final NormConv kernel;
  private final GroupNormed h;
  private final Tensor w;
  private final ConvShape s;

  private NormedConvolution(NormConv kernel, GroupNormed h, Tensor w, ConvShape s) {
    this.kernel = kernel;
    this.h = h;
    this.w = w;
    this.s = s;
  }

  /**
   * None where the backend does it in steps.
   *
   * @param x (N, C, H, W)
   * @param gamma scale (C), or (N, C)
   * @param beta shift of gamma's shape
   * @param groups divides C
   * @param epsilon added to the variance
   * @param w (K, C, R, S)
   * @throws ShapeException naming the shapes when they do not fit
   */
  public static Optional<NormedConvolution> of(
      Tensor x,
      Tensor gamma,
      Tensor beta,
      int groups,
      float epsilon,
      Activation act,
      Tensor w,
      Convolution.Geometry g) {
    ConvShape s = Convolution.shape(x.shape(), w.shape(), g);
    NormShape n = Normalize.groupShape(x.shape(), gamma.shape(), beta.shape(), groups);
    Engine e = Elementwise.sameEngine(x, w);
    return e.backend()
        .normConv(s)
        .map(
            kernel -> {
              Shape perGroup = Shape.of(s.n(), groups);
              Tensor mean = e.empty(perGroup);
              Tensor rstd = e.empty(perGroup);
              GroupNormed h = new GroupNormed(x, mean, rstd, gamma, beta, epsilon, act, n);
              return new NormedConvolution(kernel, h, w, s);
            });
  }

  /**
   * y.
   *
   * @param bias (K), or null
   * @param addend (N, K, P, Q), or null
   * @return (N, K, P, Q)
   */
  public Tensor forward(Tensor bias, Tensor addend) {
    Tensor y = w.engine().empty(Convolution.outShape(s, bias, addend));
    kernel.forward(y, h, w, bias, addend);
    return y;
  }

  /** The mean of each group, (N, groups), after {@link #forward}. */
  public Tensor mean() {
    return h.mean();
  }

  /** 1/√(variance + ε) of each group, (N, groups), after {@link #forward}. */
  public Tensor rstd() {
    return h.rstd();
  }

  /**
   * The gradients, after {@link #forward}.
   *
   * @param gGamma of γ's shape, overwritten
   * @param gBeta likewise
   * @param gw of the kernels' shape, overwritten
   * @param gb the bias's (K), overwritten, or null
   * @param gy (N, K, P, Q)
   * @param addend what has reached x on other ways, of its shape, or null
   * @return the gradient of x, and the addend
   */
  public Tensor grads(Tensor gGamma, Tensor gBeta, Tensor gw, Tensor gb, Tensor gy, Tensor addend) {
    Convolution.requireGradOfOutput(gy, s);
    gGamma.shape().require(h.gamma().shape(), "the gradient of γ");
    gBeta.shape().require(h.beta().shape(), "the gradient of β");
    gw.shape().require(w.shape(), "the gradient of the weights");
    Convolution.requireGradOfBias(gb, s.k());
    if (addend != null) {
      addend.shape().require(h.x().shape(), "what has reached x");
    }
    Tensor gx = w.engine().empty(h.x().shape());
    kernel.grads(gx, gGamma, gBeta, gw, gb, h, gy, w, addend);
    return gx;
  }
}

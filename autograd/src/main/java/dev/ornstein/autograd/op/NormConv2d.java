package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Normed;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Convolution.Geometry;
import dev.ornstein.tensor.op.NormedConvolution;
import java.util.Optional;

/**
 * y = h ⋆ w + bias + addend, where h = act(γ·x̂ + β) is computed within the convolution; see {@link
 * GroupNorm} and {@link Conv2d} for the formulas. The gradient has h computed again.
 */
public final class NormConv2d extends Operation {
  private final Normed h;
  private final Var w;
  private final Var bias;
  private final Var addend;
  private final Geometry g;
  private final NormedConvolution kernels;

  private NormConv2d(Normed h, Var w, Var bias, Var addend, Geometry g, NormedConvolution kernels) {
    super(Conv2d.present(h.x(), h.gamma(), h.beta(), w, bias, addend));
    this.h = h;
    this.w = w;
    this.bias = bias;
    this.addend = addend;
    this.g = g;
    this.kernels = kernels;
  }

  /**
   * y by one operation, or by two where the kernels have no such one.
   *
   * @param w (K, C/groups, R, S)
   * @param bias (K), or null
   * @param addend (N, K, P, Q), or null
   * @return (N, K, P, Q)
   */
  public static Var of(Normed h, Var w, Var bias, Var addend, Geometry g) {
    Optional<NormedConvolution> kernels =
        NormedConvolution.of(
            h.x().value(),
            h.gamma().value(),
            h.beta().value(),
            h.groups(),
            h.epsilon(),
            h.act(),
            w.value(),
            g);
    return kernels.isPresent()
        ? new NormConv2d(h, w, bias, addend, g, kernels.get()).apply()
        : Conv2d.of(h.value(), w, bias, addend, g);
  }

  @Override
  protected Tensor forward() {
    save(h.x().value(), h.gamma().value(), h.beta().value(), w.value());
    return kernels.forward(Conv2d.value(bias), Conv2d.value(addend));
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    if (!to.recorded() && to.wants(h.x()) && to.wants(w)) {
      Tensor gGamma = to.memoryFor(h.gamma());
      Tensor gBeta = to.memoryFor(h.beta());
      Tensor gw = to.memoryFor(w);
      Tensor gb = Conv2d.memoryForBias(bias, to);
      to.addToSum(h.x(), sum -> kernels.grads(gGamma, gBeta, gw, gb, gy.value(), sum));
      to.add(h.gamma(), Var.constant(gGamma));
      to.add(h.beta(), Var.constant(gBeta));
      to.add(w, Var.constant(gw));
      Conv2d.addIfThere(to, bias, gb);
    } else {
      inSteps(gy, to);
      Conv2d.gradOfBias(bias, gy, to);
    }
    Conv2d.gradOfAddend(addend, gy, to);
  }

  /** Where the gradient is to be differentiated again, or not all of it is wanted. */
  private void inSteps(Var gy, Adjoints to) {
    to.add(w, () -> Conv2dWeightGrad.of(h.value(), gy, w.shape(), g));
    if (to.wants(h.x()) || to.wants(h.gamma()) || to.wants(h.beta())) {
      Var gh = Conv2dInputGrad.of(gy, w, null, h.x().shape(), g);
      GroupNorm.grads(h, kernels.mean(), kernels.rstd(), gh, to);
    }
  }
}

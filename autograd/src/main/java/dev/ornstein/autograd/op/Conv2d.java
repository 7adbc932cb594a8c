package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Convolution;
import dev.ornstein.tensor.op.Convolution.Geometry;
import dev.ornstein.tensor.op.Reduce;
import java.util.ArrayList;
import java.util.List;

/**
 * y = x ⋆ w + bias + addend. The three maps (x, w) ↦ y, (gy, w) ↦ gx and (x, gy) ↦ gw are bilinear
 * and mutually adjoint: the gradients of any of them are the other two, {@link Conv2dInputGrad} and
 * {@link Conv2dWeightGrad}. That gives all higher derivatives.
 */
public final class Conv2d extends Operation {
  private final Var x;
  private final Var w;
  private final Var bias;
  private final Var addend;
  private final Geometry g;

  private Conv2d(Var x, Var w, Var bias, Var addend, Geometry g) {
    super(present(x, w, bias, addend));
    this.x = x;
    this.w = w;
    this.bias = bias;
    this.addend = addend;
    this.g = g;
  }

  /** {@link #of(Var, Var, Var, Var, Geometry)} without an addend. */
  public static Var of(Var x, Var w, Var bias, Geometry g) {
    return of(x, w, bias, null, g);
  }

  /**
   * y = x ⋆ w + bias + addend.
   *
   * @param x (N, C, H, W)
   * @param w (K, C/groups, R, S)
   * @param bias (K), or null
   * @param addend (N, K, P, Q), or null
   * @return (N, K, P, Q)
   */
  public static Var of(Var x, Var w, Var bias, Var addend, Geometry g) {
    return new Conv2d(x, w, bias, addend, g).apply();
  }

  @Override
  protected Tensor forward() {
    save(x.value(), w.value());
    return Convolution.forward(x.value(), w.value(), value(bias), value(addend), g);
  }

  /** Those that there are. */
  static Var[] present(Var... inputs) {
    List<Var> there = new ArrayList<>(inputs.length);
    for (Var input : inputs) {
      if (input != null) {
        there.add(input);
      }
    }
    return there.toArray(Var[]::new);
  }

  static Tensor value(Var v) {
    return v == null ? null : v.value();
  }

  /** A kernel of all gradients. */
  @FunctionalInterface
  interface Grads {
    /**
     * @param of the input's, or null
     * @param gw the kernels'
     * @param gb the bias's, or null
     * @param sum what has reached the input on other ways, to which its gradient is added, or null
     */
    void write(Tensor of, Tensor gw, Tensor gb, Tensor sum);
  }

  /** Adds all gradients that are wanted, those of the kernels in any case. */
  static void addAll(Adjoints to, Var input, Var w, Var bias, Grads kernel) {
    Tensor gw = to.memoryFor(w);
    Tensor gb = memoryForBias(bias, to);
    if (to.wants(input)) {
      to.addToSum(
          input,
          sum -> {
            Tensor of = input.engine().empty(input.shape());
            kernel.write(of, gw, gb, sum);
            return of;
          });
    } else {
      kernel.write(null, gw, gb, null);
    }
    to.add(w, Var.constant(gw));
    addIfThere(to, bias, gb);
  }

  /** Memory for a bias's gradient, or null when it is not wanted. */
  static Tensor memoryForBias(Var bias, Adjoints to) {
    return bias != null && to.wants(bias) ? to.memoryFor(bias) : null;
  }

  static void addIfThere(Adjoints to, Var x, Tensor gradient) {
    if (gradient != null) {
      to.add(x, Var.constant(gradient));
    }
  }

  /** Adds the gradient of a bias by an operation of its own, where there is one. */
  static void gradOfBias(Var bias, Var gy, Adjoints to) {
    if (bias != null && to.recorded()) {
      to.add(bias, () -> gy.sum(false, 0, 2, 3));
      return;
    }
    Tensor sum = memoryForBias(bias, to);
    if (sum != null) {
      Reduce.toShape(sum.reshape(Shape.of(bias.dim(0), 1, 1)), gy.value());
      to.add(bias, Var.constant(sum));
    }
  }

  static void gradOfAddend(Var addend, Var gy, Adjoints to) {
    if (addend != null) {
      to.add(addend, gy);
    }
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    if (!to.recorded() && to.wants(w)) {
      addAll(
          to,
          x,
          w,
          bias,
          (gx, gw, gb, sum) ->
              Convolution.grads(gx, gw, gb, x.value(), gy.value(), w.value(), sum, g));
    } else {
      to.add(x, () -> Conv2dInputGrad.of(gy, w, null, x.shape(), g));
      to.add(w, () -> Conv2dWeightGrad.of(x, gy, w.shape(), g));
      gradOfBias(bias, gy, to);
    }
    gradOfAddend(addend, gy, to);
  }
}

package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Reduce;

/**
 * y[n] = 1/D·‖a[n] − b[n]‖² with D elements per sample; ga = gy[n]·2/D·(a − b), and gb the same
 * with a and b exchanged. The difference is taken twice, not kept.
 */
public final class MeanSquaredError extends Operation {
  private final Var a;
  private final Var b;

  private MeanSquaredError(Var a, Var b) {
    super(a, b);
    this.a = a;
    this.b = b;
  }

  /**
   * y[n] = 1/D·‖a[n] − b[n]‖².
   *
   * @param a (N, …)
   * @param b of a's shape
   * @return (N)
   */
  public static Var of(Var a, Var b) {
    return new MeanSquaredError(a, b).apply();
  }

  @Override
  protected Tensor forward() {
    save(a.value(), b.value());
    return Reduce.meanSquaredError(a.value(), b.value());
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(a, () -> to.recorded() ? composed(gy, a, b) : fused(gy, a, b));
    to.add(b, () -> to.recorded() ? composed(gy, b, a) : fused(gy, b, a));
  }

  private static Var fused(Var gy, Var a, Var b) {
    return Var.constant(Reduce.meanSquaredErrorGrad(gy.value(), a.value(), b.value()));
  }

  private static Var composed(Var gy, Var a, Var b) {
    int samples = a.dim(0);
    Shape rows = Shape.of(samples, a.shape().product(1, a.shape().rank()));
    Var slope = gy.times(2f / rows.dim(1)).reshape(samples, 1);
    return a.minus(b).reshape(rows).times(slope).reshape(a.shape());
  }
}

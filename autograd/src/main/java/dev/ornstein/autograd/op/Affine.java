package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Elementwise;

/** y = scale·x + shift with plain numbers. */
public final class Affine extends Operation {
  private final Var x;
  private final float scale;
  private final float shift;

  private Affine(Var x, float scale, float shift) {
    super(x);
    this.x = x;
    this.scale = scale;
    this.shift = shift;
  }

  /** y = scale·x + shift. */
  public static Var of(Var x, float scale, float shift) {
    return new Affine(x, scale, shift).apply();
  }

  @Override
  protected Tensor forward() {
    return Elementwise.affine(x.value(), scale, shift);
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    to.add(x, () -> scale == 1f ? gy : gy.times(scale));
  }
}

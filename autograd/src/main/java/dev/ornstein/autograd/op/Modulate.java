package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Adjoints;
import dev.ornstein.autograd.Operation;
import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Modulation;

/**
 * Scales γ, or shifts β, of each sample: y = p·(1 + s), or p·(1 + s) + t, where m = (s, t) side by
 * side is what an embedding says. gs = gy·p, gt = gy, gp = Σₙ gy·(1 + s).
 */
public final class Modulate extends Operation {
  private final Var m;
  private final Var p;
  private final boolean shifts;

  private Modulate(Var m, Var p, boolean shifts) {
    super(m, p);
    this.m = m;
    this.p = p;
    this.shifts = shifts;
  }

  /**
   * p·(1 + s).
   *
   * @param m (N, 2·C): s, then t
   * @param p (C)
   * @return (N, C)
   */
  public static Var scale(Var m, Var p) {
    return new Modulate(m, p, false).apply();
  }

  /** p·(1 + s) + t, with what {@link #scale} takes. */
  public static Var shift(Var m, Var p) {
    return new Modulate(m, p, true).apply();
  }

  @Override
  protected Tensor forward() {
    save(m.value(), p.value());
    return Modulation.forward(m.value(), p.value(), shifts);
  }

  @Override
  protected void backward(Var y, Var gy, Adjoints to) {
    if (to.recorded()) {
      int c = p.dim(0);
      to.add(p, () -> gy.times(m.slice(1, 0, c).plus(1f)));
      to.add(m, () -> gy.times(p).pad(1, 0, c));
      if (shifts) {
        to.add(m, () -> gy.pad(1, c, 0));
      }
      return;
    }
    Tensor gp = to.memoryFor(p);
    to.add(m, Var.constant(Modulation.grads(gp, gy.value(), m.value(), p.value(), shifts)));
    to.add(p, Var.constant(gp));
  }
}

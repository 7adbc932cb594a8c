package dev.ornstein.tensor.op;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;

/**
 * Scales and shifts of each sample, for a normalisation that is conditioned by an embedding: y[n,
 * c] = p[c]·(1 + m[n, c]), or that plus m[n, C + c].
 */
public final class Modulation {
  private Modulation() {}

  /**
   * y.
   *
   * @param m scales, then shifts (N, 2·C)
   * @param p (C)
   * @param shifts whether the shifts are added
   * @return (N, C)
   * @throws ShapeException naming the shapes when they do not fit
   */
  public static Tensor forward(Tensor m, Tensor p, boolean shifts) {
    requireFit(m.shape(), p.shape());
    Tensor y = Elementwise.sameEngine(m, p).empty(Shape.of(m.dim(0), p.dim(0)));
    y.engine().backend().modulate(y, m, p, shifts);
    return y;
  }

  /**
   * The gradients.
   *
   * @param gp for that of p, of its shape; overwritten
   * @param gy (N, C)
   * @return the gradient of m
   */
  public static Tensor grads(Tensor gp, Tensor gy, Tensor m, Tensor p, boolean shifts) {
    requireFit(m.shape(), p.shape());
    gp.shape().require(p.shape(), "the gradient of what is modulated");
    gy.shape().require(Shape.of(m.dim(0), p.dim(0)), "the output gradient of a modulation");
    Tensor gm = Elementwise.sameEngine(gy, m).empty(m.shape());
    gm.engine().backend().modulateGrad(gm, gp, gy, m, p, shifts);
    return gm;
  }

  private static void requireFit(Shape m, Shape p) {
    if (m.rank() != 2 || p.rank() != 1 || m.dim(1) != 2 * p.dim(0)) {
      throw new ShapeException(
          "scales and shifts (N, 2·C) of what is (C) are needed; got " + m + " and " + p);
    }
  }
}

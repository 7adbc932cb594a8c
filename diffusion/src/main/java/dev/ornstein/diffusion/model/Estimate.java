package dev.ornstein.diffusion.model;

import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.tensor.Tensor;

/** What one evaluation of a denoiser says, in every form. */
public final class Estimate {
  private final ForwardProcess process;
  private final Prediction known;
  private final Tensor x;
  private final Tensor value;
  private final double t;

  Estimate(ForwardProcess process, Prediction known, Tensor x, Tensor value, double t) {
    this.process = process;
    this.known = known;
    this.x = x;
    this.value = value;
    this.t = t;
  }

  /**
   * The prediction as another quantity.
   *
   * @throws ArithmeticException when it does not determine that quantity at this time; see {@link
   *     Conversion#between}
   */
  public Tensor as(Prediction wanted) {
    return Conversion.between(process, known, wanted, t).apply(x, value);
  }

  /** The score. */
  public Tensor score() {
    return as(Prediction.SCORE);
  }

  /** The image x₀. */
  public Tensor x0() {
    return as(Prediction.X0);
  }

  /** The noise ε. */
  public Tensor epsilon() {
    return as(Prediction.EPSILON);
  }
}

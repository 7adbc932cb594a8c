package dev.ornstein.diffusion.process;

import dev.ornstein.diffusion.matrix.ScalarMatrix;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * H(t) = h(t) I and Σ(t) = σ²(t) I: the same for every pixel. With h = exp(−½∫β) this is
 *
 * <pre>
 * dx = −½ β x dt + √(β σ² + dσ²/dt) dw,   β = −2 h′/h
 * </pre>
 *
 * <p>of which the variance preserving and the variance exploding processes of Song et al. (2021,
 * arXiv 2011.13456) are cases. Seed 0 prints βσ² − dσ²/dt under the root; the sign is plus, as G² =
 * Σ′ − 2H′H⁻¹Σ says.
 */
public class ScalarProcess implements ForwardProcess {
  private final Curve h;
  private final Curve variance;

  /**
   * @param h the signal's scale h(t), not 0
   * @param variance of the noise, σ²(t), at least 0, of which σ²/h² does not fall
   * @throws dev.ornstein.tensor.UserError naming the first time on a dense grid at which no such
   *     process exists
   */
  public ScalarProcess(Curve h, Curve variance) {
    this.h = h;
    this.variance = variance;
    new ScheduleCheck(ScheduleCheck.single(h), ScheduleCheck.single(variance), k -> "").run();
  }

  /** β(t) = −2 h′(t)/h(t), in units of 1/time. */
  public double beta(double t) {
    return -2 * h.slope(t) / h.value(t);
  }

  @Override
  public ScalarMatrix H(double... t) {
    return at(h::value, t);
  }

  @Override
  public ScalarMatrix dH(double... t) {
    return at(h::slope, t);
  }

  @Override
  public ScalarMatrix Sigma(double... t) {
    return at(variance::value, t);
  }

  @Override
  public ScalarMatrix dSigma(double... t) {
    return at(variance::slope, t);
  }

  private static ScalarMatrix at(DoubleUnaryOperator f, double[] t) {
    return ScalarMatrix.of(Arrays.stream(t).map(f).toArray());
  }
}

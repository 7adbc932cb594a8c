package dev.ornstein.diffusion.process;

import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.tensor.Tensor;

/**
 * The exact step of a forward process over any stretch of time:
 *
 * <pre>
 * x_{t+τ} = M₁ x_t + M₂^½ ε,   M₁ = H(t+τ) H(t)⁻¹,   M₂ = Σ(t+τ) − M₁ M₁ Σ(t)
 * </pre>
 *
 * @param M1 what remains of x_t
 * @param M2 covariance of the noise that is added
 */
public record Transition(SymmetricMatrix M1, SymmetricMatrix M2) {

  /**
   * M₁ x + M₂^½ ε.
   *
   * @param x (N, …) samples at the time where the transition starts
   * @param epsilon standard normal noise of x's shape
   */
  public Tensor apply(Tensor x, Tensor epsilon) {
    return M1.times(x).plus(M2.sqrt().times(epsilon));
  }
}

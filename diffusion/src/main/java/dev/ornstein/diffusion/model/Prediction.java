package dev.ornstein.diffusion.model;

import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.tensor.Tensor;

/**
 * What a denoiser may return for x_t = H x₀ + Σ^½ ε. Given x_t and t all of them say the same; see
 * {@link Conversion}.
 */
public enum Prediction {
  /** The noise ε. */
  EPSILON,
  /** The image x₀. */
  X0,
  /** The score ∇ ln p(x_t), of which −Σ^−½ ε is the value for one known x₀. */
  SCORE,
  /**
   * v = H ε − Σ^½ x₀ of Salimans and Ho (2022, arXiv 2202.00512), with matrices for their α and σ:
   * the rotation by a right angle of (x₀, ε) ↦ x_t when H² + Σ = I.
   */
  V;

  /**
   * The value of this quantity where x₀ and ε are known: what a denoiser is trained towards.
   *
   * @param process the forward process
   * @param t (N) times
   * @param x0 (N, …) images
   * @param epsilon the noise, of x0's shape
   * @throws ArithmeticException for a score where Σ(t) has no inverse
   */
  public Tensor truth(ForwardProcess process, Tensor t, Tensor x0, Tensor epsilon) {
    double[] times = ForwardProcess.times(t);
    switch (this) {
      case EPSILON:
        return epsilon;
      case X0:
        return x0;
      case SCORE:
        return process.Sigma(times).sqrt().inverse().scale(-1).times(epsilon);
      case V:
        SymmetricMatrix S = process.Sigma(times).sqrt();
        return process.H(times).times(epsilon).minus(S.times(x0));
      default:
        throw new AssertionError(this);
    }
  }
}

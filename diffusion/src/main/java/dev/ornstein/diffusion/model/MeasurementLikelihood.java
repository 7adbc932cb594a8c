package dev.ornstein.diffusion.model;

import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.matrix.ScalarMatrix;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.tensor.Tensor;

/**
 * What a measured image says of x_t, when it is a blurred, masked or otherwise linearly degraded
 * copy of x₀ with normal noise:
 *
 * <pre>
 * y = A x₀ + n,   n ~ N(0, Σ_y)
 * p(y | x_t) ≈ N(y; A x̂₀(x_t), A R A + Σ_y),   R = (H² Σ⁻¹ + C⁻¹)⁻¹
 * </pre>
 *
 * <p>x̂₀ is the model's image, through which the gradient flows, and R is the covariance of x₀
 * given x_t when the data have covariance C. For normal data with that covariance, and the exact
 * denoiser, it is an equality. All matrices commute: they are of the kind of the process, or
 * scalar.
 *
 * <p>Source: Song et al. (2023), <i>Pseudoinverse-guided diffusion models for inverse problems</i>,
 * with matrices for their r_t² = σ²/(σ² + 1), which is C = I; {@link #ofEstimate} is Chung et al.
 * (2023, arXiv 2209.14687), where R = 0.
 */
public final class MeasurementLikelihood implements LogLikelihood {
  private final DiffusionModel model;
  private final SymmetricMatrix A;
  private final Tensor y;
  private final SymmetricMatrix SigmaY;
  private final SymmetricMatrix C;

  /**
   * @param model the prior, whose x̂₀ is compared with the measurement
   * @param A what the measurement does to an image
   * @param y what was measured, (1, …) for all samples or (N, …), one for each
   * @param SigmaY covariance of the measurement's noise; it has an inverse where A has none
   * @param C covariance of the data, for example c I
   */
  public MeasurementLikelihood(
      DiffusionModel model,
      SymmetricMatrix A,
      Tensor y,
      SymmetricMatrix SigmaY,
      SymmetricMatrix C) {
    this.model = model;
    this.A = A;
    this.y = y;
    this.SigmaY = semidefinite(SigmaY, "the covariance of a measurement's noise");
    this.C = semidefinite(C, "the covariance of the data");
  }

  /**
   * Diffusion posterior sampling: x̂₀ is taken for x₀ itself, p(y | x_t) ≈ N(y; A x̂₀, Σ_y). It is
   * the limit C = 0, and too sure of itself at large t.
   *
   * @param SigmaY with an inverse
   */
  public static MeasurementLikelihood ofEstimate(
      DiffusionModel model, SymmetricMatrix A, Tensor y, SymmetricMatrix SigmaY) {
    return new MeasurementLikelihood(model, A, y, SigmaY, ScalarMatrix.of(0));
  }

  /** R, the covariance of x₀ given x_t, one for each time: at most C, and 0 where Σ is 0. */
  public SymmetricMatrix R(double... t) {
    if (C.norm() == 0) {
      return C;
    }
    SymmetricMatrix H = model.process().H(t);
    SymmetricMatrix Sigma = model.process().Sigma(t);
    // as (H²Σ⁻¹ + C⁻¹)⁻¹, but neither Σ nor C alone needs an inverse
    return C.times(Sigma).times(H.times(C).times(H).plus(Sigma).inverse());
  }

  /** A R A + Σ_y, the covariance of y given x_t, one for each time. */
  public SymmetricMatrix covariance(double... t) {
    return A.times(R(t)).times(A).plus(SigmaY);
  }

  @Override
  public Var at(Var x, Tensor t) {
    Var x0 = model.predict(Prediction.X0, x, t);
    Var residual = A.times(x0).minus(Var.constant(y).expand(x.shape()));
    try {
      return NormalDensity.logarithm(covariance(ForwardProcess.times(t)), residual);
    } catch (ArithmeticException e) {
      throw new ArithmeticException(
          "the covariance A R A + Σ_y of a measurement has an inverse; give Σ_y more noise: "
              + e.getMessage());
    }
  }

  private static SymmetricMatrix semidefinite(SymmetricMatrix a, String what) {
    if (!a.isPositiveSemidefinite()) {
      throw new IllegalArgumentException(
          what + " has no negative eigenvalue; " + a + " with one was given");
    }
    return a;
  }
}

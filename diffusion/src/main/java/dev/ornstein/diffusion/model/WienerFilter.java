package dev.ornstein.diffusion.model;

import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.tensor.Tensor;

/**
 * Restores x₀ from a degraded image y = H(t) x₀ + Σ(t)^½ ε with the smallest mean square error that
 * a linear method can have, when x₀ has mean μ and covariance C:
 *
 * <pre>
 * x̂ = μ + K (y − H μ),   K = C H (H C H + Σ)⁻¹
 * E[(x̂ − x₀)(x̂ − x₀)ᵀ] = C − K H C
 * </pre>
 *
 * <p>If the images are normal, x̂ is their posterior mean and no method does better. For real
 * images it is the classical baseline that a diffusion model has to beat.
 *
 * <p>Source: Wiener (1949), <i>Extrapolation, Interpolation, and Smoothing of Stationary Time
 * Series</i>.
 */
public final class WienerFilter {
  private final ForwardProcess process;
  private final Tensor mean;
  private final SymmetricMatrix C;

  /**
   * @param process whose H and Σ degrade the images
   * @param mean μ as a batch of one, (1, …)
   * @param C covariance of the images; it commutes with H and Σ: of their kind, or scalar
   */
  public WienerFilter(ForwardProcess process, Tensor mean, SymmetricMatrix C) {
    this.process = process;
    this.mean = mean;
    this.C = C;
  }

  /**
   * For images whose mean and power spectrum were measured.
   *
   * @param process of Fourier or scalar matrices
   * @param images for example {@link StationaryGaussian#of} a training set
   */
  public WienerFilter(ForwardProcess process, StationaryGaussian images) {
    this(process, images.mean(), images.C());
  }

  /**
   * x̂ = μ + K (y − H μ).
   *
   * @param y (N, …) degraded images
   * @param t their time, one for all or one for each
   * @return of y's shape
   * @throws ArithmeticException when H C H + Σ has no inverse
   */
  public Tensor restore(Tensor y, double... t) {
    Tensor mu = y.engine().zeros(y.shape()).plus(mean);
    return mu.plus(gain(t).times(y.minus(process.H(t).times(mu))));
  }

  /**
   * K = C H (H C H + Σ)⁻¹, one for each time.
   *
   * @throws ArithmeticException when H C H + Σ has no inverse
   */
  public SymmetricMatrix gain(double... t) {
    SymmetricMatrix H = process.H(t);
    SymmetricMatrix seen = H.times(C).times(H).plus(process.Sigma(t));
    return C.times(H).times(seen.inverse());
  }

  /**
   * C − K H C, the covariance of the error x̂ − x₀; its trace over the pixels is the mean square
   * error to expect.
   *
   * @throws ArithmeticException when H C H + Σ has no inverse
   */
  public SymmetricMatrix errorCovariance(double... t) {
    SymmetricMatrix removed = gain(t).times(process.H(t)).times(C);
    double tolerance = ForwardProcess.ROUND_OFF * C.norm();
    return C.minus(removed).nonNegative(tolerance, "the covariance C − K H C of an error");
  }
}

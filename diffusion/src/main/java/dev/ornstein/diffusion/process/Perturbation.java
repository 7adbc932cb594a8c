package dev.ornstein.diffusion.process;

import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.tensor.Tensor;

/**
 * What a forward process makes of an image by given times, p(x_t | x₀) = N(H x₀, Σ): its matrices
 * and the root S = Σ^½, each worked out once for all who need it in a step.
 */
public final class Perturbation {
  private final SymmetricMatrix H;
  private final SymmetricMatrix Sigma;
  private final SymmetricMatrix S;

  /**
   * @param H the signal transfer, one for each time
   * @param Sigma the covariance of the noise, positive semidefinite, one for each time
   * @throws ArithmeticException naming the first negative eigenvalue of Σ
   */
  public Perturbation(SymmetricMatrix H, SymmetricMatrix Sigma) {
    this.H = H;
    this.Sigma = Sigma;
    this.S = Sigma.sqrt();
  }

  /** The signal transfer H. */
  public SymmetricMatrix H() {
    return H;
  }

  /** The covariance Σ of the noise. */
  public SymmetricMatrix Sigma() {
    return Sigma;
  }

  /** S = Σ^½. */
  public SymmetricMatrix S() {
    return S;
  }

  /**
   * x_t = H x₀ + S ε.
   *
   * @param x0 (N, …) images
   * @param epsilon standard normal noise of x0's shape
   * @return of x0's shape
   */
  public Tensor apply(Tensor x0, Tensor epsilon) {
    return H.times(x0).plus(S.times(epsilon));
  }
}

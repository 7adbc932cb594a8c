package dev.ornstein.diffusion.process;

import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;

/**
 * A Gaussian process that degrades an image x₀ over t ∈ [0, 1]:
 *
 * <pre>
 * p(x_t | x₀) = N(x_t; H(t) x₀, Σ(t))
 * dx = F(t) x dt + G(t) dw,   F = H′H⁻¹,   G² = Σ′ − 2 H′H⁻¹ Σ
 * </pre>
 *
 * <p>H(t) and Σ(t) are symmetric and all of them commute (they are of one kind of matrix). G²
 * follows from the Lyapunov equation of the covariance, Σ′ = FΣ + ΣF + G².
 *
 * <p>Source: Tivnan et al., <i>Fourier Diffusion Models</i>, arXiv 2303.13285; seed 0. Its document
 * leaves the factor x out of the printed drift.
 */
public interface ForwardProcess {
  /** Rounding below zero that is tolerated in a difference of covariances, relative to them. */
  double ROUND_OFF = 1e-12;

  /** The signal transfer matrix H(t), one for each time. */
  SymmetricMatrix H(double... t);

  /** The derivative H′(t) = dH/dt, one for each time. */
  SymmetricMatrix dH(double... t);

  /** The covariance Σ(t) of the noise, positive semidefinite, one for each time. */
  SymmetricMatrix Sigma(double... t);

  /** The derivative Σ′(t) = dΣ/dt, one for each time. */
  SymmetricMatrix dSigma(double... t);

  /**
   * The drift F = H′H⁻¹.
   *
   * @throws ArithmeticException when H(t) has no inverse
   */
  default SymmetricMatrix F(double... t) {
    return dH(t).times(H(t).inverse());
  }

  /**
   * The squared diffusion G² = Σ′ − 2 H′H⁻¹ Σ.
   *
   * @throws ArithmeticException naming the first negative eigenvalue: then Σ grows more slowly than
   *     the drift makes the noise already present grow, and no such process exists
   */
  default SymmetricMatrix G2(double... t) {
    SymmetricMatrix growth = dSigma(t);
    SymmetricMatrix carried = F(t).times(Sigma(t)).scale(2);
    double tolerance = ROUND_OFF * (growth.norm() + carried.norm());
    return growth.minus(carried).nonNegative(tolerance, "G² = Σ′ − 2H′H⁻¹Σ");
  }

  /**
   * The exact transition from t to s, x_s = M₁ x_t + M₂^½ ε.
   *
   * @param t where it starts
   * @param s where it ends, not before t
   * @throws ArithmeticException when H(t) has no inverse or M₂ has a negative eigenvalue
   */
  default Transition transition(double t, double s) {
    SymmetricMatrix M1 = H(s).times(H(t).inverse());
    SymmetricMatrix reached = Sigma(s);
    SymmetricMatrix carried = M1.times(M1).times(Sigma(t));
    double tolerance = ROUND_OFF * (reached.norm() + carried.norm());
    return new Transition(
        M1, reached.minus(carried).nonNegative(tolerance, "M₂ = Σ(s) − M₁M₁Σ(t)"));
  }

  /** H(t), Σ(t) and the root of Σ(t), for whoever needs more than one of them. */
  default Perturbation perturbation(double... t) {
    return new Perturbation(H(t), Sigma(t));
  }

  /**
   * A draw from p(x_t | x₀): x_t = H(t) x₀ + Σ(t)^½ ε.
   *
   * @param x0 (N, …) images
   * @param t (N) times, one per image
   * @param epsilon standard normal noise of x0's shape
   * @return of x0's shape
   */
  default Tensor perturb(Tensor x0, Tensor t, Tensor epsilon) {
    return perturbation(times(t)).apply(x0, epsilon);
  }

  /**
   * A draw from N(0, Σ(1)), where the reverse process starts when nothing of x₀ is left at t = 1.
   *
   * @param epsilon (N, …) standard normal noise
   */
  default Tensor prior(Tensor epsilon) {
    return Sigma(1).sqrt().times(epsilon);
  }

  /**
   * A time that all images share, as a tensor; the inverse of {@link #times}. It is made on the
   * host, where processes read it: a device need not give it back.
   *
   * @param x (N, …) images
   * @return (N), on x's engine
   */
  static Tensor sharedTime(Tensor x, double t) {
    float[] all = new float[x.dim(0)];
    Arrays.fill(all, (float) t);
    return x.engine().of(all, all.length);
  }

  /**
   * The times of a batch as doubles: a single one when all are equal, as in sampling, so that one
   * matrix serves all samples; else one per sample.
   *
   * @param t (N), N at least 1
   * @throws ShapeException when t is not of rank 1 or empty
   */
  static double[] times(Tensor t) {
    if (t.shape().rank() != 1 || t.size() == 0) {
      throw new ShapeException("times have the shape (N), one per sample; got " + t.shape());
    }
    double[] all = new double[t.size()];
    boolean equal = true;
    for (int i = 0; i < all.length; i++) {
      all[i] = t.get(i);
      equal &= all[i] == all[0];
    }
    return equal ? new double[] {all[0]} : all;
  }
}

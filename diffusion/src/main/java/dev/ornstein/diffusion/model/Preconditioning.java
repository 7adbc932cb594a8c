package dev.ornstein.diffusion.model;

import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.diffusion.process.Perturbation;

/**
 * Makes an image of what a network returns, so that the network itself sees and returns numbers of
 * unit variance at every time, pixel and frequency:
 *
 * <pre>
 * x̂₀ = c_skip x + c_out F(c_in x, t),   D = H C H + Σ
 * c_skip = C H D⁻¹,   c_out = (C Σ D⁻¹)^½,   c_in = D^−½
 * </pre>
 *
 * <p>c_skip x is the best linear estimate of data with covariance C (a Wiener filter), c_out the
 * standard deviation of its error: the network only has to know what is not linear. With H = I, Σ =
 * σ² I and C = σ_data² I these are the factors of Karras et al. (2022, arXiv 2206.00364), table 1;
 * with H² + Σ = I and C = I, F is −v.
 *
 * @param process H(t) and Σ(t)
 * @param C covariance of the data, or their second moment where the mean is not 0; of the process's
 *     kind or scalar, positive definite
 */
public record Preconditioning(ForwardProcess process, SymmetricMatrix C) {

  /** The factors at given times, one of each for each time. */
  public Scalings at(double... t) {
    return at(process.perturbation(t));
  }

  /**
   * The factors where H and Σ are known already.
   *
   * @param by H and Σ of the process
   */
  public Scalings at(Perturbation by) {
    return new Scalings(C, by);
  }

  /**
   * The denoiser of a network; it predicts {@link Prediction#X0}.
   *
   * @param network F
   */
  public Denoiser denoiser(Denoiser network) {
    return (x, t) -> {
      Scalings c = at(ForwardProcess.times(t));
      Var F = network.predict(c.in().times(x), t);
      return c.skip().times(x).plus(c.out().times(F));
    };
  }

  /** The process with that denoiser. */
  public DiffusionModel model(Denoiser network) {
    return new DiffusionModel(process, Prediction.X0, denoiser(network));
  }
}

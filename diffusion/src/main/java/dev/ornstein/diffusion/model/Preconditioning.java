package dev.ornstein.diffusion.model;

import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.tensor.Tensor;

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

  /** D = H C H + Σ, the covariance of x_t. */
  private SymmetricMatrix D(double... t) {
    SymmetricMatrix H = process.H(t);
    return H.times(C).times(H).plus(process.Sigma(t));
  }

  /** c_skip, one for each time. */
  public SymmetricMatrix skip(double... t) {
    return C.times(process.H(t)).times(D(t).inverse());
  }

  /** c_out, one for each time. */
  public SymmetricMatrix out(double... t) {
    return C.times(process.Sigma(t)).times(D(t).inverse()).sqrt();
  }

  /** c_in, one for each time. */
  public SymmetricMatrix in(double... t) {
    return D(t).inverse().sqrt();
  }

  /**
   * The denoiser of a network; it predicts {@link Prediction#X0}.
   *
   * @param network F
   */
  public Denoiser denoiser(Denoiser network) {
    return (x, t) -> {
      double[] times = ForwardProcess.times(t);
      Var F = network.predict(in(times).times(x), t);
      return skip(times).times(x).plus(out(times).times(F));
    };
  }

  /** The process with that denoiser. */
  public DiffusionModel model(Denoiser network) {
    return new DiffusionModel(process, Prediction.X0, denoiser(network));
  }

  /**
   * What the network should return where x₀ and ε are known. It follows from the definition above
   * without a division by c_out, which may be tiny:
   *
   * <pre>
   * c_out⁻¹ (x₀ − c_skip x_t) = D^−½ (Σ^½ C^−½ x₀ − C^½ H ε)
   * </pre>
   *
   * @param t (N) times
   * @param x0 (N, …) images
   * @param epsilon the noise, of x0's shape
   */
  public Tensor truth(Tensor t, Tensor x0, Tensor epsilon) {
    double[] times = ForwardProcess.times(t);
    SymmetricMatrix root = in(times);
    SymmetricMatrix S = process.Sigma(times).sqrt();
    Tensor ofImage = root.times(S).times(C.sqrt().inverse()).times(x0);
    return ofImage.minus(root.times(C.sqrt()).times(process.H(times)).times(epsilon));
  }
}

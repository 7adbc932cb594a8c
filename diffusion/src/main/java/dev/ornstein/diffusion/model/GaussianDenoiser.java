package dev.ornstein.diffusion.model;

import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.matrix.DenseMatrix;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;

/**
 * The exact score when the data are normal, x₀ ~ N(μ, C). Then x_t is normal too:
 *
 * <pre>
 * x_t ~ N(H μ, H C H + Σ),   ∇ ln p(x_t) = −(H C H + Σ)⁻¹ (x_t − H μ)
 * </pre>
 *
 * <p>A truth to measure samplers and likelihoods by. Its prediction is {@link Prediction#SCORE}.
 */
public final class GaussianDenoiser implements Denoiser {
  private final ForwardProcess process;
  private final Tensor mean;
  private final SymmetricMatrix C;
  private final Shape sample;

  /**
   * @param process the forward process
   * @param mean μ as a batch of one, (1, …)
   * @param C covariance of the data: of the process's kind, scalar, or dense with any process
   */
  public GaussianDenoiser(ForwardProcess process, Tensor mean, SymmetricMatrix C) {
    this.process = process;
    this.mean = mean;
    this.C = C;
    int[] dims = mean.shape().toArray();
    this.sample = Shape.of(Arrays.copyOfRange(dims, 1, dims.length));
  }

  /** The mean H(t) μ of x_t, (1, …). */
  public Tensor mean(double t) {
    return process.H(t).times(mean);
  }

  /** The covariance H C H + Σ of x_t, one for each time. */
  public SymmetricMatrix covariance(double... t) {
    SymmetricMatrix H = process.H(t);
    SymmetricMatrix Sigma = process.Sigma(t);
    return C instanceof DenseMatrix
        ? ((DenseMatrix) C).congruence(H.toDense(sample)).plus(Sigma.toDense(sample))
        : H.times(C).times(H).plus(Sigma);
  }

  /**
   * ln p(x_t) in nats, differentiable in x.
   *
   * @param x (N, …)
   * @param t (N) times
   * @return (N)
   */
  public Var logDensity(Var x, Tensor t) {
    double[] times = ForwardProcess.times(t);
    return NormalDensity.logarithm(covariance(times), centred(x, times));
  }

  @Override
  public Var predict(Var x, Tensor t) {
    double[] times = ForwardProcess.times(t);
    return covariance(times).inverse().scale(-1).times(centred(x, times));
  }

  /** x_t − H μ. */
  private Var centred(Var x, double[] times) {
    Var mu = Var.constant(mean).expand(x.shape());
    return x.minus(process.H(times).times(mu));
  }
}

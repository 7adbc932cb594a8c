package dev.ornstein.diffusion.model;

import dev.ornstein.autograd.Ops;
import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * The exact score when the data are a mixture of normal distributions, x₀ ~ Σ_c w_c N(μ_c, C_c).
 * Then x_t is such a mixture too, with the same weights,
 *
 * <pre>
 * p(x_t) = Σ_c w_c N(x_t; H μ_c, H C_c H + Σ)
 * p(c | x_t) = w_c N(x_t; H μ_c, H C_c H + Σ) / p(x_t)
 * ∇ ln p(x_t) = −Σ_c p(c | x_t) (H C_c H + Σ)⁻¹ (x_t − H μ_c)
 * </pre>
 *
 * <p>A truth for guidance (its classes are known at every t) and for likelihoods. Its prediction is
 * {@link Prediction#SCORE}.
 */
public final class MixtureDenoiser implements Denoiser {
  private final GaussianDenoiser[] components;
  private final float[] logWeights; // of weights that sum to 1

  /**
   * @param process the forward process
   * @param weights w, positive; they need not sum to 1
   * @param means μ, (K, …): one for each weight
   * @param C covariances, one for each weight: of the process's kind, scalar, or dense
   */
  public MixtureDenoiser(
      ForwardProcess process, double[] weights, Tensor means, List<? extends SymmetricMatrix> C) {
    int k = weights.length;
    if (k == 0 || means.dim(0) != k || C.size() != k) {
      throw new IllegalArgumentException(
          "a mixture has as many means and covariances as weights, at least one; got "
              + k
              + " weights, means of shape "
              + means.shape()
              + " and "
              + C.size()
              + " covariances");
    }
    double sum = Arrays.stream(weights).sum();
    this.components = new GaussianDenoiser[k];
    this.logWeights = new float[k];
    for (int c = 0; c < k; c++) {
      if (!(weights[c] > 0 && Double.isFinite(sum))) {
        throw new IllegalArgumentException(
            "the weights of a mixture are positive; weight " + c + " is " + weights[c]);
      }
      Shape one = means.shape().with(0, 1);
      Tensor mean = means.window(c * one.size(), one);
      components[c] = new GaussianDenoiser(process, mean, C.get(c));
      logWeights[c] = (float) Math.log(weights[c] / sum);
    }
  }

  /** How many components. */
  public int size() {
    return components.length;
  }

  /** One component: its score, and the mean and covariance of its x_t. */
  public GaussianDenoiser component(int c) {
    return components[c];
  }

  /** ln (w_c N(x_t; …)) for each sample and component, (N, K). */
  private Var joint(Var x, Tensor t) {
    Var[] columns = new Var[components.length];
    for (int c = 0; c < columns.length; c++) {
      columns[c] = components[c].logDensity(x, t).plus(logWeights[c]).reshape(x.dim(0), 1);
    }
    return Ops.concat(1, columns);
  }

  /**
   * ln p(x_t) in nats, differentiable in x.
   *
   * @param x (N, …)
   * @param t (N) times
   * @return (N)
   */
  public Var logDensity(Var x, Tensor t) {
    return joint(x, t).logSumExp().reshape(x.dim(0));
  }

  /**
   * ln p(c | x_t), what an exact classifier says of a noisy image; differentiable in x.
   *
   * @param x (N, …)
   * @param t (N) times
   * @return (N, K)
   */
  public Var logPosterior(Var x, Tensor t) {
    return joint(x, t).logSoftmax();
  }

  /**
   * The likelihood of component c: guidance by it with weight 1 turns the mixture's score into that
   * of the component.
   */
  public LogLikelihood classifier(int c) {
    return (x, t) -> logPosterior(x, t).slice(1, c, c + 1).reshape(x.dim(0));
  }

  @Override
  public Var predict(Var x, Tensor t) {
    Var posterior = joint(x, t).softmax();
    int[] column = new int[x.shape().rank()];
    Arrays.fill(column, 1);
    column[0] = x.dim(0);
    Var score = null;
    for (int c = 0; c < components.length; c++) {
      Var share = posterior.slice(1, c, c + 1).reshape(column);
      Var term = components[c].predict(x, t).times(share);
      score = score == null ? term : score.plus(term);
    }
    return score;
  }
}

package dev.ornstein.diffusion.loss;

import dev.ornstein.autograd.Ops;
import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.model.Prediction;
import dev.ornstein.diffusion.process.NoisyImages;
import dev.ornstein.tensor.Tensor;

/**
 * The mean squared error of a denoiser at x_t = H x₀ + Σ^½ ε, in one of the equivalent quantities:
 *
 * <pre>
 * loss(sample) = 1/D ‖q̂(x_t, t) − q‖²,   q one of ε, score, x₀, v
 * </pre>
 *
 * <p>What the denoiser returns is converted to q first, so a network that returns v can be trained
 * on the error of ε and so on. All of them have the same minimum; they weight the times
 * differently.
 */
public enum DenoisingLoss {
  /**
   * The error of the noise, with ε̂ = −Σ^½ ŝ; seed 0 calls it {@code elbo}. For the variance
   * preserving process it is the simple loss of Ho et al. (2020, arXiv 2006.11239), equation 14.
   */
  ELBO(Prediction.EPSILON),
  /**
   * The error of the score, ŝ against −Σ^−½ ε; seed 0 calls it {@code jensen-fisher}. It is the
   * denoising score matching of Vincent (2011) with weight 1.
   */
  JENSEN_FISHER(Prediction.SCORE),
  /** The error of the image. */
  X0(Prediction.X0),
  /** The error of v; Salimans and Ho (2022, arXiv 2202.00512). */
  V(Prediction.V);

  private final Prediction quantity;

  DenoisingLoss(Prediction quantity) {
    this.quantity = quantity;
  }

  /** The quantity whose error is measured. */
  public Prediction quantity() {
    return quantity;
  }

  /**
   * The loss of each sample; what is minimised is its mean.
   *
   * @param model the process and the denoiser
   * @param x0 (N, …) images
   * @param t (N) times
   * @param epsilon standard normal noise of x0's shape
   * @return (N)
   */
  public Var perSample(DiffusionModel model, Tensor x0, Tensor t, Tensor epsilon) {
    return perSample(model, NoisyImages.of(model.process(), x0, t, epsilon));
  }

  /**
   * The loss of each sample, as in {@link #perSample(DiffusionModel, Tensor, Tensor, Tensor)}.
   *
   * @param model the process and the denoiser
   * @param noisy images that this process made so
   * @return (N)
   */
  public Var perSample(DiffusionModel model, NoisyImages noisy) {
    Tensor truth = quantity.truth(model.process(), noisy.t(), noisy.x0(), noisy.epsilon());
    Var guess = model.predict(quantity, Var.constant(noisy.x()), noisy.t());
    return Ops.meanSquaredError(guess, Var.constant(truth));
  }
}

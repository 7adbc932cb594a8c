package dev.ornstein.diffusion.model;

import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.tensor.Tensor;

/**
 * A forward process together with a denoiser for it: everything that a loss or a sampler needs.
 *
 * <p>Source: the class of the same name in seed 0. There it also samples; here each sampler is a
 * class of its own.
 */
public final class DiffusionModel {
  private final ForwardProcess process;
  private final Prediction prediction;
  private final Denoiser denoiser;

  /**
   * @param process H(t) and Σ(t)
   * @param prediction what {@code denoiser} returns
   * @param denoiser a function of (x, t), for example {@code network::forward}
   */
  public DiffusionModel(ForwardProcess process, Prediction prediction, Denoiser denoiser) {
    this.process = process;
    this.prediction = prediction;
    this.denoiser = denoiser;
  }

  /** The forward process. */
  public ForwardProcess process() {
    return process;
  }

  /** What the denoiser itself returns. */
  public Prediction prediction() {
    return prediction;
  }

  /**
   * The denoiser's prediction, converted; differentiable in x and in what the denoiser depends on.
   *
   * @param as what is wanted
   * @param x (N, …) noisy images
   * @param t (N) times
   * @return of x's shape
   */
  public Var predict(Prediction as, Var x, Tensor t) {
    Var p = denoiser.predict(x, t);
    p.shape().require(x.shape(), "the prediction of the denoiser");
    return Conversion.between(process, prediction, as, ForwardProcess.times(t)).apply(x, p);
  }

  /** The score ∇ ln p(x_t); see {@link #predict}. */
  public Var score(Var x, Tensor t) {
    return predict(Prediction.SCORE, x, t);
  }

  /**
   * Evaluates the denoiser once at a time that all samples share.
   *
   * @param x (N, …) noisy images
   * @param t their time
   * @return the prediction, to be read as any {@link Prediction}
   */
  public Estimate at(Tensor x, double t) {
    Var p = denoiser.predict(Var.constant(x), ForwardProcess.sharedTime(x, t));
    p.shape().require(x.shape(), "the prediction of the denoiser");
    return new Estimate(process, prediction, x, p.value(), t);
  }

  /**
   * This model with its x₀ cut off to a range: a network's x₀ leaves the range of pixels at large
   * t, and the error would be carried through the steps.
   *
   * @param lo smallest pixel
   * @param hi largest pixel
   * @return a model that predicts x₀; its ε and score agree with the x₀ that was cut off
   */
  public DiffusionModel clampX0(float lo, float hi) {
    if (!(lo < hi)) {
      throw new IllegalArgumentException(
          "a range of pixels needs lo < hi; got [" + lo + ", " + hi + "]");
    }
    return new DiffusionModel(
        process,
        Prediction.X0,
        (x, t) -> {
          Var low = Var.constant(x.engine().scalar(lo));
          Var high = Var.constant(x.engine().scalar(hi));
          return predict(Prediction.X0, x, t).maximum(low).minimum(high);
        });
  }

  /**
   * This model after an observation: its score is that of p(x_t) p(y | x_t)^γ, which for γ = 1 is
   * the posterior,
   *
   * <pre>
   * ∇ ln p(x_t | y) = ∇ ln p(x_t) + γ ∇ ln p(y | x_t)
   * </pre>
   *
   * <p>The second term comes from autograd through the likelihood, inside {@code NoGrad} too; the
   * memory of that pass returns to the pool. It is differentiable in turn where something records.
   * An evaluation costs one of this model and one, with its gradient, of the likelihood. An x₀ that
   * was cut off before ({@link #clampX0}) may leave its range again.
   *
   * <p>Source: seed 0, its guided score; Dhariwal and Nichol (2021, arXiv 2105.05233), whose scale
   * s is γ; with matrices.
   *
   * @param likelihood ln p(y | x_t), for example a {@link MeasurementLikelihood} or a classifier's
   *     log-probability
   * @param weight γ, finite: 1 for the posterior, more to exaggerate it
   * @return a model of this one's prediction
   */
  public DiffusionModel guided(LogLikelihood likelihood, double weight) {
    if (!Double.isFinite(weight)) {
      throw new IllegalArgumentException(
          "the weight of guidance must be finite, 1 for the posterior; got " + weight);
    }
    return new DiffusionModel(
        process, prediction, new Guidance(process, prediction, denoiser, likelihood, weight));
  }
}

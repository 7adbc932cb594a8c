package dev.ornstein.examples.restore;

import dev.ornstein.diffusion.matrix.ScalarMatrix;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.model.MeasurementLikelihood;
import dev.ornstein.diffusion.sampler.Noise;
import dev.ornstein.examples.model.Degradation;
import dev.ornstein.examples.sample.DegradedStarts;
import dev.ornstein.examples.sample.SavedModel;
import dev.ornstein.examples.sample.Starts;
import dev.ornstein.mnist.net.Condition;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Tensor;

/**
 * The other way to restore: samples of a model of whole images begin with noise, and the gradient
 * of the likelihood of what was measured leads them. Sample i is led to the same degraded image as
 * sample i of {@link DegradedStarts}.
 *
 * @param prior a model of whole images, with scalar matrices
 * @param measured what is to be restored
 * @param A what the measurement did to the images
 * @param SigmaY covariance of its noise
 * @param C covariance of the images
 */
public record PosteriorStarts(
    SavedModel prior,
    DegradedStarts measured,
    SymmetricMatrix A,
    SymmetricMatrix SigmaY,
    SymmetricMatrix C)
    implements Starts {
  /** The number of a step that no sampler takes. */
  private static final int AFTER_ALL_STEPS = Integer.MAX_VALUE;

  /**
   * Standard deviation of the noise that a masked image is taken to have, in units of the contrast:
   * less than a grey level.
   */
  private static final double MASKED_NOISE = 0.002;

  /**
   * For what a model restores. Of blurred images A and Σ_y are its H(1) and Σ(1), and C is the
   * power spectrum of training images; of masked ones A is the mask, and C is the variance of a
   * pixel.
   *
   * <p>One variance for all pixels serves a mask better than one for each. Of a model of MNIST that
   * drew in 50 steps, 66 % of the digits kept their class; with the variance of each pixel, which
   * is next to nothing at the border, 42 %; with the mean square of each pixel 62 %.
   *
   * @param prior a model of whole images, with scalar matrices
   * @param measured what is to be restored
   * @param statistics of the training images
   */
  public static PosteriorStarts of(
      SavedModel prior, DegradedStarts measured, Restorations statistics) {
    SavedModel saved = measured.saved();
    if (saved.learner().degradation() instanceof Degradation.Masked masked) {
      double deviation = MASKED_NOISE * (saved.range().white() - saved.range().black());
      SymmetricMatrix SigmaY = ScalarMatrix.of(deviation * deviation);
      return new PosteriorStarts(prior, measured, masked.visible(), SigmaY, statistics.variance());
    }
    return new PosteriorStarts(
        prior, measured, saved.process().H(1), saved.process().Sigma(1), statistics.spectrum().C());
  }

  @Override
  public Start of(Engine engine, int first, int n, Noise noise) {
    DegradedStarts.Degraded d = measured.degrade(engine, first, n, noise);
    DiffusionModel images = prior.model(Condition.NONE, 0);
    // The noise of the measurement must not be that of the start.
    Tensor epsilon = engine.empty(d.truth().shape());
    noise.fill(epsilon, AFTER_ALL_STEPS);
    MeasurementLikelihood likelihood =
        new MeasurementLikelihood(images, A, d.degraded(), SigmaY, C);
    return new Start(prior.process().prior(epsilon), images.guided(likelihood, 1));
  }

  @Override
  public int available() {
    return measured.available();
  }

  @Override
  public int[] labels(int first, int n) {
    return measured.labels(first, n);
  }
}

package dev.ornstein.diffusion.loss;

import dev.ornstein.autograd.Ops;
import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.matrix.ScalarMatrix;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.model.Denoiser;
import dev.ornstein.diffusion.model.Preconditioning;
import dev.ornstein.diffusion.model.Scalings;
import dev.ornstein.diffusion.process.NoisyImages;
import dev.ornstein.tensor.Tensor;

/**
 * The mean squared error of what a preconditioned network itself returns, where there is noise:
 *
 * <pre>
 * loss(sample) = 1/D ‖W (F(c_in x_t, t) − F*)‖²,   W² = Σ (Σ + floor I)⁻¹
 * </pre>
 *
 * <p>A pixel or frequency whose noise is far below the floor is known already: nothing could be
 * learnt from it but the noise itself, and W leaves it out. It is what lies outside of the mask of
 * an in-painting.
 *
 * @param preconditioning between the network and the image
 * @param network F
 * @param floor variance of noise that counts half; at least 0, which counts all alike
 */
public record PreconditionedLoss(Preconditioning preconditioning, Denoiser network, double floor) {

  /** Checks the floor. */
  public PreconditionedLoss {
    if (!(floor >= 0 && Double.isFinite(floor))) {
      throw new IllegalArgumentException(
          "the floor of a preconditioned loss is a variance of at least 0; got " + floor);
    }
  }

  /**
   * The loss of each sample; what is minimised is its mean.
   *
   * @param x0 (N, …) images
   * @param t (N) times
   * @param epsilon standard normal noise of x0's shape
   * @return (N)
   */
  public Var perSample(Tensor x0, Tensor t, Tensor epsilon) {
    return perSample(NoisyImages.of(preconditioning.process(), x0, t, epsilon));
  }

  /**
   * The loss of each sample, as in {@link #perSample(Tensor, Tensor, Tensor)}.
   *
   * @param noisy images that the preconditioned process made so
   * @return (N)
   */
  public Var perSample(NoisyImages noisy) {
    Scalings c = preconditioning.at(noisy.by());
    Var F = network.predict(Var.constant(c.in().times(noisy.x())), noisy.t());
    Tensor truth = c.truth(noisy.x0(), noisy.epsilon());
    if (floor == 0) {
      return Ops.meanSquaredError(F, Var.constant(truth));
    }
    SymmetricMatrix Sigma = noisy.by().Sigma();
    SymmetricMatrix W = Sigma.times(Sigma.plus(ScalarMatrix.of(floor)).inverse()).sqrt();
    return Ops.meanSquaredError(W.times(F), Var.constant(W.times(truth)));
  }
}

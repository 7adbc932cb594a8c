package dev.ornstein.diffusion.loss;

import dev.ornstein.autograd.Ops;
import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.matrix.ScalarMatrix;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.model.Denoiser;
import dev.ornstein.diffusion.model.Preconditioning;
import dev.ornstein.diffusion.process.ForwardProcess;
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
 * @param factors between the network and the image
 * @param network F
 * @param floor variance of noise that counts half; at least 0, which counts all alike
 */
public record PreconditionedLoss(Preconditioning factors, Denoiser network, double floor) {

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
    double[] times = ForwardProcess.times(t);
    Tensor x = factors.process().perturb(x0, t, epsilon);
    Var F = network.predict(Var.constant(factors.in(times).times(x)), t);
    Tensor truth = factors.truth(t, x0, epsilon);
    if (floor == 0) {
      return Ops.meanSquaredError(F, Var.constant(truth));
    }
    SymmetricMatrix Sigma = factors.process().Sigma(times);
    SymmetricMatrix W = Sigma.times(Sigma.plus(ScalarMatrix.of(floor)).inverse()).sqrt();
    return Ops.meanSquaredError(W.times(F), Var.constant(W.times(truth)));
  }
}

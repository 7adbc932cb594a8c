package dev.ornstein.examples.model;

import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.loss.DenoisingLoss;
import dev.ornstein.diffusion.loss.PreconditionedLoss;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.model.Denoiser;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.model.Preconditioning;
import dev.ornstein.diffusion.model.Prediction;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.diffusion.process.NoisyImages;

/** What a network's output means, and what is minimised of its error. */
interface Parameterisation {
  /** Variance of noise below which nothing is to be learnt; far below a grey level's. */
  double KNOWN = 1e-6;

  /** A network as a model for samplers. */
  DiffusionModel model(Denoiser network);

  /**
   * The loss of each sample.
   *
   * @param noisy images that the process made so
   * @return (N)
   */
  Var losses(Denoiser network, NoisyImages noisy);

  /** The output is a quantity of the process, and so is what is minimised. */
  static Parameterisation plain(ForwardProcess process, Prediction prediction, DenoisingLoss loss) {
    return new Parameterisation() {
      @Override
      public DiffusionModel model(Denoiser network) {
        return new DiffusionModel(process, prediction, network);
      }

      @Override
      public Var losses(Denoiser network, NoisyImages noisy) {
        return loss.perSample(model(network), noisy);
      }
    };
  }

  /**
   * The output goes through a preconditioning.
   *
   * @param C covariance of the data
   */
  static Parameterisation preconditioned(ForwardProcess process, SymmetricMatrix C) {
    Preconditioning preconditioning = new Preconditioning(process, C);
    return new Parameterisation() {
      @Override
      public DiffusionModel model(Denoiser network) {
        return preconditioning.model(network);
      }

      @Override
      public Var losses(Denoiser network, NoisyImages noisy) {
        return new PreconditionedLoss(preconditioning, network, KNOWN).perSample(noisy);
      }
    };
  }
}

package dev.ornstein.examples.model;

import dev.ornstein.diffusion.matrix.DiagonalMatrix;
import dev.ornstein.diffusion.process.CentreMask;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;

/**
 * What is left of an image where its restoration begins, and what the network is told of it beside
 * x_t. Without a degradation samples begin with noise.
 */
public interface Degradation {
  /** The word for samples that begin with noise. */
  String NONE = "none";

  /** Whether samples restore degraded images. */
  boolean isRestoration();

  /**
   * The degraded image y.
   *
   * @param x0 (N, 1, H, W) images
   * @param epsilon standard normal noise of x0's shape
   */
  Tensor degraded(Tensor x0, Tensor epsilon);

  /**
   * x at t = 1.
   *
   * @param y degraded images
   * @param epsilon the noise that degraded them
   */
  default Tensor start(Tensor y, Tensor epsilon) {
    return y;
  }

  /**
   * What the network is told.
   *
   * @param image x₀ in training; y, which tells the same, when it is to be restored
   * @return null when it is told nothing
   */
  default Tensor told(Tensor image) {
    return null;
  }

  /**
   * The degradation of a model.
   *
   * @param process its forward process
   */
  static Degradation of(RunConfig.Model model, ForwardProcess process, int height, int width) {
    switch (model.degradation()) {
      case NONE:
        return new Noise(process);
      case "masked":
        return new Masked(process, visible(height, width));
      case "blurred":
        return new Blurred(process);
      default:
        throw Words.unknown("the degradation", model.degradation(), "none, masked, blurred");
    }
  }

  /** 1 outside of the mask and 0 in it. */
  private static DiagonalMatrix visible(int height, int width) {
    Shape form = Shape.of(1, height, width);
    boolean[] mask = CentreMask.of(form);
    double[] outside = new double[mask.length];
    for (int i = 0; i < mask.length; i++) {
      outside[i] = mask[i] ? 0 : 1;
    }
    return DiagonalMatrix.of(outside, form);
  }

  /** Nothing is left, and nothing is told. */
  record Noise(ForwardProcess process) implements Degradation {
    @Override
    public boolean isRestoration() {
      return false;
    }

    @Override
    public Tensor degraded(Tensor x0, Tensor epsilon) {
      return process.prior(epsilon);
    }
  }

  /**
   * The image outside of a mask, 0 in it. It is told to the network, and x at t = 1 is this and
   * noise in the mask: seed 0, diagonal example.
   */
  record Masked(ForwardProcess process, DiagonalMatrix visible) implements Degradation {
    @Override
    public boolean isRestoration() {
      return true;
    }

    @Override
    public Tensor degraded(Tensor x0, Tensor epsilon) {
      return visible.times(x0);
    }

    @Override
    public Tensor start(Tensor y, Tensor epsilon) {
      return y.plus(process.prior(epsilon));
    }

    @Override
    public Tensor told(Tensor image) {
      return visible.times(image);
    }
  }

  /**
   * x₁, the image at the end of the forward process: blurred and noisy. Restoration begins there
   * and needs to be told nothing more, since the process has no memory: given x_t, x₁ says nothing
   * of x₀ that x_t does not say. Seed 0, Fourier example.
   */
  record Blurred(ForwardProcess process) implements Degradation {
    @Override
    public boolean isRestoration() {
      return true;
    }

    @Override
    public Tensor degraded(Tensor x0, Tensor epsilon) {
      return process.perturb(x0, ForwardProcess.sharedTime(x0, 1), epsilon);
    }
  }
}

package dev.ornstein.examples.model;

import dev.ornstein.diffusion.loss.DenoisingLoss;
import dev.ornstein.diffusion.loss.TimeSampling;
import dev.ornstein.diffusion.matrix.ScalarMatrix;
import dev.ornstein.diffusion.model.Prediction;
import dev.ornstein.diffusion.process.CentreMask;
import dev.ornstein.diffusion.process.DiagonalProcess;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.diffusion.process.FourierBands;
import dev.ornstein.diffusion.process.FourierProcess;
import dev.ornstein.diffusion.process.ImagingSystem;
import dev.ornstein.diffusion.process.VariancePreserving;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.mnist.data.ImageRange;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.UserError;
import java.util.function.Supplier;

/** What the words in {@code config.json} stand for. */
public final class Words {
  /** A network behind its preconditioning, and its loss. */
  static final String PRECONDITIONED = "preconditioned";

  /** The process of an imaging system whose MTF and NPS a user gave. */
  public static final String IMAGING_SYSTEM = "imaging-system";

  private Words() {}

  static UserError unknown(String what, String word, String known) {
    return new UserError("the configuration has " + what + " \"" + word + "\"; known: " + known);
  }

  /**
   * The forward process of a model, for images of one channel.
   *
   * @param height of the images
   * @param width of the images
   * @param system asked for only when the process is that of an imaging system; its noise in units
   *     of contrast squared
   */
  public static ForwardProcess process(
      RunConfig.Model model, int height, int width, Supplier<ImagingSystem> system) {
    Shape form = Shape.of(1, height, width);
    ImageRange range = range(model.range());
    double contrast = range.white() - range.black();
    switch (model.process()) {
      case "vp-cosine":
        return VariancePreserving.cosine();
      case "vp-linear":
        return VariancePreserving.linear();
      case "in-painting":
        return DiagonalProcess.inpainting(form, CentreMask.of(form));
      case "fourier-restoration":
        return FourierBands.restoration(form, contrast);
      case "fourier-generation":
        return FourierBands.generation(form);
      case IMAGING_SYSTEM:
        return imaging(system.get(), form, contrast);
      default:
        throw unknown(
            "the process",
            model.process(),
            "vp-cosine, vp-linear, in-painting, fourier-restoration, fourier-generation, "
                + IMAGING_SYSTEM);
    }
  }

  /** The process for images of a contrast, white minus black, that is not 1. */
  private static FourierProcess imaging(ImagingSystem system, Shape form, double contrast) {
    if (!system.form().equals(Shape.of(form.dim(-2), form.dim(-1)))) {
      throw new UserError(
          "the imaging system (MTF and NPS) has the shape "
              + system.form()
              + "; one value for each frequency of the images is wanted, "
              + Shape.of(form.dim(-2), form.dim(-1)));
    }
    double[] nps = system.nps();
    for (int k = 0; k < nps.length; k++) {
      nps[k] *= contrast * contrast;
    }
    return FourierProcess.of(new ImagingSystem(system.form(), system.mtf(), nps));
  }

  /** What black and white are. */
  public static ImageRange range(String name) {
    switch (name) {
      case "[-1,1]":
        return ImageRange.MINUS_ONE_TO_ONE;
      case "[0,1]":
        return ImageRange.ZERO_TO_ONE;
      default:
        throw unknown("the range", name, "[-1,1], [0,1]");
    }
  }

  /** How the times of a batch are drawn. */
  public static TimeSampling times(String name) {
    switch (name) {
      case "stratified":
        return TimeSampling.STRATIFIED;
      case "independent":
        return TimeSampling.INDEPENDENT;
      default:
        throw unknown("the drawing of times", name, "stratified, independent");
    }
  }

  /** What the output of a network means, and what is minimised. */
  static Parameterisation parameterisation(RunConfig.Model model, ForwardProcess process) {
    if (model.prediction().equals(PRECONDITIONED)) {
      if (!model.loss().equals(PRECONDITIONED)) {
        throw unknown("the loss of a preconditioned network", model.loss(), PRECONDITIONED);
      }
      return Parameterisation.preconditioned(process, ScalarMatrix.identity());
    }
    return Parameterisation.plain(process, prediction(model.prediction()), loss(model.loss()));
  }

  private static Prediction prediction(String name) {
    switch (name) {
      case "v":
        return Prediction.V;
      case "score":
        return Prediction.SCORE;
      case "x0":
        return Prediction.X0;
      case "epsilon":
        return Prediction.EPSILON;
      default:
        throw unknown("the prediction", name, "v, score, x0, epsilon, preconditioned");
    }
  }

  private static DenoisingLoss loss(String name) {
    switch (name) {
      case "v-mse":
        return DenoisingLoss.V;
      case "elbo":
        return DenoisingLoss.ELBO;
      case "x0-mse":
        return DenoisingLoss.X0;
      default:
        throw unknown("the loss", name, "v-mse, elbo, x0-mse, preconditioned");
    }
  }
}

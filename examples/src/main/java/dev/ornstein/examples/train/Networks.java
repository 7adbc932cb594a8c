package dev.ornstein.examples.train;

import dev.ornstein.diffusion.loss.DenoisingLoss;
import dev.ornstein.diffusion.loss.TimeSampling;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.model.Prediction;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.diffusion.process.VariancePreserving;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.mnist.data.ImageRange;
import dev.ornstein.mnist.net.Condition;
import dev.ornstein.mnist.net.DenoisingNet;
import dev.ornstein.mnist.net.SeedUNet;
import dev.ornstein.mnist.net.SeedUNetConfig;
import dev.ornstein.mnist.net.SmallUNet;
import dev.ornstein.nn.Init;
import dev.ornstein.tensor.UserError;

/** What the words in {@code config.json} stand for. */
public final class Networks {
  private Networks() {}

  private static UserError unknown(String what, String word, String known) {
    return new UserError("the configuration has " + what + " \"" + word + "\"; known: " + known);
  }

  /**
   * A new network with its first weights.
   *
   * @param init engine and random stream
   * @param network {@code SmallUNet} or {@code SeedUNet}
   * @param width base filters
   * @param classes it can be told, 0 for none
   * @param height of the images
   * @param columns their width
   */
  public static DenoisingNet network(
      Init init, String network, int width, int classes, int height, int columns) {
    switch (network) {
      case "SmallUNet":
        return new SmallUNet(init, width, classes, 0);
      case "SeedUNet":
        return new SeedUNet(init, SeedUNetConfig.seed(width).forImages(height, columns));
      default:
        throw unknown("the network", network, "SmallUNet, SeedUNet");
    }
  }

  /** The forward process of a name. */
  public static ForwardProcess process(String name) {
    switch (name) {
      case "vp-cosine":
        return VariancePreserving.cosine();
      case "vp-linear":
        return VariancePreserving.linear();
      default:
        throw unknown("the process", name, "vp-cosine, vp-linear");
    }
  }

  /**
   * A network as a denoiser for its process.
   *
   * @param labels of the images that it will see, null for none
   */
  public static DiffusionModel model(RunConfig.Model config, DenoisingNet net, int[] labels) {
    return new DiffusionModel(
        process(config.process()),
        prediction(config.prediction()),
        (x, t) -> net.forward(x, t, Condition.ofLabels(labels)));
  }

  private static Prediction prediction(String name) {
    switch (name) {
      case "v":
        return Prediction.V;
      case "score":
        return Prediction.SCORE;
      default:
        throw unknown("the prediction", name, "v, score");
    }
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

  static DenoisingLoss loss(String name) {
    switch (name) {
      case "v-mse":
        return DenoisingLoss.V;
      case "elbo":
        return DenoisingLoss.ELBO;
      default:
        throw unknown("the loss", name, "v-mse, elbo");
    }
  }

  static TimeSampling times(String name) {
    switch (name) {
      case "stratified":
        return TimeSampling.STRATIFIED;
      case "independent":
        return TimeSampling.INDEPENDENT;
      default:
        throw unknown("the drawing of times", name, "stratified, independent");
    }
  }
}

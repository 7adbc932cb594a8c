package dev.ornstein.examples.model;

import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.mnist.net.DenoisingNet;
import dev.ornstein.mnist.net.NoisyClassifier;
import dev.ornstein.mnist.net.SeedClassifier;
import dev.ornstein.mnist.net.SeedClassifierConfig;
import dev.ornstein.mnist.net.SeedUNet;
import dev.ornstein.mnist.net.SeedUNetConfig;
import dev.ornstein.mnist.net.SmallClassifier;
import dev.ornstein.mnist.net.SmallUNet;
import dev.ornstein.nn.Init;

/** Networks by name. */
final class Networks {
  /** Stands where there is no classifier. */
  static final String NO_CLASSIFIER = "none";

  private Networks() {}

  /** A new network that denoises, with its first weights. */
  static DenoisingNet denoising(Init init, RunConfig.Model config, int height, int width) {
    int images = config.degradation().equals("masked") ? 1 : 0;
    int classes = config.classifier().equals(NO_CLASSIFIER) ? config.classes() : 0;
    switch (config.network()) {
      case "SmallUNet":
        return new SmallUNet(init, config.width(), classes, images);
      case "SeedUNet":
        return new SeedUNet(
            init,
            SeedUNetConfig.seed(config.width()).conditionedBy(images).forImages(height, width));
      default:
        throw Words.unknown("the network", config.network(), "SmallUNet, SeedUNet");
    }
  }

  /** A new classifier of noisy images, with its first weights. */
  static NoisyClassifier classifier(Init init, RunConfig.Model config, int height, int width) {
    switch (config.classifier()) {
      case "SmallClassifier":
        return new SmallClassifier(init, config.width(), config.classes());
      case "SeedClassifier":
        return new SeedClassifier(
            init, SeedClassifierConfig.seed(config.classes()).forImages(height, width));
      default:
        throw Words.unknown(
            "the classifier", config.classifier(), "SmallClassifier, SeedClassifier");
    }
  }
}

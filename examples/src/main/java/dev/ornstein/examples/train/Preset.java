package dev.ornstein.examples.train;

import dev.ornstein.tensor.UserError;

/**
 * Settings that belong together.
 *
 * @param name what {@code --preset} calls it
 * @param network class of the network
 * @param width base filters
 * @param process the forward process
 * @param prediction what the network's output means
 * @param range what black and white are
 * @param loss what is minimised
 * @param times how times are drawn
 * @param labelDropout share of labels hidden from a network that learns with labels; negative for
 *     one that cannot be told them
 * @param batchSize images per step
 * @param lr greatest learning rate
 * @param warmupSteps of the learning rate
 * @param decay of the learning rate: {@code cosine} or {@code none}
 * @param clip greatest norm of the gradients, 0 for no limit
 * @param ema decay of the averaged weights, 0 for no average
 * @param lengthKind {@code budget}, {@code epochs} or {@code steps}
 * @param length seconds, epochs or steps
 * @param sampler draws the samples
 * @param samplerSteps it takes
 * @param samples how many it draws
 */
public record Preset(
    String name,
    String network,
    int width,
    String process,
    String prediction,
    String range,
    String loss,
    String times,
    float labelDropout,
    int batchSize,
    float lr,
    int warmupSteps,
    String decay,
    float clip,
    float ema,
    String lengthKind,
    long length,
    String sampler,
    int samplerSteps,
    int samples) {
  /** A small network and today's practice: digits in minutes on a CPU. */
  public static final Preset SMALL =
      new Preset(
          "small",
          "SmallUNet",
          16,
          "vp-cosine",
          "v",
          "[-1,1]",
          "v-mse",
          "stratified",
          0.1f,
          128,
          2e-3f,
          100,
          "cosine",
          1f,
          0.998f,
          "budget",
          600,
          "ddim",
          50,
          100);

  /** The network and the settings of seed 0. */
  public static final Preset SEED =
      new Preset(
          "seed",
          "SeedUNet",
          32,
          "vp-linear",
          "score",
          "[0,1]",
          "elbo",
          "independent",
          -1f,
          64,
          1e-3f,
          0,
          "none",
          0f,
          0f,
          "epochs",
          100,
          "euler-maruyama",
          1024,
          64);

  /** Whether its network can be told the class of an image. */
  public boolean labelled() {
    return labelDropout >= 0;
  }

  /**
   * The preset of a name.
   *
   * @throws UserError when there is none
   */
  public static Preset named(String name) {
    switch (name) {
      case "small":
        return SMALL;
      case "seed":
        return SEED;
      default:
        throw new UserError("--preset takes small or seed, got \"" + name + "\"");
    }
  }
}

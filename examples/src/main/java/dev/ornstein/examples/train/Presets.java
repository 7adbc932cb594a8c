package dev.ornstein.examples.train;

import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.tensor.UserError;

/** The presets of each example: the two ways of learning, each applied to what it is about. */
public final class Presets {
  /** A small network and today's practice: digits in minutes on a CPU. */
  public static final String SMALL = "small";

  /** The network and the settings of seed 0. */
  public static final String SEED = "seed";

  private static final String PRECONDITIONED = "preconditioned";

  private Presets() {}

  /**
   * Refuses a name that is not that of a preset.
   *
   * @throws UserError naming the option and what it takes
   */
  public static void require(String name) {
    if (!name.equals(SMALL) && !name.equals(SEED)) {
      throw new UserError("--preset takes small or seed, got \"" + name + "\"");
    }
  }

  /**
   * A preset of an example.
   *
   * @param example its name
   * @param name {@code small} or {@code seed}
   * @throws UserError when there is no such preset
   */
  public static Preset of(String example, String name) {
    require(name);
    return name.equals(SEED) ? seed(seedTask(example)) : small(smallTask(example));
  }

  private static Preset small(Task task) {
    return new Preset(
        model(SMALL, "SmallUNet", 16, "[-1,1]", task),
        new RunConfig.Training(
            0,
            128,
            2e-3f,
            100,
            "cosine",
            1f,
            0.998f,
            "stratified",
            task.labelDropout(),
            "budget",
            600),
        sampling(100, task));
  }

  private static Preset seed(Task task) {
    return new Preset(
        model(SEED, "SeedUNet", 32, "[0,1]", task),
        new RunConfig.Training(
            0, 64, 1e-3f, 0, "none", 0f, 0f, "independent", task.labelDropout(), "epochs", 100),
        sampling(64, task));
  }

  private static Task smallTask(String example) {
    switch (example) {
      case "scalar":
        return new Task("vp-cosine", "v", "v-mse", "none", "none", "each", 0.1f, "ddim", 50, 0);
      case "diagonal":
        return preconditioned("in-painting", "masked");
      case "fourier":
        return preconditioned("fourier-restoration", "blurred");
      case "fourier-unconditional":
        return preconditioned("fourier-generation", "none");
      case "classifier-guided": // the network itself is told no labels
        return new Task(
            "vp-cosine", "v", "v-mse", "none", "SmallClassifier", "each", 0, "ancestral", 50, 3);
      default:
        throw unknown(example);
    }
  }

  private static Task seedTask(String example) {
    switch (example) {
      case "scalar":
        return score("vp-linear", "none");
      case "diagonal":
        return score("in-painting", "masked");
      case "fourier":
        return score("fourier-restoration", "blurred");
      case "fourier-unconditional":
        return score("fourier-generation", "none");
      case "classifier-guided":
        return new Task(
            "vp-linear",
            "score",
            "elbo",
            "none",
            "SeedClassifier",
            "each",
            0,
            "euler-maruyama",
            4096,
            1);
      default:
        throw unknown(example);
    }
  }

  /** Of the small network with matrices. */
  private static Task preconditioned(String process, String degradation) {
    return new Task(
        process, PRECONDITIONED, PRECONDITIONED, degradation, "none", "none", 0, "ddim", 50, 0);
  }

  /** Of the seed's network, which always predicts the score. */
  private static Task score(String process, String degradation) {
    return new Task(
        process, "score", "elbo", degradation, "none", "none", 0, "euler-maruyama", 1024, 0);
  }

  private static RunConfig.Model model(
      String name, String network, int width, String range, Task task) {
    return new RunConfig.Model(
        name,
        network,
        width,
        0,
        0,
        task.process(),
        task.prediction(),
        task.loss(),
        range,
        task.degradation(),
        task.classifier());
  }

  private static RunConfig.Sampling sampling(int count, Task task) {
    return new RunConfig.Sampling(
        count, task.sampler(), task.samplerSteps(), task.labels(), task.guidance());
  }

  private static IllegalArgumentException unknown(String example) {
    return new IllegalArgumentException("there is no example " + example);
  }
}

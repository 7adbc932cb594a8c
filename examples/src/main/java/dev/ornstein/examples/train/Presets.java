package dev.ornstein.examples.train;

import dev.ornstein.tensor.UserError;

/** The presets of each example: the two ways of learning, each applied to what it is about. */
public final class Presets {
  private static final String PRECONDITIONED = "preconditioned";

  private Presets() {}

  /**
   * Whether a name is that of a preset.
   *
   * @throws UserError when it is not
   */
  public static Preset way(String name) {
    switch (name) {
      case "small":
        return Preset.SMALL;
      case "seed":
        return Preset.SEED;
      default:
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
    Preset way = way(name);
    boolean seed = way == Preset.SEED;
    switch (example) {
      case "scalar":
        return way;
      case "diagonal":
        return matrix(way, "in-painting").restoring("masked");
      case "fourier":
        return matrix(way, "fourier-restoration").restoring("blurred");
      case "fourier-unconditional":
        return matrix(way, "fourier-generation").unlabelled();
      case "classifier-guided":
        return seed
            ? way.guidedBy("SeedClassifier", 1).drawnBy(way.sampler(), 4096)
            : way.guidedBy("SmallClassifier", 3).drawnBy("ancestral", way.samplerSteps());
      default:
        throw new IllegalArgumentException("there is no example " + example);
    }
  }

  /** The seed's network always predicts the score; the small one is preconditioned. */
  private static Preset matrix(Preset way, String process) {
    return way == Preset.SEED
        ? way.learning(process, "score", "elbo")
        : way.learning(process, PRECONDITIONED, PRECONDITIONED);
  }
}

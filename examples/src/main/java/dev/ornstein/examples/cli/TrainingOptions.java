package dev.ornstein.examples.cli;

import dev.ornstein.examples.cli.OptionTypes.Count;
import dev.ornstein.examples.cli.OptionTypes.NotNegative;
import dev.ornstein.examples.cli.OptionTypes.Positive;
import dev.ornstein.examples.cli.OptionTypes.SamplingSteps;
import dev.ornstein.examples.cli.OptionTypes.Seed;
import dev.ornstein.examples.cli.OptionTypes.TimeSpan;
import dev.ornstein.tensor.UserError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * Options of every example that trains. Each is empty unless it was given: what stands in for it
 * depends on the preset, or on the run that is resumed.
 */
public final class TrainingOptions extends DrawingOptions {
  @Option(
      names = "--budget",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      description =
          "time to train, such as 90s, 10m or 1h30m; reading data and drawing samples come on top"
              + " (default: 10m with --preset small)")
  private Duration budget;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      converter = Count.class,
      description = "passes over the data instead of a budget (default: 100 with --preset seed)")
  private Integer epochs;

  @Option(
      names = "--steps",
      paramLabel = "N",
      converter = Count.class,
      description = "training steps instead of a budget (default: none)")
  private Integer steps;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      converter = Count.class,
      description = "images per step (default: 128 with --preset small, 64 with seed)")
  private Integer batchSize;

  @Option(
      names = "--lr",
      paramLabel = "X",
      converter = Positive.class,
      description = "greatest learning rate (default: 2e-3 with --preset small, 1e-3 with seed)")
  private Float lr;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "small: a network and settings that learn digits in minutes; seed: the network and"
              + " settings of the paper's program, 54 million parameters (default: small)")
  private String preset;

  @Option(
      names = "--width",
      paramLabel = "N",
      converter = Count.class,
      description = "base filters of the network (default: 16 with --preset small, 32 with seed)")
  private Integer width;

  @Option(
      names = "--unconditional",
      description =
          "learn without the labels of the images; only scalar with --preset small can choose:"
              + " classifier-guided needs them, all others do without (default: off, so that it"
              + " learns to draw the class it is asked for)")
  private boolean unconditional;

  @Option(
      names = "--seed",
      paramLabel = "N",
      converter = Seed.class,
      description =
          "decides all random numbers: first weights, order, times, noise, samples (default: 0)")
  private Long seed;

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description =
          "continue the run in this folder, bit for bit as if it had not ended (with a budget the"
              + " clock still decides how long it is); only --budget, --epochs, --steps, --lr,"
              + " --data (for the same data elsewhere), --samples, --sampler, --sampler-steps,"
              + " --guidance, --threads, --kernels, --device, --quiet and --debug can go with it (default: a new run)")
  private Path resume;

  @Option(
      names = "--samples",
      paramLabel = "N",
      converter = Count.class,
      description = "images to draw at the end (default: 100 with --preset small, 64 with seed)")
  private Integer samples;

  @Option(
      names = "--sampler-steps",
      paramLabel = "N",
      converter = SamplingSteps.class,
      description =
          "steps of the sampler from noise to image; for rk45 the stretches of time in each of which"
              + " it has steps of its own; classifier-guided takes 4096 with seed (default: 50 with --preset small, 1024 with"
              + " seed)")
  private Integer samplerSteps;

  @Option(
      names = "--guidance",
      paramLabel = "X",
      converter = NotNegative.class,
      description =
          "weight γ of the classifier's gradient, with classifier-guided only; 0 is without, 1 is"
              + " Bayes' rule, more is stricter (default: 3 with --preset small, 1 with seed)")
  private Float guidance;

  /**
   * How long to train.
   *
   * @param kind {@code budget}, {@code epochs} or {@code steps}
   * @param amount seconds, epochs or steps
   */
  public record Length(String kind, long amount) {
    /** As an option. */
    @Override
    public String toString() {
      return "--" + kind + " " + amount + (kind.equals("budget") ? "s" : "");
    }
  }

  /**
   * How long to train.
   *
   * @throws UserError when more than one of the three options is given
   */
  public Optional<Length> length() {
    List<Length> given = new ArrayList<>();
    if (budget != null) {
      given.add(new Length("budget", budget.toSeconds()));
    }
    if (epochs != null) {
      given.add(new Length("epochs", epochs));
    }
    if (steps != null) {
      given.add(new Length("steps", steps));
    }
    if (given.size() > 1) {
      throw new UserError(
          "--"
              + given.get(0).kind
              + " and --"
              + given.get(1).kind
              + " exclude each other; give one"
              + " of --budget, --epochs and --steps");
    }
    return given.stream().findFirst();
  }

  /** Images per step. */
  public Optional<Integer> batchSize() {
    return Optional.ofNullable(batchSize);
  }

  /** Greatest learning rate. */
  public Optional<Float> lr() {
    return Optional.ofNullable(lr);
  }

  /** Name of the preset. */
  public Optional<String> preset() {
    return Optional.ofNullable(preset);
  }

  /** Base filters. */
  public Optional<Integer> width() {
    return Optional.ofNullable(width);
  }

  /** Whether to learn without labels. */
  public boolean unconditional() {
    return unconditional;
  }

  /** Of all random numbers. */
  public Optional<Long> seed() {
    return Optional.ofNullable(seed);
  }

  /** The run to continue. */
  public Optional<Path> resume() {
    return Optional.ofNullable(resume);
  }

  /** How many samples to draw. */
  public Optional<Integer> samples() {
    return Optional.ofNullable(samples);
  }

  /** The sampler's steps. */
  public Optional<Integer> samplerSteps() {
    return Optional.ofNullable(samplerSteps);
  }

  /** Weight of the classifier's gradient. */
  public Optional<Float> guidance() {
    return Optional.ofNullable(guidance);
  }
}

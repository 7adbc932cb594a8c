package dev.ornstein.examples.cli;

import dev.ornstein.examples.cli.OptionTypes.Count;
import dev.ornstein.examples.cli.OptionTypes.NotNegative;
import dev.ornstein.examples.cli.OptionTypes.SamplingSteps;
import dev.ornstein.examples.cli.OptionTypes.Seed;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options for drawing from a saved model. What is left out is as in the run. */
public final class SamplingOptions extends DrawingOptions {
  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "folder of the run, such as runs/scalar-1 (required)")
  private Path run;

  @Option(
      names = "--samples",
      paramLabel = "N",
      converter = Count.class,
      description = "images to draw (default: as many as the run drew)")
  private Integer samples;

  @Option(
      names = "--sampler-steps",
      paramLabel = "N",
      converter = SamplingSteps.class,
      description =
          "steps of the sampler from noise to image; for rk45 the stretches of time in each of which"
              + " it has steps of its own (default: those of the run)")
  private Integer samplerSteps;

  @Option(
      names = "--seed",
      paramLabel = "N",
      converter = Seed.class,
      description =
          "of the noise; the same seed, model and sampler give the same image number i, however"
              + " many are drawn (default: that of the run, which gives its images again)")
  private Long seed;

  @Option(
      names = "--label",
      paramLabel = "LABEL",
      description =
          "class of the images: a number such as 3, each (all in turn) or none (as if it had not"
              + " learnt classes) (default: that of the run)")
  private String label;

  @Option(
      names = "--guidance",
      paramLabel = "X",
      converter = NotNegative.class,
      description =
          "weight γ of the classifier's gradient, of a run of classifier-guided only; 0 is without,"
              + " 1 is Bayes' rule, more is stricter (default: that of the run)")
  private Float guidance;

  @Option(
      names = "--raw",
      description = "use the weights as trained instead of their running average (default: off)")
  private boolean raw;

  /** The run whose model is used. */
  public Path run() {
    return run;
  }

  /** How many. */
  public Optional<Integer> samples() {
    return Optional.ofNullable(samples);
  }

  /** In how many steps. */
  public Optional<Integer> samplerSteps() {
    return Optional.ofNullable(samplerSteps);
  }

  /** Of the noise. */
  public Optional<Long> seed() {
    return Optional.ofNullable(seed);
  }

  /** Of which class. */
  public Optional<String> label() {
    return Optional.ofNullable(label);
  }

  /** Weight of the classifier's gradient. */
  public Optional<Float> guidance() {
    return Optional.ofNullable(guidance);
  }

  /** Whether not to use averaged weights. */
  public boolean raw() {
    return raw;
  }
}

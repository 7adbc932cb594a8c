package dev.ornstein.examples.cli;

import dev.ornstein.examples.cli.OptionTypes.Count;
import dev.ornstein.examples.cli.OptionTypes.Positive;
import dev.ornstein.examples.cli.OptionTypes.SamplingSteps;
import dev.ornstein.examples.cli.OptionTypes.Seed;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options for measuring how likely images are to a model. */
public final class LikelihoodOptions extends PlaceOptions {
  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description =
          "folder of a run that draws from noise, such as runs/scalar-1: of scalar,"
              + " fourier-unconditional or classifier-guided (required)")
  private Path run;

  @Option(
      names = "--samples",
      paramLabel = "N",
      converter = Count.class,
      description = "test images, from the first on (default: 100)")
  private int samples = 100;

  @Option(
      names = "--steps",
      paramLabel = "N",
      converter = SamplingSteps.class,
      description =
          "steps of the probability flow from image to noise, four evaluations of the network each"
              + " (default: 20)")
  private Integer steps;

  @Option(
      names = "--tolerance",
      paramLabel = "X",
      converter = Positive.class,
      description =
          "error that a step may make, such as 1e-3, in place of --steps; each image then takes"
              + " steps of its own, alone, which is slower (default: none)")
  private Float tolerance;

  @Option(
      names = "--probes",
      paramLabel = "N",
      converter = Count.class,
      description =
          "random vectors by which the divergence of the flow is estimated, a backward pass each;"
              + " with two or more, each image has a standard error of its own (default: 1)")
  private int probes = 1;

  @Option(
      names = "--seed",
      paramLabel = "N",
      converter = Seed.class,
      description = "of everything random: image i has the same in every batch (default: 0)")
  private long seed;

  /** The run whose model is measured. */
  public Path run() {
    return run;
  }

  /** How many images. */
  public int samples() {
    return samples;
  }

  /** How many steps of the flow. */
  public Optional<Integer> steps() {
    return Optional.ofNullable(steps);
  }

  /** How wrong a step may be. */
  public Optional<Float> tolerance() {
    return Optional.ofNullable(tolerance);
  }

  /** How many random vectors. */
  public int probes() {
    return probes;
  }

  /** Of everything random. */
  public long seed() {
    return seed;
  }
}

package dev.ornstein.examples.cli;

import dev.ornstein.examples.cli.OptionTypes.Count;
import dev.ornstein.examples.cli.OptionTypes.SamplingSteps;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options for measuring how a model restores. */
public final class RestoreOptions extends DrawingOptions {
  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "folder of a run of diagonal or fourier, such as runs/fourier-1 (required)")
  private Path run;

  @Option(
      names = "--against",
      paramLabel = "RUN",
      description =
          "folder of a run of scalar or classifier-guided: its model restores the same images by"
              + " posterior sampling, to be compared with (default: none)")
  private Path against;

  @Option(
      names = "--samples",
      paramLabel = "N",
      converter = Count.class,
      description = "test images to restore (default: 200, or all where there are fewer)")
  private Integer samples;

  @Option(
      names = "--step-counts",
      paramLabel = "N,N,…",
      split = ",",
      converter = SamplingSteps.class,
      description = "numbers of sampling steps to compare (default: 1,2,5,10,20,50,100)")
  private List<Integer> stepCounts = List.of(1, 2, 5, 10, 20, 50, 100);

  /** The run whose model is measured. */
  public Path run() {
    return run;
  }

  /** The run whose model it is compared with. */
  public Optional<Path> against() {
    return Optional.ofNullable(against);
  }

  /** How many images. */
  public Optional<Integer> samples() {
    return Optional.ofNullable(samples);
  }

  /** In how many steps: rising, each once. */
  public List<Integer> stepCounts() {
    return stepCounts.stream().distinct().sorted().toList();
  }
}

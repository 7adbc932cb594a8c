package dev.ornstein.examples.cli;

import dev.ornstein.examples.cli.OptionTypes.Count;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options for measuring how a model restores. */
public final class RestoreOptions {
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
      names = "--out",
      paramLabel = "DIR",
      description =
          "new or empty folder for the results (default: runs/restore-N with the first free N)")
  private Path out;

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
      converter = Count.class,
      description = "numbers of sampling steps to compare (default: 1,2,5,10,20,50,100)")
  private List<Integer> stepCounts = List.of(1, 2, 5, 10, 20, 50, 100);

  @Option(
      names = "--sampler",
      paramLabel = "NAME",
      description =
          "ddim, ancestral, euler-maruyama, euler, heun, or rk45, which takes one image at a time"
              + " in as many steps as it needs (default: that of the run)")
  private String sampler;

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description =
          "where the images are: mnist, fashion, synthetic or a folder (default: as in the run)")
  private String data;

  /** The run whose model is measured. */
  public Path run() {
    return run;
  }

  /** The run whose model it is compared with. */
  public Optional<Path> against() {
    return Optional.ofNullable(against);
  }

  /** Where the results go. */
  public Optional<Path> out() {
    return Optional.ofNullable(out);
  }

  /** How many images. */
  public Optional<Integer> samples() {
    return Optional.ofNullable(samples);
  }

  /** In how many steps, each. */
  public List<Integer> stepCounts() {
    return stepCounts;
  }

  /** With which sampler. */
  public Optional<String> sampler() {
    return Optional.ofNullable(sampler);
  }

  /** Where the images come from. */
  public Optional<String> data() {
    return Optional.ofNullable(data);
  }
}

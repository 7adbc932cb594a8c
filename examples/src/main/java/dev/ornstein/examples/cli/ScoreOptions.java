package dev.ornstein.examples.cli;

import dev.ornstein.examples.cli.OptionTypes.Count;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for the raw output of a network. */
public final class ScoreOptions {
  @Option(
      names = "--weights",
      required = true,
      paramLabel = "FILE",
      description =
          "safetensors file: a model.safetensors of a run, or a state dict saved by PyTorch, its"
              + " names with or without the prefix score_estimator. (default: none, required)")
  private Path weights;

  @Option(
      names = "--x",
      required = true,
      paramLabel = "FILE",
      description =
          "NumPy file of the images, float32 (N, 1, H, W) or (N, H, W) (default: none, required)")
  private Path x;

  @Option(
      names = "--t",
      required = true,
      paramLabel = "FILE",
      description =
          "NumPy file of their times in [0, 1], float32 (N), (N, 1), or one number for all"
              + " (default: none, required)")
  private Path t;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description =
          "NumPy file to write, float32 of the shape of the images (default: none, required)")
  private Path out;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "which network the weights belong to: small or seed (default: seen from their names)")
  private String preset;

  @Option(
      names = "--width",
      paramLabel = "N",
      converter = Count.class,
      description = "its base filters (default: seen from the shapes of the weights)")
  private Integer width;

  @Option(
      names = "--raw",
      description =
          "of a run's two sets of weights, take those as trained instead of their average (default:"
              + " off)")
  private boolean raw;

  /** The weights. */
  public Path weights() {
    return weights;
  }

  /** The images. */
  public Path x() {
    return x;
  }

  /** The times. */
  public Path t() {
    return t;
  }

  /** Where the output goes. */
  public Path out() {
    return out;
  }

  /** Which network. */
  public Optional<String> preset() {
    return Optional.ofNullable(preset);
  }

  /** Its base filters. */
  public Optional<Integer> width() {
    return Optional.ofNullable(width);
  }

  /** Whether to take the weights as trained. */
  public boolean raw() {
    return raw;
  }
}

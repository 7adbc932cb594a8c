package dev.ornstein.examples.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options for judging images. */
public final class EvaluateOptions extends PlaceOptions {
  @Parameters(
      index = "0",
      paramLabel = "RUN|FILE.npy|FOLDER",
      description =
          "what to judge: the folder of a run, a NumPy file (N, 28, 28) or (N, 1, 28, 28) in [0, 1],"
              + " or a folder of PNG pictures that are 28×28 or sheets of such tiles (required)")
  private Path source;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "NumPy file of N whole numbers 0 … 9: what the images should show (default: labels.npy of"
              + " the folder, if it is there)")
  private Path labels;

  /** What to judge. */
  public Path source() {
    return source;
  }

  /** What the images should show. */
  public Optional<Path> labels() {
    return Optional.ofNullable(labels);
  }
}

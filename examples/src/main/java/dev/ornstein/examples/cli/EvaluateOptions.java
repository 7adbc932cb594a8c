package dev.ornstein.examples.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options for judging images. */
public final class EvaluateOptions {
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

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description =
          "where to look for nearest training images: mnist, fashion, synthetic, or a folder with"
              + " the four IDX files; nothing is ever downloaded (default: the data of the run, else"
              + " MNIST if it is in the cache)")
  private String data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "folder for evaluation.html and evaluation.json (default: the folder of the images)")
  private Path out;

  /** What to judge. */
  public Path source() {
    return source;
  }

  /** What the images should show. */
  public Optional<Path> labels() {
    return Optional.ofNullable(labels);
  }

  /** Where to look for nearest images. */
  public Optional<String> data() {
    return Optional.ofNullable(data);
  }

  /** Where the results go. */
  public Optional<Path> out() {
    return Optional.ofNullable(out);
  }
}

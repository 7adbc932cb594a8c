package dev.ornstein.examples.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * Where images come from and where results go. What the help says here is for examples that train;
 * {@code options.properties} has what it says for other commands.
 */
public abstract class PlaceOptions {
  @Option(
      names = "--data",
      paramLabel = "DATA",
      description =
          "mnist, fashion, synthetic (built-in digits, no download), a folder with the four IDX"
              + " files, or auto: MNIST from the cache or a download, else synthetic (default:"
              + " auto)")
  private String data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "new or empty folder for the run (default: runs/EXAMPLE-N with the first free N)")
  private Path out;

  PlaceOptions() {}

  /** Where the images come from. */
  public final Optional<String> data() {
    return Optional.ofNullable(data);
  }

  /** Where the results go. */
  public final Optional<Path> out() {
    return Optional.ofNullable(out);
  }
}

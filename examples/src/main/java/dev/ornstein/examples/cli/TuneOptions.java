package dev.ornstein.examples.cli;

import dev.ornstein.examples.cli.OptionTypes.ProductSize;
import picocli.CommandLine.Option;

/** Options of what is timed. */
public final class TuneOptions {
  @Option(
      names = "--size",
      paramLabel = "N",
      converter = ProductSize.class,
      description =
          "rows and columns of the matrix product that is timed, 16 … 8192; convolutions take N/16"
              + " images (default: 1024)")
  private int size = 1024;

  /** Rows and columns of the product. */
  public int size() {
    return size;
  }
}

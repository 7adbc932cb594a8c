package dev.ornstein.examples.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of whatever draws samples: with which sampler, beside from where and to where. */
public abstract class DrawingOptions extends PlaceOptions {
  @Option(
      names = "--sampler",
      paramLabel = "NAME",
      description =
          "ddim, ancestral, euler-maruyama, euler, heun, or rk45, which takes one image at a time"
              + " in as many steps as it needs; classifier-guided takes ancestral with small"
              + " (default: ddim with --preset small, euler-maruyama with seed)")
  private String sampler;

  DrawingOptions() {}

  /** With which sampler. */
  public final Optional<String> sampler() {
    return Optional.ofNullable(sampler);
  }
}

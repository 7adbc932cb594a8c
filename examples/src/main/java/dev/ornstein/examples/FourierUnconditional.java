package dev.ornstein.examples;

import dev.ornstein.examples.cli.Launcher;
import dev.ornstein.examples.train.StopRequest;
import picocli.CommandLine.Command;

/**
 * The Fourier model without anything to restore: high frequencies lose their signal first, all end
 * as noise, and images are drawn from coarse to fine.
 *
 * <p>With {@code --preset seed} this is the example of the same name in seed 0.
 */
@Command(
    name = "fourier-unconditional",
    description =
        "trains a Fourier model whose frequencies all turn to noise, and draws new digits")
public final class FourierUnconditional extends Training {
  /** To be run by a {@link Launcher}. */
  public FourierUnconditional() {
    this(new StopRequest());
  }

  /** Which can be interrupted from outside. */
  FourierUnconditional(StopRequest stop) {
    super(stop);
  }

  /** Ends the process with the exit status. */
  public static void main(String[] args) {
    System.exit(Launcher.ofProcess().run(new FourierUnconditional(), args));
  }
}

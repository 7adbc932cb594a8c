package dev.ornstein.examples;

import dev.ornstein.examples.cli.Launcher;
import dev.ornstein.examples.train.StopRequest;
import picocli.CommandLine.Command;

/**
 * The scalar variance-preserving model: every pixel loses signal and gains noise alike,
 *
 * <pre>x_t = √ᾱ(t) x₀ + √(1 − ᾱ(t)) ε</pre>
 *
 * <p>With {@code --preset seed} this is the first example of seed 0.
 */
@Command(
    name = "scalar",
    description = "trains the scalar variance-preserving model on digits and draws new ones")
public final class Scalar extends Training {
  /** To be run by a {@link Launcher}. */
  public Scalar() {
    this(new StopRequest());
  }

  /** Which can be interrupted from outside. */
  Scalar(StopRequest stop) {
    super(stop);
  }

  /** Ends the process with the exit status. */
  public static void main(String[] args) {
    System.exit(Launcher.ofProcess().run(new Scalar(), args));
  }
}

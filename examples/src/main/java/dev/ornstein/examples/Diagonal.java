package dev.ornstein.examples;

import dev.ornstein.examples.cli.Launcher;
import dev.ornstein.examples.train.StopRequest;
import picocli.CommandLine.Command;

/**
 * The diagonal model: every pixel has a schedule of its own. Inside of a square at the centre the
 * image turns to noise, outside it stays as it is,
 *
 * <pre>x_t = H(t) x₀ + Σ(t)^½ ε,   inside H = exp(−5t²), Σ = 1 − exp(−10t²);   outside H = 1, Σ ≈ 0
 * </pre>
 *
 * <p>so the reverse process paints the square anew. With {@code --preset seed} this is the second
 * example of seed 0.
 */
@Command(
    name = "diagonal",
    description = "trains the diagonal model, which paints the masked centre of test images")
public final class Diagonal extends Training {
  /** To be run by a {@link Launcher}. */
  public Diagonal() {
    this(new StopRequest());
  }

  /** Which can be interrupted from outside. */
  Diagonal(StopRequest stop) {
    super(stop);
  }

  /** Ends the process with the exit status. */
  public static void main(String[] args) {
    System.exit(Launcher.ofProcess().run(new Diagonal(), args));
  }
}

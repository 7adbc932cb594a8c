package dev.ornstein.examples;

import dev.ornstein.examples.cli.Example;
import dev.ornstein.examples.cli.Launcher;
import dev.ornstein.examples.cli.TrainingOptions;
import dev.ornstein.examples.progress.Console;
import dev.ornstein.examples.session.TrainingSession;
import dev.ornstein.examples.train.StopRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
public final class Diagonal extends Example {
  @Mixin private TrainingOptions options;

  /** Ends the process with the exit status. */
  public static void main(String[] args) {
    System.exit(Launcher.ofProcess().run(new Diagonal(), args));
  }

  @Override
  protected int run(Console console) {
    return new TrainingSession("diagonal", console, general(), options, new StopRequest())
        .run(commandLine());
  }
}

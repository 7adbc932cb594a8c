package dev.ornstein.examples;

import dev.ornstein.examples.cli.Launcher;
import dev.ornstein.examples.train.StopRequest;
import picocli.CommandLine.Command;

/**
 * A scalar model that knows of no classes, and a classifier of noisy images that leads it to one:
 *
 * <pre>∇ ln p(x_t | c) = ∇ ln p(x_t) + γ ∇ ln p(c | x_t)</pre>
 *
 * <p>With γ = 1 this is Bayes' rule. With {@code --preset seed} this is the last example of seed 0.
 */
@Command(
    name = "classifier-guided",
    description = "trains a model and a classifier of noisy images that guides it to each class")
public final class ClassifierGuided extends Training {
  /** To be run by a {@link Launcher}. */
  public ClassifierGuided() {
    this(new StopRequest());
  }

  /** Which can be interrupted from outside. */
  ClassifierGuided(StopRequest stop) {
    super(stop);
  }

  /** Ends the process with the exit status. */
  public static void main(String[] args) {
    System.exit(Launcher.ofProcess().run(new ClassifierGuided(), args));
  }
}

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
 * A scalar model that knows of no classes, and a classifier of noisy images that leads it to one:
 *
 * <pre>∇ ln p(x_t | c) = ∇ ln p(x_t) + γ ∇ ln p(c | x_t)</pre>
 *
 * <p>With γ = 1 this is Bayes' rule. With {@code --preset seed} this is the last example of seed 0.
 */
@Command(
    name = "classifier-guided",
    description = "trains a model and a classifier of noisy images that guides it to each class")
public final class ClassifierGuided extends Example {
  @Mixin private TrainingOptions options;

  /** Ends the process with the exit status. */
  public static void main(String[] args) {
    System.exit(Launcher.ofProcess().run(new ClassifierGuided(), args));
  }

  @Override
  protected int run(Console console) {
    return new TrainingSession("classifier-guided", console, general(), options, new StopRequest())
        .run(commandLine());
  }
}

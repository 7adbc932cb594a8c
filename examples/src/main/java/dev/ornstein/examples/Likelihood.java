package dev.ornstein.examples;

import dev.ornstein.examples.cli.Example;
import dev.ornstein.examples.cli.Launcher;
import dev.ornstein.examples.cli.LikelihoodOptions;
import dev.ornstein.examples.progress.Console;
import dev.ornstein.examples.session.LikelihoodSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** How likely test images are to the model of a run. */
@Command(
    name = "likelihood",
    description = "bits per dimension of test images under the model of a run")
public final class Likelihood extends Example {
  @Mixin private LikelihoodOptions options;

  /** Ends the process with the exit status. */
  public static void main(String[] args) {
    System.exit(Launcher.ofProcess().run(new Likelihood(), args));
  }

  @Override
  protected int run(Console console) {
    return new LikelihoodSession(console, general(), options).run();
  }
}

package dev.ornstein.examples;

import dev.ornstein.examples.cli.Example;
import dev.ornstein.examples.cli.Launcher;
import dev.ornstein.examples.cli.ScoreOptions;
import dev.ornstein.examples.progress.Console;
import dev.ornstein.examples.session.ScoreSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The bridge to PyTorch: what a network says to given images and times. */
@Command(
    name = "score",
    description = "writes the raw output of a saved or imported network for given images")
public final class Score extends Example {
  @Mixin private ScoreOptions options;

  /** Ends the process with the exit status. */
  public static void main(String[] args) {
    System.exit(Launcher.ofProcess().run(new Score(), args));
  }

  @Override
  protected int run(Console console) {
    return new ScoreSession(console, general(), options).run();
  }
}

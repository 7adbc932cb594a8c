package dev.ornstein.examples;

import dev.ornstein.examples.cli.EvaluateOptions;
import dev.ornstein.examples.cli.Example;
import dev.ornstein.examples.cli.Launcher;
import dev.ornstein.examples.progress.Console;
import dev.ornstein.examples.session.EvaluateSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** How good the images of a run, or any others, are as digits. */
@Command(
    name = "evaluate",
    description = "judges images: Fréchet distance, accuracy of labels, nearest training images")
public final class Evaluate extends Example {
  @Mixin private EvaluateOptions options;

  /** Ends the process with the exit status. */
  public static void main(String[] args) {
    System.exit(Launcher.ofProcess().run(new Evaluate(), args));
  }

  @Override
  protected int run(Console console) {
    return new EvaluateSession(console, general(), options).run();
  }
}

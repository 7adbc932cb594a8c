package dev.ornstein.examples;

import dev.ornstein.examples.cli.Example;
import dev.ornstein.examples.cli.Launcher;
import dev.ornstein.examples.cli.RestoreOptions;
import dev.ornstein.examples.progress.Console;
import dev.ornstein.examples.session.RestoreSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Quality of restoration against the number of steps. */
@Command(
    name = "restore",
    description = "measures how near a run restores test images, in how many steps")
public final class Restore extends Example {
  @Mixin private RestoreOptions options;

  /** Ends the process with the exit status. */
  public static void main(String[] args) {
    System.exit(Launcher.ofProcess().run(new Restore(), args));
  }

  @Override
  protected int run(Console console) {
    return new RestoreSession(console, general(), options).run();
  }
}

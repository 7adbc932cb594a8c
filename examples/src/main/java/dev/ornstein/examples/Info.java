package dev.ornstein.examples;

import dev.ornstein.examples.cli.Example;
import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.cli.Launcher;
import dev.ornstein.examples.progress.Console;
import dev.ornstein.examples.session.Whereabouts;
import picocli.CommandLine.Command;

/** What this machine offers. */
@Command(
    name = "info",
    description =
        "says what runs here: versions, Java, kernels and why, devices, threads, memory, data")
public final class Info extends Example {
  /** Ends the process with the exit status. */
  public static void main(String[] args) {
    System.exit(Launcher.ofProcess().run(new Info(), args));
  }

  @Override
  protected int run(Console console) {
    Whereabouts.of(general(), console).forEach((name, value) -> line(console, name, value));
    return ExitStatus.DONE;
  }

  private static void line(Console console, String name, String value) {
    console.say(String.format("%-12s %s", name, value));
  }
}

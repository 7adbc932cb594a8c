package dev.ornstein.examples;

import dev.ornstein.examples.cli.Example;
import dev.ornstein.examples.cli.Launcher;
import dev.ornstein.examples.cli.SamplingOptions;
import dev.ornstein.examples.progress.Console;
import dev.ornstein.examples.session.SamplingSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** New samples from the saved model of a run. */
@Command(name = "sample", description = "draws new images from the saved model of a run")
public final class Sample extends Example {
  @Mixin private SamplingOptions options;

  /** Ends the process with the exit status. */
  public static void main(String[] args) {
    System.exit(Launcher.ofProcess().run(new Sample(), args));
  }

  @Override
  protected int run(Console console) {
    return new SamplingSession(console, general(), options).run(commandLine());
  }
}

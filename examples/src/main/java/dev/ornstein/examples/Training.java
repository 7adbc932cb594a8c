package dev.ornstein.examples;

import dev.ornstein.diffusion.process.ImagingSystem;
import dev.ornstein.examples.cli.Example;
import dev.ornstein.examples.cli.TrainingOptions;
import dev.ornstein.examples.progress.Console;
import dev.ornstein.examples.session.TrainingSession;
import dev.ornstein.examples.train.StopRequest;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** An example that trains a model and draws from it. What it learns goes by its name. */
abstract class Training extends Example {
  @Mixin private TrainingOptions options;

  private final StopRequest stop;

  /**
   * @param stop by which it can be interrupted
   */
  Training(StopRequest stop) {
    this.stop = stop;
  }

  /** The imaging system whose images are restored, where a user has given one. */
  Optional<ImagingSystem> system(Console console) {
    return Optional.empty();
  }

  @Override
  protected final int run(Console console) {
    String name = commandLine().get(0);
    return new TrainingSession(name, console, general(), options, system(console), stop)
        .run(commandLine());
  }
}

package dev.ornstein.examples.cli;

import dev.ornstein.examples.progress.Console;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that {@link Launcher} runs. Its name and first line come from its annotation. */
public abstract class Example implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private GeneralOptions general;

  private Launcher launcher;

  /** For subclasses. */
  protected Example() {}

  final void attach(Launcher to) {
    launcher = to;
  }

  final boolean debug() {
    return general != null && general.debug();
  }

  /** The options that are independent of what an example does. */
  protected final GeneralOptions general() {
    return general;
  }

  /** The name and all arguments, as they were given. */
  protected final List<String> commandLine() {
    List<String> words = new ArrayList<>();
    words.add(spec.name());
    words.addAll(spec.commandLine().getParseResult().originalArgs());
    return words;
  }

  /** Runs with a console that is as quiet as was asked for. */
  @Override
  public final Integer call() {
    return run(launcher.console(general.quiet()));
  }

  /**
   * Does what this example does; options are set.
   *
   * @param console for messages
   * @return a constant of {@link ExitStatus}
   * @throws dev.ornstein.tensor.UserError with one sentence about what the user can mend
   */
  protected abstract int run(Console console);
}

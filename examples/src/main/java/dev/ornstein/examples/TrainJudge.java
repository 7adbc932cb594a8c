package dev.ornstein.examples;

import dev.ornstein.examples.cli.Example;
import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.cli.JudgeOptions;
import dev.ornstein.examples.cli.Launcher;
import dev.ornstein.examples.progress.Console;
import dev.ornstein.mnist.data.Datasets;
import dev.ornstein.mnist.data.TrainTest;
import dev.ornstein.mnist.judge.JudgeTraining;
import dev.ornstein.tensor.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Makes the judge that {@code evaluate} uses. It is no example, since the judge comes with
 * Ornstein, but a main of its own: it shows how that was made, and makes it again, bit for bit.
 */
@Command(name = "train-judge", description = "trains the LeNet-5 that judges images of digits")
public final class TrainJudge extends Example {
  @Mixin private JudgeOptions options;

  /** Ends the process with the exit status. */
  public static void main(String[] args) {
    System.exit(Launcher.ofProcess().run(new TrainJudge(), args));
  }

  @Override
  protected int run(Console console) {
    try (Engine engine = general().engine(console)) {
      TrainTest data = Datasets.resolve(options.data(), console::warn);
      JudgeTraining.Config config = options.config();
      new JudgeTraining(engine, data, config, console::say).writeTo(options.out());
      console.say("Wrote " + options.out() + ".");
      return ExitStatus.DONE;
    }
  }
}

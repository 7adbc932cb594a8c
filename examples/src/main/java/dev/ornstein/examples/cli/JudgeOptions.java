package dev.ornstein.examples.cli;

import dev.ornstein.examples.cli.OptionTypes.Count;
import dev.ornstein.examples.cli.OptionTypes.Seed;
import dev.ornstein.mnist.judge.JudgeTraining;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options for training the judge. Its defaults give the one that comes with Ornstein. */
public final class JudgeOptions {
  @Option(
      names = "--data",
      paramLabel = "DATA",
      description = "mnist, or a folder with the four IDX files (default: mnist)")
  private String data = "mnist";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "safetensors file to write (default: none, required)")
  private Path out;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      converter = Count.class,
      description = "passes over the training images (default: 10)")
  private int epochs = JudgeTraining.Config.STANDARD.epochs();

  @Option(
      names = "--seed",
      paramLabel = "N",
      converter = Seed.class,
      description = "of first weights, order and shifts (default: 1)")
  private long seed = JudgeTraining.Config.STANDARD.seed();

  /** What to learn from. */
  public String data() {
    return data;
  }

  /** Where the judge goes. */
  public Path out() {
    return out;
  }

  /** How to train. */
  public JudgeTraining.Config config() {
    JudgeTraining.Config s = JudgeTraining.Config.STANDARD;
    return new JudgeTraining.Config(epochs, s.batchSize(), s.lr(), s.shift(), seed, s.floors());
  }
}

package dev.ornstein.examples.session;

import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.cli.GeneralOptions;
import dev.ornstein.examples.cli.SamplingOptions;
import dev.ornstein.examples.progress.Console;
import dev.ornstein.examples.run.ConfigFile;
import dev.ornstein.examples.run.DrawnConfig;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.examples.run.RunDirectory;
import dev.ornstein.examples.sample.Drawing;
import dev.ornstein.examples.sample.Labels;
import dev.ornstein.examples.sample.Samplers;
import dev.ornstein.examples.sample.SavedModel;
import dev.ornstein.mnist.data.Datasets;
import dev.ornstein.mnist.data.TrainTest;
import dev.ornstein.tensor.Engine;
import java.util.List;
import java.util.Optional;

/** From the model of a run to a folder of new samples. */
public final class SamplingSession {
  private final Console console;
  private final GeneralOptions general;
  private final SamplingOptions options;

  /**
   * @param console for messages
   * @param general threads and kernels
   * @param options what to draw
   */
  public SamplingSession(Console console, GeneralOptions general, SamplingOptions options) {
    this.console = console;
    this.general = general;
    this.options = options;
  }

  /**
   * Draws and writes.
   *
   * @param command the command line, to be recorded
   * @return the exit status
   */
  public int run(List<String> command) {
    options.sampler().ifPresent(Samplers::require);
    RunDirectory from = RunDirectory.open(options.run(), "sample");
    try (Engine engine = general.engine(console)) {
      SavedModel saved = SavedModel.load(engine, from, options.raw());
      RunConfig config = saved.config();
      RunConfig.Sampling sampling =
          new RunConfig.Sampling(
              options.samples().orElse(config.sampling().count()),
              options.sampler().orElse(config.sampling().sampler()),
              options.samplerSteps().orElse(config.sampling().steps()),
              options.label().orElse(config.sampling().labels()),
              Setup.guidance(
                  config.model().classifier(), config.sampling().guidance(), options.guidance()));
      Labels.require(sampling.labels(), saved.learner().classes());
      Drawing.requireRoom(sampling.count(), config.data().height() * config.data().width());
      long seed = options.seed().orElse(config.training().seed());
      Optional<TrainTest> images =
          saved.learner().degradation().isRestoration()
              ? Optional.of(Datasets.resolve(data(config), console::warn))
              : Optional.empty();
      RunDirectory to =
          options
              .out()
              .map(RunDirectory::create)
              .orElseGet(() -> RunDirectory.createNumbered("sample"));
      try {
        Drawn.draw(console, engine, saved, sampling, seed, to, images::orElseThrow);
        ConfigFile.write(
            to.config(), ofSamples(config, command, sampling, engine), drawn(config, seed, images));
      } finally {
        if (options.out().isEmpty()) {
          to.removeIfEmpty();
        }
      }
      console.say(
          "Drew "
              + sampling.count()
              + " images with "
              + sampling.sampler()
              + ", "
              + sampling.steps()
              + " steps, seed "
              + seed
              + ": see "
              + to.samplesPicture()
              + " and "
              + to.samples()
              + ".");
      return ExitStatus.DONE;
    }
  }

  private String data(RunConfig config) {
    return options.data().orElse(config.data().option());
  }

  /** What is not in the configuration of the run. */
  private DrawnConfig drawn(RunConfig config, long seed, Optional<TrainTest> images) {
    return new DrawnConfig(
        options.run().toAbsolutePath().normalize().toString(),
        options.raw(),
        seed,
        images.map(all -> Setup.data(all, all.test())).orElse(null));
  }

  /** The configuration of the run, with what is different here. */
  private RunConfig ofSamples(
      RunConfig config, List<String> command, RunConfig.Sampling sampling, Engine engine) {
    return new RunConfig(
        RunConfig.FORMAT,
        "sample",
        command,
        Timing.now(),
        config.data(),
        config.model(),
        config.training(),
        sampling,
        Environments.of(engine, general.device()));
  }
}

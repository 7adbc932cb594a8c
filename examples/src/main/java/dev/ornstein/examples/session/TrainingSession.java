package dev.ornstein.examples.session;

import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.diffusion.process.ImagingSystem;
import dev.ornstein.examples.cli.GeneralOptions;
import dev.ornstein.examples.cli.TrainingOptions;
import dev.ornstein.examples.model.Degradation;
import dev.ornstein.examples.model.Learner;
import dev.ornstein.examples.model.Words;
import dev.ornstein.examples.progress.Console;
import dev.ornstein.examples.run.ConfigFile;
import dev.ornstein.examples.run.MetricsLog;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.examples.run.RunDirectory;
import dev.ornstein.examples.run.SystemFiles;
import dev.ornstein.examples.sample.Drawing;
import dev.ornstein.examples.sample.SavedModel;
import dev.ornstein.examples.sample.Starts;
import dev.ornstein.examples.train.Checkpoints;
import dev.ornstein.examples.train.Plan;
import dev.ornstein.examples.train.StopRequest;
import dev.ornstein.examples.train.TrainState;
import dev.ornstein.mnist.data.Datasets;
import dev.ornstein.mnist.data.TrainTest;
import dev.ornstein.nn.Init;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A run from its options to its report: new, or resumed. {@link TrainingRun} does the work. */
public final class TrainingSession {
  private final String example;
  private final Console console;
  private final GeneralOptions general;
  private final TrainingOptions options;
  private final Optional<ImagingSystem> system;
  private final StopRequest stop;
  private final Timing timing = new Timing();

  /**
   * @param example its name
   * @param console for messages
   * @param general threads and kernels
   * @param options what to train, and how
   * @param system whose images are restored, its noise in units of contrast squared; empty for the
   *     process of the example itself
   * @param stop by which the run can be interrupted
   */
  public TrainingSession(
      String example,
      Console console,
      GeneralOptions general,
      TrainingOptions options,
      Optional<ImagingSystem> system,
      StopRequest stop) {
    this.example = example;
    this.console = console;
    this.general = general;
    this.options = options;
    this.system = system;
    this.stop = stop;
  }

  /**
   * Runs it.
   *
   * @param command the command line, to be recorded
   * @return the exit status
   */
  public int run(List<String> command) {
    options.length(); // refuses a contradiction before anything takes time
    try (Engine engine = general.engine(console)) {
      return options.resume().isPresent()
          ? resume(engine, options.resume().get())
          : begin(engine, command);
    }
  }

  private int begin(Engine engine, List<String> command) {
    Setup setup = new Setup(example, options);
    RunConfig.Training training = setup.training();
    RunConfig.Sampling sampling = setup.sampling();
    boolean isNew = options.out().filter(Files::exists).isEmpty();
    RunDirectory run =
        options
            .out()
            .map(RunDirectory::create)
            .orElseGet(() -> RunDirectory.createNumbered(example));
    try {
      TrainTest images = images(options.data().orElse("auto"));
      RunConfig.Data data = Setup.data(images, images.train());
      RunConfig.Model model = setup.model(data, system.isPresent());
      requireEnough(model, sampling, images);
      ForwardProcess process =
          Words.process(model, data.height(), data.width(), system::orElseThrow);
      Learner learner = learner(engine, model, process, training, data);
      RunConfig config =
          new RunConfig(
              RunConfig.FORMAT,
              example,
              command,
              Timing.now(),
              data,
              model.withParameters(learner.module().parameterCount()),
              training,
              sampling,
              Environments.of(engine, general.device()));
      TrainState state = new TrainState(learner.module(), training, Setup.plan(training, data));
      Checkpoints checkpoints = new Checkpoints(run, state);
      try (MetricsLog log = MetricsLog.open(run.metrics())) {
        run.requireNoRun(); // of a process that was faster
        writeBeginning(run, config, checkpoints);
        return new TrainingRun(console, stop, timing, run, config)
            .carryOut(engine, log, learner, state, checkpoints, images);
      }
    } finally {
      if (isNew) {
        run.removeIfEmpty();
      }
    }
  }

  /** All that is needed to resume, or nothing. */
  private void writeBeginning(RunDirectory run, RunConfig config, Checkpoints checkpoints) {
    try {
      ConfigFile.write(run.config(), config);
      system.ifPresent(s -> SystemFiles.write(run, s));
      checkpoints.begin();
    } catch (UserError e) {
      checkpoints.discardWaiting();
      run.removeBeginning();
      throw e;
    }
  }

  private int resume(Engine engine, Path folder) {
    RunDirectory run = RunDirectory.open(folder, "--resume");
    SavedModel.configOf(run); // a folder of samples has no checkpoint either
    Checkpoints.require(run);
    try (MetricsLog log = MetricsLog.open(run.metrics())) {
      return resume(engine, run, log);
    }
  }

  private int resume(Engine engine, RunDirectory run, MetricsLog log) {
    ResumedRun resumed = ResumedRun.of(run);
    RunConfig before = resumed.before();
    resumed.requireExample(example);
    resumed.requireSame(options);
    resumed.requireSame(system);
    RunConfig.Training training = Setup.training(before.training(), options);
    RunConfig.Sampling sampling =
        Setup.sampling(before.sampling(), before.model().classifier(), options);
    TrainTest images = images(options.data().orElse(before.data().option()));
    RunConfig.Data data = Setup.data(images, images.train());
    resumed.requireSame(data);
    requireEnough(before.model(), sampling, images);
    ForwardProcess process =
        Words.process(before.model(), data.height(), data.width(), () -> SystemFiles.read(run));
    Learner learner = learner(engine, before.model(), process, training, data);
    Plan plan = Setup.plan(training, data);
    TrainState state = new TrainState(learner.module(), training, plan);
    Checkpoints checkpoints = new Checkpoints(run, state);
    checkpoints.restore();
    Optional<TrainingOptions.Length> length = resumed.newLength(options);
    if (length.isEmpty() && plan.done(state.step())) {
      resumed.requireSameRate(options);
    }
    length.ifPresent(
        l -> {
          plan.replan(state.step(), state.seconds(), Setup.steps(training, data), l.toString());
          checkpoints.begin(); // else a run that ends by accident would forget its new length
        });
    RunConfig config =
        new RunConfig(
            RunConfig.FORMAT,
            example,
            before.command(),
            before.created(),
            data,
            before.model(),
            training,
            sampling,
            Environments.of(engine, general.device()));
    ConfigFile.write(run.config(), config);
    console.say("Resuming " + run + " after step " + state.step() + ".");
    return new TrainingRun(console, stop, timing, run, config)
        .carryOut(engine, log, learner, state, checkpoints, images);
  }

  /** Found out before the training, not after it. */
  private static void requireEnough(
      RunConfig.Model model, RunConfig.Sampling sampling, TrainTest images) {
    if (!model.degradation().equals(Degradation.NONE)) {
      Starts.requireEnough(sampling.count(), images.test().count());
    }
    Drawing.requireRoom(sampling.count(), images.train().pixelsPerImage());
  }

  private TrainTest images(String option) {
    return timing.of("reading the data", () -> Datasets.resolve(option, console::warn));
  }

  private static Learner learner(
      Engine engine,
      RunConfig.Model model,
      ForwardProcess process,
      RunConfig.Training training,
      RunConfig.Data data) {
    Init init = Init.of(engine, training.seed());
    try {
      return Learner.of(init, model, process, data.height(), data.width());
    } catch (UserError e) {
      throw new UserError("--width " + model.width() + ": " + e.getMessage(), e);
    }
  }
}

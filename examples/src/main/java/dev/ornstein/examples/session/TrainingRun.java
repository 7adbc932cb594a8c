package dev.ornstein.examples.session;

import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.model.Learner;
import dev.ornstein.examples.progress.Console;
import dev.ornstein.examples.progress.TimeText;
import dev.ornstein.examples.report.RunReport;
import dev.ornstein.examples.run.ConfigFile;
import dev.ornstein.examples.run.MetricsLog;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.examples.run.RunDirectory;
import dev.ornstein.examples.sample.SavedModel;
import dev.ornstein.examples.train.Checkpoints;
import dev.ornstein.examples.train.Outcome;
import dev.ornstein.examples.train.StopRequest;
import dev.ornstein.examples.train.TrainState;
import dev.ornstein.examples.train.Trainer;
import dev.ornstein.mnist.data.TrainTest;
import dev.ornstein.tensor.Engine;
import java.util.Locale;

/** Carries out a run that {@link TrainingSession} has prepared: training, samples, report. */
final class TrainingRun {
  private final Console console;
  private final StopRequest stop;
  private final Timing timing;

  /**
   * @param console for messages
   * @param stop by which the run can be interrupted
   * @param timing of the session
   */
  TrainingRun(Console console, StopRequest stop, Timing timing) {
    this.console = console;
    this.stop = stop;
    this.timing = timing;
  }

  /**
   * Trains, and goes on to the samples unless something came between.
   *
   * @param run its folder
   * @param config what it is
   * @param learner what it trains
   * @param state after the step that it goes on from
   * @param checkpoints of that state
   * @param images to learn from, and to restore
   * @return the exit status
   */
  int carryOut(
      Engine engine,
      RunDirectory run,
      RunConfig config,
      Learner learner,
      TrainState state,
      Checkpoints checkpoints,
      TrainTest images) {
    Trainer trainer = new Trainer(engine, learner, state, config, images.train());
    describe(config, run);
    Outcome outcome;
    try (MetricsLog log = MetricsLog.open(run.metrics(), state.step())) {
      ConfigFile.write(run.config(), config);
      TrainingProgress progress =
          new TrainingProgress(
              console, log, checkpoints, state.plan(), config.training().batchSize());
      try (StopRequest.Guard guard = stop.onShutdown(this::tellOfSaving)) {
        outcome =
            Interruptions.explained(
                () -> trainer.run(stop, progress), config.example(), run, checkpoints);
        progress.finish();
        log.force();
        if (outcome.kind() != Outcome.Kind.DIVERGED) {
          checkpoints.end();
        }
        if (outcome.kind() == Outcome.Kind.INTERRUPTED) {
          console.warn(
              outcome.message()
                  + ", and saved; continue with ./ornstein "
                  + config.example()
                  + " --resume "
                  + run);
          return ExitStatus.INTERRUPTED;
        }
      }
    }
    if (outcome.kind() == Outcome.Kind.DIVERGED) {
      checkpoints.discardWaiting();
      console.warn(
          outcome.message()
              + "; the state after step "
              + checkpoints.savedStep()
              + " is saved: continue from it with ./ornstein "
              + config.example()
              + " --resume "
              + run
              + " and a smaller --lr than "
              + config.training().lr());
      return ExitStatus.DIVERGED;
    }
    timing.add("training", state.seconds());
    finish(engine, run, config, images);
    return ExitStatus.DONE;
  }

  private void tellOfSaving() {
    console.say("Ending after this step, to save it; a second Ctrl-C ends at once, without.");
  }

  private void describe(RunConfig config, RunDirectory run) {
    console.say(
        String.format(
            Locale.ROOT,
            "Learning %,d images (%s) with %s, %,d parameters, on %d threads: %s.",
            config.data().count(),
            config.data().description(),
            config.model().network(),
            config.model().parameters(),
            config.environment().threads(),
            config.environment().kernelsDetail()));
    console.say("The run goes to " + run + "; Ctrl-C saves it, to be continued.");
  }

  private void finish(Engine engine, RunDirectory run, RunConfig config, TrainTest images) {
    timing.of(
        "drawing the samples",
        () -> {
          SavedModel saved = SavedModel.load(engine, run, false);
          long seed = config.training().seed();
          Results results =
              Drawn.draw(console, engine, saved, config.sampling(), seed, run, () -> images);
          results.writeStrip(images.train());
          results.writeSpectrum(images.train());
          return results;
        });
    RunReport.write(run, config, MetricsLog.read(run.metrics()), timing.byName());
    console.say(
        "Done: trained in "
            + TimeText.words(timing.byName().get("training"))
            + ". See "
            + run.samplesPicture()
            + " and "
            + run.report()
            + ".");
    console.say("More samples: ./ornstein sample " + run);
  }
}

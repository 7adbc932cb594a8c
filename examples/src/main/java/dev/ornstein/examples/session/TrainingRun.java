package dev.ornstein.examples.session;

import dev.ornstein.examples.cli.ExitStatus;
import dev.ornstein.examples.model.Learner;
import dev.ornstein.examples.progress.Console;
import dev.ornstein.examples.progress.TimeText;
import dev.ornstein.examples.report.RunReport;
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
import dev.ornstein.tensor.UserError;
import java.util.Locale;

/** Carries out a run that {@link TrainingSession} has prepared: training, samples, report. */
final class TrainingRun {
  private final Console console;
  private final StopRequest stop;
  private final Timing timing;
  private final RunDirectory run;
  private final RunConfig config;

  /**
   * @param console for messages
   * @param stop by which the run can be interrupted
   * @param timing of the session
   * @param run its folder
   * @param config what it is
   */
  TrainingRun(
      Console console, StopRequest stop, Timing timing, RunDirectory run, RunConfig config) {
    this.console = console;
    this.stop = stop;
    this.timing = timing;
    this.run = run;
    this.config = config;
  }

  /**
   * Trains, and goes on to the samples unless something came between.
   *
   * @param log of the run, which keeps others away from it
   * @param learner what it trains
   * @param state after the step that it goes on from
   * @param checkpoints of that state
   * @param images to learn from, and to restore
   * @return the exit status
   */
  int carryOut(
      Engine engine,
      MetricsLog log,
      Learner learner,
      TrainState state,
      Checkpoints checkpoints,
      TrainTest images) {
    describe();
    log.keepUpTo(state.step());
    Trainer trainer = new Trainer(engine, learner, state, config, images.train());
    TrainingProgress progress =
        new TrainingProgress(
            console, log, checkpoints, state.plan(), config.training().batchSize());
    int status = trainAndTell(trainer, progress, log, checkpoints);
    if (status == ExitStatus.DONE) {
      timing.add("training", state.seconds());
      finish(engine, log, images);
    }
    return status;
  }

  /** A process that is ending says all there is to say before it is let go. */
  private int trainAndTell(
      Trainer trainer, TrainingProgress progress, MetricsLog log, Checkpoints checkpoints) {
    try (StopRequest.Guard guard = stop.onShutdown(this::tellOfSaving)) {
      try {
        Outcome outcome = train(trainer, progress, log, checkpoints);
        if (outcome.kind() == Outcome.Kind.DIVERGED) {
          console.warn(divergence(outcome, checkpoints));
          guard.endWith(ExitStatus.DIVERGED);
          return ExitStatus.DIVERGED;
        }
        if (outcome.kind() == Outcome.Kind.INTERRUPTED || stop.requested() || guard.ending()) {
          console.warn(outcome.message() + ", and saved; continue with " + resumption());
          return ExitStatus.INTERRUPTED;
        }
        return ExitStatus.DONE;
      } catch (UserError e) {
        if (!guard.ending()) {
          throw e;
        }
        console.warn(e.getMessage());
        guard.endWith(ExitStatus.USER);
        return ExitStatus.USER;
      }
    }
  }

  private Outcome train(
      Trainer trainer, TrainingProgress progress, MetricsLog log, Checkpoints checkpoints) {
    Outcome outcome =
        Interruptions.explained(
            () -> trainer.run(stop, progress), config.example(), run, checkpoints);
    progress.finish();
    log.force();
    if (outcome.kind() == Outcome.Kind.DIVERGED) {
      checkpoints.discardWaiting();
    } else {
      checkpoints.end();
    }
    return outcome;
  }

  private String divergence(Outcome outcome, Checkpoints checkpoints) {
    return outcome.message()
        + "; the state after step "
        + checkpoints.savedStep()
        + " is saved: continue from it with "
        + resumption()
        + " and a smaller --lr than "
        + config.training().lr();
  }

  private String resumption() {
    return "./ornstein " + config.example() + " --resume " + run;
  }

  private void tellOfSaving() {
    console.say("Ending after this step, to save it; a second Ctrl-C ends at once, without.");
  }

  private void describe() {
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

  private void finish(Engine engine, MetricsLog log, TrainTest images) {
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
    RunReport.write(run, config, log.rows(), timing.byName());
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

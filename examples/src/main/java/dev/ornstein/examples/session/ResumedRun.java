package dev.ornstein.examples.session;

import dev.ornstein.diffusion.process.ImagingSystem;
import dev.ornstein.examples.cli.TrainingOptions;
import dev.ornstein.examples.cli.TrainingOptions.Length;
import dev.ornstein.examples.model.Words;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.examples.run.RunDirectory;
import dev.ornstein.examples.run.SystemFiles;
import dev.ornstein.examples.sample.SavedModel;
import dev.ornstein.tensor.UserError;
import java.util.Optional;

/**
 * A run that is to go on, and what it refuses to go on with: all that would make another run of it.
 *
 * @param run its folder
 * @param before its configuration so far
 */
record ResumedRun(RunDirectory run, RunConfig before) {

  /**
   * The run in a folder.
   *
   * @throws UserError when its configuration cannot be read, or the folder is one of samples
   */
  static ResumedRun of(RunDirectory run) {
    return new ResumedRun(run, SavedModel.configOf(run));
  }

  /**
   * Refuses the run of another example.
   *
   * @throws UserError naming both
   */
  void requireExample(String example) {
    if (!before.example().equals(example)) {
      throw new UserError(
          "--resume "
              + run
              + " is a run of "
              + before.example()
              + ", not of "
              + example
              + "; continue it with ./ornstein "
              + before.example()
              + " --resume "
              + run);
    }
  }

  /**
   * Refuses options that contradict a run.
   *
   * @throws UserError naming the option and both values
   */
  void requireSame(TrainingOptions options) {
    same("--preset", options.preset(), before.model().preset());
    same("--width", options.width(), before.model().width());
    same("--batch-size", options.batchSize(), before.training().batchSize());
    if (options.unconditional() && before.model().classes() > 0) {
      throw new UserError(
          "--unconditional cannot go with --resume "
              + run
              + ": that run learns "
              + before.model().classes()
              + " classes; leave the option out to resume it, or begin a new run");
    }
    same("--seed", options.seed(), before.training().seed());
    if (options.out().isPresent()) {
      throw new UserError(
          "--out "
              + options.out().get()
              + " cannot go with --resume: the run goes on in its folder "
              + run);
    }
  }

  /**
   * Refuses an imaging system that a run was not begun with.
   *
   * @param system of the user, if any
   * @throws UserError naming the run
   */
  void requireSame(Optional<ImagingSystem> system) {
    if (system.isEmpty()) {
      return;
    }
    String process = before.model().process();
    String remedy = "; leave --mtf and --nps out to resume it, or begin a new run";
    if (!process.equals(Words.IMAGING_SYSTEM)) {
      throw new UserError(
          "--mtf and --nps cannot go with --resume "
              + run
              + ": that run was begun without them, with "
              + process
              + remedy);
    }
    if (!SystemFiles.read(run).equals(system.get())) {
      throw new UserError(
          "--mtf and --nps hold another imaging system than "
              + run.mtf()
              + " and "
              + run.nps()
              + ", with which that run was begun"
              + remedy);
    }
  }

  /**
   * Refuses data that a run was not begun with.
   *
   * @throws UserError naming both
   */
  void requireSame(RunConfig.Data now) {
    RunConfig.Data had = before.data();
    if (!had.fingerprint().equals(now.fingerprint())
        || had.count() != now.count()
        || had.height() != now.height()
        || had.width() != now.width()) {
      throw new UserError(
          "--data "
              + now.option()
              + " holds other images ("
              + text(now)
              + ") than those that "
              + run
              + " was begun with ("
              + text(had)
              + ", from --data "
              + had.option()
              + "); say with --data where those are");
    }
  }

  /**
   * Refuses a learning rate that no step would be taken with.
   *
   * @throws UserError naming the length of the run, which is trained to its end
   */
  void requireSameRate(TrainingOptions options) {
    float had = before.training().lr();
    Optional<Float> other = options.lr().filter(wanted -> wanted != had);
    if (other.isPresent()) {
      throw new UserError(
          "--lr "
              + other.get()
              + " differs from the "
              + had
              + " that "
              + run
              + " was trained with, and its "
              + length()
              + " is used up; give more with --steps, --epochs or --budget to train on, or leave"
              + " --lr out");
    }
  }

  private Length length() {
    return new Length(before.training().lengthKind(), before.training().length());
  }

  /** The length that a user asks for, when it is not the one that the run has. */
  Optional<Length> newLength(TrainingOptions options) {
    return options.length().filter(wanted -> !wanted.equals(length()));
  }

  private <T> void same(String option, Optional<T> given, T trainedWith) {
    if (given.isPresent() && !given.get().equals(trainedWith)) {
      throw new UserError(
          option
              + " "
              + given.get()
              + " differs from the "
              + trainedWith
              + " that "
              + run
              + " was begun with; leave the option out to resume it, or begin a new run");
    }
  }

  private static String text(RunConfig.Data data) {
    return data.name() + ", " + data.count() + " of " + data.width() + "×" + data.height();
  }
}

package dev.ornstein.examples.train;

import dev.ornstein.examples.run.RunDirectory;
import dev.ornstein.tensor.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Saves the state of a run now and then. What a resumed run begins from is a state from which at
 * least one good step was taken: a new one waits beside it until the next step has shown a finite
 * loss. Otherwise a run could be saved a moment before it diverges, and diverge again whenever it
 * is resumed.
 */
public final class Checkpoints {
  private static final double SECONDS_BETWEEN = 60;

  /** At most a twentieth of the time goes into saving. */
  private static final double TIMES_ITS_DURATION = 20;

  private final RunDirectory run;
  private final TrainState state;
  private long savedStep = -1;
  private long waitingStep = -1;
  private long savedAt = System.nanoTime();
  private final double leastInterval;
  private double interval;

  /**
   * @param run whose folder it is
   * @param state what is saved
   */
  public Checkpoints(RunDirectory run, TrainState state) {
    this(run, state, SECONDS_BETWEEN);
  }

  /** With another least number of seconds between two savings. */
  Checkpoints(RunDirectory run, TrainState state, double leastInterval) {
    this.run = run;
    this.state = state;
    this.leastInterval = leastInterval;
    this.interval = leastInterval;
  }

  /** The step from which {@code --resume} would go on; −1 when there is none. */
  public long savedStep() {
    return savedStep;
  }

  /**
   * Refuses a run that has no checkpoint.
   *
   * @throws UserError that says what to do instead
   */
  public static void require(RunDirectory run) {
    if (Files.notExists(run.checkpoint())) {
      throw new UserError(
          "--resume "
              + run
              + " cannot be resumed: there is no "
              + run.checkpoint()
              + ", so no training got as far as its first checkpoint there; train anew with another"
              + " --out, or with this one after you have deleted what is in it");
    }
  }

  /**
   * Continues from what is there.
   *
   * @throws UserError when it is damaged or belongs to another network
   */
  public void restore() {
    state.restore(run.checkpoint());
    discardWaiting();
    savedStep = state.step();
  }

  /** Whether a state waits for the next good step. */
  public boolean isWaiting() {
    return waitingStep >= 0;
  }

  /** A good step was taken: what waits is good, and it may be time for the next. */
  public void stepped() {
    if (isWaiting()) {
      accept();
      state.writeModel(run.model());
    }
    if (System.nanoTime() - savedAt > interval * 1e9) {
      write();
    }
  }

  /**
   * Saves the state before the first step, of a new run or of one with a new length: then there is
   * always something to go back to, and a disk that cannot be written is found out at once.
   *
   * @throws UserError when it cannot be written
   */
  public void begin() {
    write();
    accept();
  }

  /**
   * Saves the state and the weights at the end of training.
   *
   * @throws UserError when they cannot be written; what was there is untouched
   */
  public void end() {
    write();
    accept();
    state.writeModel(run.model());
  }

  private void write() {
    run.makeCheckpointFolder();
    long begin = System.nanoTime();
    state.save(waiting());
    waitingStep = state.step();
    savedAt = System.nanoTime();
    interval = Math.max(leastInterval, TIMES_ITS_DURATION * (savedAt - begin) / 1e9);
  }

  private void accept() {
    try {
      Files.move(
          waiting(),
          run.checkpoint(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UserError("cannot write " + run.checkpoint() + " (" + e.getMessage() + ")", e);
    }
    savedStep = waitingStep;
    waitingStep = -1;
  }

  /** Training diverged in the step after the one that waits: that state is not worth keeping. */
  public void discardWaiting() {
    try {
      Files.deleteIfExists(waiting());
    } catch (IOException e) {
      throw new UserError("cannot delete " + waiting() + " (" + e.getMessage() + ")", e);
    }
    waitingStep = -1;
  }

  private Path waiting() {
    return run.checkpoint().resolveSibling("waiting.safetensors");
  }
}

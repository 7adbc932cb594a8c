package dev.ornstein.examples.session;

import dev.ornstein.examples.run.RunDirectory;
import dev.ornstein.examples.train.Checkpoints;
import dev.ornstein.examples.train.Outcome;
import dev.ornstein.tensor.DeviceError;
import java.util.function.Supplier;

/** What a user whose device has failed in the middle of a training is told. */
final class Interruptions {
  private Interruptions() {}

  /**
   * Trains. The checkpoint stays what it was when the device fails: what a failing device has
   * computed last is not worth keeping.
   *
   * @param training what to do
   * @param example its name, for the command line that continues it
   * @param run its folder
   * @param checkpoints of the run
   * @throws DeviceError that says from where the run can be continued
   */
  static Outcome explained(
      Supplier<Outcome> training, String example, RunDirectory run, Checkpoints checkpoints) {
    try {
      return training.get();
    } catch (DeviceError e) {
      checkpoints.discardWaiting();
      throw new DeviceError(
          e.getMessage()
              + "; the state after step "
              + checkpoints.savedStep()
              + " is saved: continue from it with ./ornstein "
              + example
              + " --resume "
              + run
              + ", on this device or another",
          e);
    }
  }
}

package dev.ornstein.examples.train;

/** Something became NaN or infinite in a step; no weight was changed by it. */
final class NotFinite extends Exception {
  private static final long serialVersionUID = 1L;

  private final long step;

  /**
   * @param step number of the step, from 0
   * @param what became so
   */
  NotFinite(long step, String what) {
    super(what + " is NaN or infinite");
    this.step = step;
  }

  /** With the name of the first tensor that is so. */
  NotFinite(long step, String what, String first) {
    super(what + " is NaN or infinite, and the first tensor that is so is " + first);
    this.step = step;
  }

  /** Number of the step, from 0. */
  long step() {
    return step;
  }
}

package dev.ornstein.examples.train;

/**
 * How training ended.
 *
 * @param kind in which way
 * @param message one sentence about it
 */
public record Outcome(Kind kind, String message) {
  /** The ways. */
  public enum Kind {
    /** All steps were taken. */
    FINISHED,
    /** Someone asked for the end; everything is saved. */
    INTERRUPTED,
    /** The loss or a gradient was no number; what was good before is saved. */
    DIVERGED
  }
}

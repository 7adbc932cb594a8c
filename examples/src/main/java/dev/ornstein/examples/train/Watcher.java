package dev.ornstein.examples.train;

import dev.ornstein.examples.run.StepMetrics;

/** Told of every training step: to log it, to show it, to save the state now and then. */
@FunctionalInterface
public interface Watcher {
  /**
   * A step was taken, and its loss and gradient were numbers.
   *
   * @param metrics what is known of it
   */
  void stepped(StepMetrics metrics);
}

package dev.ornstein.examples.train;

import dev.ornstein.examples.run.StepMetrics;
import java.util.List;

/** Told of all training steps: to log them, to show them, to save the state now and then. */
@FunctionalInterface
public interface Watcher {
  /**
   * Steps were taken, and their losses and gradients were numbers. The state is that after the last
   * of them.
   *
   * @param metrics what is known of each, in their order; at least one
   */
  void stepped(List<StepMetrics> metrics);
}

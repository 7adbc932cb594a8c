package dev.ornstein.diffusion.sampler;

import dev.ornstein.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps every state of a run, while {@link Sampler#run} itself returns the last one only. The
 * memory is that of all states together and belongs to no scope.
 *
 * <pre>{@code
 * Trajectory trajectory = new Trajectory();
 * sampler.run(start, noise, trajectory);
 * trajectory.state(trajectory.size() - 1); // what run returned
 * }</pre>
 */
public final class Trajectory implements StepListener {
  private final List<Double> times = new ArrayList<>();
  private final List<Tensor> states = new ArrayList<>();

  /** Forgets what it has when a new run starts. */
  @Override
  public void reached(int steps, double t, Tensor x) {
    if (steps == 0) {
      times.clear();
      states.clear();
    }
    times.add(t);
    states.add(x.engine().wrap(x.toArray(), x.shape()));
  }

  /** How many states: one more than steps. */
  public int size() {
    return states.size();
  }

  /** The time of state {@code i}; 0 is the start. */
  public double time(int i) {
    return times.get(i);
  }

  /** State {@code i}, (N, …). */
  public Tensor state(int i) {
    return states.get(i);
  }
}

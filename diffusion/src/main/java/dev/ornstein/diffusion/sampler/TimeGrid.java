package dev.ornstein.diffusion.sampler;

import dev.ornstein.tensor.Shape;

/**
 * The times that a sampler visits, t₀ … t_n in [0, 1], rising for a forward process and falling for
 * a reverse one. Immutable.
 *
 * <p>A reverse grid may end at 0, where a process may have no noise and hence no score: samplers
 * here evaluate the score at the beginning of a step, and {@link ProbabilityFlowHeun} leaves out
 * its second evaluation there.
 */
public final class TimeGrid {
  /** One less than the times that an array can hold. */
  private static final int MOST_STEPS = Shape.MOST - 1;

  private final double[] times;

  private TimeGrid(double[] times) {
    this.times = times;
  }

  /**
   * Times of one's own.
   *
   * @param times at least two, in [0, 1], all rising or all falling
   * @throws IllegalArgumentException naming the first time that is not as it should be
   */
  public static TimeGrid of(double... times) {
    if (times.length < 2) {
      throw new IllegalArgumentException(
          "a time grid needs at least two times, for one step; got " + times.length);
    }
    for (int i = 0; i < times.length; i++) {
      if (!(times[i] >= 0 && times[i] <= 1)) {
        throw new IllegalArgumentException(
            "times must lie in [0, 1]; time " + i + " is " + times[i]);
      }
      boolean turns =
          i > 0 && Math.signum(times[i] - times[i - 1]) != Math.signum(times[1] - times[0]);
      if (turns || (i > 0 && times[i] == times[i - 1])) {
        throw new IllegalArgumentException(
            "times must all rise or all fall; time "
                + i
                + " is "
                + times[i]
                + " after "
                + times[i - 1]);
      }
    }
    return new TimeGrid(times.clone());
  }

  /**
   * Steps of equal length.
   *
   * @param steps at least 1
   * @param from the first time
   * @param to the last time
   */
  public static TimeGrid uniform(int steps, double from, double to) {
    return power(steps, from, to, 1);
  }

  /**
   * Steps that are shorter near the smaller end: √t moves by equal lengths. Most of what an image
   * looks like is decided at small t.
   *
   * @param steps at least 1
   * @param from the first time
   * @param to the last time
   */
  public static TimeGrid quadratic(int steps, double from, double to) {
    return power(steps, from, to, 2);
  }

  /**
   * t_i^{1/p} moves by equal lengths; the ends are exact.
   *
   * @param steps at least 1
   * @param from the first time
   * @param to the last time
   * @param p positive: 1 for equal steps, more for shorter steps near 0
   */
  public static TimeGrid power(int steps, double from, double to, double p) {
    if (steps < 1) {
      throw new IllegalArgumentException("a time grid needs at least 1 step; got " + steps);
    }
    if (steps > MOST_STEPS) {
      throw new IllegalArgumentException(
          "a time grid has at most " + MOST_STEPS + " steps; got " + steps);
    }
    if (!(p > 0 && Double.isFinite(p))) {
      throw new IllegalArgumentException("the power of a time grid must be positive; got " + p);
    }
    double[] times = new double[steps + 1];
    double a = Math.pow(from, 1 / p);
    double b = Math.pow(to, 1 / p);
    for (int i = 1; i < steps; i++) {
      times[i] = Math.pow(a + (b - a) * i / steps, p);
    }
    times[0] = from;
    times[steps] = to;
    return of(times);
  }

  /** Number of steps: one less than times. */
  public int steps() {
    return times.length - 1;
  }

  /** Time number {@code i}, from 0 to {@link #steps()}. */
  public double time(int i) {
    return times[i];
  }

  /** The same times in reverse order. */
  public TimeGrid reversed() {
    double[] reversed = new double[times.length];
    for (int i = 0; i < times.length; i++) {
      reversed[i] = times[times.length - 1 - i];
    }
    return new TimeGrid(reversed);
  }

  /** For example {@code 50 steps from 1.0 to 0.0}. */
  @Override
  public String toString() {
    return steps() + " steps from " + times[0] + " to " + times[steps()];
  }

  /** Refuses a grid that does not run in the direction that a sampler needs. */
  TimeGrid requireRising(String sampler) {
    if (times[1] < times[0]) {
      throw new IllegalArgumentException(sampler + " goes forward in time; its grid has " + this);
    }
    return this;
  }

  /** Refuses a grid that does not run in the direction that a sampler needs. */
  TimeGrid requireFalling(String sampler) {
    if (times[1] > times[0]) {
      throw new IllegalArgumentException(sampler + " goes backward in time; its grid has " + this);
    }
    return this;
  }
}

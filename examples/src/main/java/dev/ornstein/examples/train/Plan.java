package dev.ornstein.examples.train;

import dev.ornstein.tensor.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How long a run is. The learning rate follows {@link #progress}, a function of the step and of the
 * recorded {@linkplain Point points} only, never of the clock itself.
 *
 * <p>A run of so many steps has one point, at its beginning. A run with a budget of time measures
 * its speed and decides at a few shares of the budget how many steps it will have; each decision is
 * a point, saved with the checkpoint. So what is already planned is replayed bit for bit by a
 * resumed run, and the clock has a say only at the points that are still to come.
 */
public final class Plan {
  /**
   * From {@code step} on, progress rises in equal steps from {@code progress} to 1 at {@code
   * total}.
   *
   * @param step where the decision was taken
   * @param total steps of the whole run, as far as known then
   * @param progress at {@code step}
   */
  public record Point(long step, long total, double progress) {
    /** Checks the order. */
    public Point {
      if (step < 0 || total < step || !(progress >= 0 && progress <= 1)) {
        throw new IllegalArgumentException(
            "a run of " + total + " steps cannot be " + progress + " done at step " + step);
      }
    }
  }

  /** The total of a run whose speed is not known yet. */
  private static final long UNKNOWN = Long.MAX_VALUE;

  /** Shares of the budget at which the number of steps is decided anew. */
  private static final double[] SHARES = {0.03, 0.1, 0.25, 0.5, 0.75, 0.9};

  /** The first steps of a process are slow, while Java compiles: they are not measured. */
  private static final int WARM_STEPS = 3;

  /** A speed is the mean of at least so many steps. */
  private static final int MEASURED_STEPS = 5;

  private final double budget;
  private final List<Point> points = new ArrayList<>();
  private long startStep;
  private long markStep;
  private double markSeconds;
  private int nextShare;
  private boolean due;

  private Plan(double budget) {
    this.budget = budget;
  }

  /** A run of {@code total} steps. */
  public static Plan ofSteps(long total) {
    Plan plan = new Plan(Double.NaN);
    plan.points.add(new Point(0, total, 0));
    return plan;
  }

  /** A run of {@code seconds} of training. */
  public static Plan ofBudget(double seconds) {
    Plan plan = new Plan(seconds);
    plan.points.add(new Point(0, UNKNOWN, 0));
    return plan;
  }

  /** How much of the run is done before a step, 0 … 1. */
  public double progress(long step) {
    Point p = last();
    if (step >= p.total) {
      return 1;
    }
    return p.progress + (1 - p.progress) * (step - p.step) / (double) (p.total - p.step);
  }

  /** Whether {@code step} steps are all. */
  public boolean done(long step) {
    return step >= last().total;
  }

  /** How many steps the run has, as far as is known; {@code Long.MAX_VALUE} when it is not. */
  public long total() {
    return last().total;
  }

  /** Whether the clock decides the number of steps. */
  public boolean hasBudget() {
    return !Double.isNaN(budget);
  }

  /** The decisions so far. */
  public List<Point> points() {
    return List.copyOf(points);
  }

  /**
   * Tells what the clock shows after a step. Does nothing for a run of a given number of steps.
   *
   * @param step steps taken
   * @param seconds of training so far
   */
  public void observe(long step, double seconds) {
    if (!hasBudget() || done(step)) {
      return;
    }
    if (seconds >= budget) {
      points.add(new Point(step, step, 1));
      return;
    }
    if (step - startStep == WARM_STEPS) {
      mark(step, seconds);
    }
    due |= passedShares(step, seconds);
    if (due && step - startStep >= WARM_STEPS + MEASURED_STEPS) {
      double speed = (step - markStep) / (seconds - markSeconds);
      long rest = Math.max(1, Math.round(speed * (budget - seconds)));
      points.add(new Point(step, step + rest, progress(step)));
      mark(step, seconds);
      due = false;
    }
  }

  /** Whether the clock, or progress that hurries ahead of it, has passed one more of the shares. */
  private boolean passedShares(long step, double seconds) {
    int before = nextShare;
    double reached = Math.max(seconds / budget, progress(step));
    while (nextShare < SHARES.length && SHARES[nextShare] <= reached) {
      nextShare++;
    }
    return nextShare > before;
  }

  private void mark(long step, double seconds) {
    markStep = step;
    markSeconds = seconds;
  }

  /**
   * Takes up the decisions of an earlier part of this run.
   *
   * @param recorded what {@link #record} gave
   * @param step steps taken
   * @param seconds of training so far
   * @throws UserError when the record is damaged
   */
  public void resume(String recorded, long step, double seconds) {
    List<Point> earlier = new ArrayList<>();
    try {
      for (String word : recorded.strip().split(" ")) {
        String[] numbers = word.split(":", -1);
        long at = Long.parseLong(numbers[0]);
        long total = Long.parseLong(numbers[1]);
        earlier.add(new Point(at, total, Double.parseDouble(numbers[2])));
      }
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw new UserError("the plan in the checkpoint is damaged: \"" + recorded + "\"", e);
    }
    points.clear();
    points.addAll(earlier);
    startStep = step;
    mark(step, seconds);
    due = false;
    passedShares(step, seconds);
  }

  /**
   * Decides anew, because a user changed the length of the run: from here on progress is what it
   * would be had the run been planned so from the beginning.
   *
   * @param step steps taken
   * @param seconds of training so far
   * @param steps wanted in all; without meaning for a run with a budget
   * @param option what the user gave, for the message
   * @throws UserError when the run is as long as that already
   */
  public void replan(long step, double seconds, long steps, String option) {
    if (hasBudget() && seconds >= budget || !hasBudget() && steps <= step) {
      throw new UserError(
          String.format(
              "%s is used up: the run has taken %d steps in %.0f s already; give more",
              option, step, seconds));
    }
    if (hasBudget()) {
      long rest =
          step == 0 ? UNKNOWN : Math.max(1, Math.round(step / seconds * (budget - seconds)));
      points.add(new Point(step, rest == UNKNOWN ? UNKNOWN : step + rest, seconds / budget));
    } else {
      points.add(new Point(step, steps, step / (double) steps));
    }
  }

  /** How much of the run is done: of its time when it has a budget, else of its steps. */
  public double share(long step, double seconds) {
    return hasBudget() ? Math.min(1, seconds / budget) : progress(step);
  }

  /**
   * An estimate of the seconds that are left.
   *
   * @param secondsPerStep as measured lately
   */
  public double secondsLeft(long step, double seconds, double secondsPerStep) {
    return hasBudget() ? Math.max(0, budget - seconds) : (total() - step) * secondsPerStep;
  }

  /** All decisions as text. */
  public String record() {
    return points.stream()
        .map(p -> p.step + ":" + p.total + ":" + p.progress)
        .collect(Collectors.joining(" "));
  }

  private Point last() {
    return points.get(points.size() - 1);
  }
}

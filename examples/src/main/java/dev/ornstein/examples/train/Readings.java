package dev.ornstein.examples.train;

import dev.ornstein.examples.run.StepMetrics;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * What steps have found out: losses and the norm of the gradient. Where kernels run on a device,
 * reading a number means waiting for all that is queued, so the numbers of several steps stay there
 * and are read together.
 */
final class Readings {
  /** Steps that a device may be ahead. */
  private static final int ON_DEVICE = 16;

  private record Step(long number, double epoch, double seconds, float lr, float[] times) {}

  private final int batch;
  private final int capacity;
  private final Tensor numbers; // (capacity, batch + 2): losses, norm and factor of each step
  private final List<Step> steps = new ArrayList<>();
  private double readAt;

  /**
   * @param batch most losses of a step
   * @param begin seconds of training so far
   */
  Readings(Engine engine, int batch, double begin) {
    this.batch = batch;
    this.capacity = engine.backend().deviceMemory().isPresent() ? ON_DEVICE : 1;
    this.numbers = engine.zeros(Shape.of(capacity, batch + 2));
    this.readAt = begin;
  }

  /** Whether each step is read as soon as it is taken. */
  boolean immediate() {
    return capacity == 1;
  }

  /** Where the norm and the factor of the next step go: (2). */
  Tensor clip() {
    return numbers.window(steps.size() * (batch + 2) + batch, Shape.of(2));
  }

  /**
   * Notes a step.
   *
   * @param number of the step, from 0
   * @param losses (N), one for each image
   * @param times (N)
   */
  void add(long number, double epoch, double seconds, float lr, Tensor losses, Tensor times) {
    numbers.window(steps.size() * (batch + 2), losses.shape()).set(losses);
    steps.add(new Step(number, epoch, seconds, lr, times.toArray()));
  }

  /** Whether the next step has no place before these are read. */
  boolean full() {
    return steps.size() == capacity;
  }

  /**
   * Reads what has been noted and forgets it.
   *
   * @param into receives a row for each step up to the first whose numbers are not finite
   * @throws NotFinite naming that step
   */
  void read(List<StepMetrics> into) throws NotFinite {
    if (steps.isEmpty()) {
      return;
    }
    float[] all = numbers.toArray();
    double perStep = (steps.get(steps.size() - 1).seconds - readAt) / steps.size();
    readAt = steps.get(steps.size() - 1).seconds;
    List<Step> taken = List.copyOf(steps);
    steps.clear();
    for (int i = 0; i < taken.size(); i++) {
      into.add(row(taken.get(i), all, i * (batch + 2), perStep));
    }
  }

  private StepMetrics row(Step step, float[] all, int at, double seconds) throws NotFinite {
    int n = step.times.length;
    double loss = 0;
    double[] sum = new double[StepMetrics.QUARTERS];
    int[] count = new int[StepMetrics.QUARTERS];
    for (int i = 0; i < n; i++) {
      int q = Math.min(StepMetrics.QUARTERS - 1, (int) (StepMetrics.QUARTERS * step.times[i]));
      sum[q] += all[at + i];
      count[q]++;
      loss += all[at + i];
    }
    float norm = all[at + batch];
    if (!Double.isFinite(loss)) {
      throw new NotFinite(step.number, "the loss");
    }
    if (!Float.isFinite(norm)) {
      throw new NotFinite(step.number, "the norm of the gradient");
    }
    for (int q = 0; q < sum.length; q++) {
      sum[q] = count[q] == 0 ? Double.NaN : sum[q] / count[q];
    }
    return new StepMetrics(
        step.number + 1, step.epoch, step.seconds, loss / n, sum, step.lr, n / seconds, norm);
  }
}

package dev.ornstein.nn.optim;

/** A schedule: the learning rate of each step. */
@FunctionalInterface
public interface LearningRate {
  /**
   * The learning rate of a step.
   *
   * @param step from 0
   * @param progress how much of the run is done, in [0, 1]: steps of the planned number, or time of
   *     the budget
   */
  float at(long step, double progress);

  /**
   * Always the same.
   *
   * @throws IllegalArgumentException unless it is at least 0 and finite
   */
  static LearningRate constant(float lr) {
    requireRate(lr);
    return (step, progress) -> lr;
  }

  /**
   * Rises linearly over the first steps, lr·(step+1)/warmup, while the cosine half-wave {@code
   * floor + (1 − floor)·(1 + cos(π·progress))/2} of progress lowers it from lr to floor·lr.
   *
   * @param lr the highest rate
   * @param warmup steps of the rise, at least 0
   * @param floor share of lr that remains at the end, in [0, 1]
   * @throws IllegalArgumentException when one of them is outside
   */
  static LearningRate warmupCosine(float lr, int warmup, double floor) {
    requireRate(lr);
    if (warmup < 0) {
      throw new IllegalArgumentException("warm-up steps must be at least 0, got " + warmup);
    }
    if (!(floor >= 0 && floor <= 1)) {
      throw new IllegalArgumentException("the floor of a schedule must be in [0, 1], got " + floor);
    }
    return (step, progress) -> {
      double rise = step < warmup ? (step + 1.0) / warmup : 1;
      double done = Math.min(1, Math.max(0, progress));
      double wave = floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * done));
      return (float) (lr * rise * wave);
    };
  }

  private static void requireRate(float lr) {
    if (!(lr >= 0) || Float.isInfinite(lr)) {
      throw new IllegalArgumentException("a learning rate must be at least 0, got " + lr);
    }
  }
}

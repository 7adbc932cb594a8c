package dev.ornstein.benchmarks.work;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;

/** Operands of random numbers, the same in every run. */
public final class Numbers {
  private final Engine engine;
  private final Rng rng = Rng.of(1);

  /**
   * @param engine makes the tensors; they outlive no scope that is open then
   */
  public Numbers(Engine engine) {
    this.engine = engine;
  }

  /** What the tensors are computed with. */
  public Engine engine() {
    return engine;
  }

  /** Standard normal numbers. */
  public Tensor normal(Shape shape) {
    Tensor t = engine.empty(shape);
    rng.normal(t);
    return t;
  }

  /** Standard normal numbers. */
  public Tensor normal(int... dims) {
    return normal(Shape.of(dims));
  }

  /**
   * Classes in turn, 0 … 9, 0 … 9 and so on.
   *
   * @param n how many
   */
  public static int[] labels(int n) {
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % 10;
    }
    return labels;
  }
}

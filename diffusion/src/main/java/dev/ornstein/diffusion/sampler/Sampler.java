package dev.ornstein.diffusion.sampler;

import dev.ornstein.autograd.NoGrad;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Tensor;
import java.util.function.Supplier;

/**
 * Walks from the first to the last time of a grid, one {@link #step} after the other. Nothing is
 * recorded for gradients, and the memory of each step returns to the engine's pool at its end.
 */
public abstract class Sampler {
  private final TimeGrid grid;

  /**
   * @param grid the times, from where the samples start to where they end
   */
  protected Sampler(TimeGrid grid) {
    this.grid = grid;
  }

  /**
   * One step from time t to time s, the next of the grid.
   *
   * @param x (N, …) samples at t; not to be changed
   * @param noise each call gives standard normal numbers of x's shape, the same in every call of
   *     this step
   * @return samples at s
   */
  protected abstract Tensor step(Tensor x, double t, double s, Supplier<Tensor> noise);

  /** The times of this sampler. */
  public final TimeGrid grid() {
    return grid;
  }

  /**
   * Runs all steps.
   *
   * @param start (N, …) samples at the first time of the grid; left as they are
   * @param noise random numbers of each step
   * @return samples at the last time of the grid
   * @throws ArithmeticException when a step gives NaN or an infinite number
   */
  public final Tensor run(Tensor start, Noise noise) {
    return run(start, noise, StepListener.NONE);
  }

  /**
   * Runs all steps.
   *
   * @param start (N, …) samples at the first time of the grid; left as they are
   * @param noise random numbers of each step
   * @param listener sees the start and the result of each step
   * @return samples at the last time of the grid
   * @throws ArithmeticException when a step gives NaN or an infinite number
   */
  public final Tensor run(Tensor start, Noise noise, StepListener listener) {
    Tensor x = start.copy();
    listener.reached(0, grid.time(0), x);
    for (int i = 0; i < grid.steps(); i++) {
      double t = grid.time(i);
      double s = grid.time(i + 1);
      int number = i;
      try (Scope scope = x.engine().scope();
          NoGrad off = NoGrad.enter()) {
        x.set(step(x, t, s, () -> noise.like(x, number)));
      }
      if (!x.isFinite()) {
        throw new ArithmeticException(
            "step "
                + (i + 1)
                + " of "
                + grid.steps()
                + ", from t = "
                + t
                + " to "
                + s
                + ", gave NaN or an infinite number; the denoiser's output or too long a step may"
                + " be the cause");
      }
      listener.reached(i + 1, s, x);
    }
    return x;
  }
}

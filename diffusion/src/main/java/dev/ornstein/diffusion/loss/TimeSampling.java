package dev.ornstein.diffusion.loss;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Tensor;
import java.util.stream.LongStream;

/**
 * How the times of a training batch are drawn. In all three ways a time of the batch, whichever, is
 * uniform on (tMin, 1]; those that spread the times of a batch give a less noisy estimate of the
 * mean loss, since it varies much more over t than over images.
 */
public enum TimeSampling {
  /** Each on its own. */
  INDEPENDENT {
    @Override
    double spread(double u, double partner, int i, int n) {
      return u;
    }
  },
  /** One in each of N equal intervals: u ↦ (i + u)/N. So images must come in random order. */
  STRATIFIED {
    @Override
    double spread(double u, double partner, int i, int n) {
      return (i + u) / n;
    }
  },
  /** In pairs u, 1 − u of an early and a late one. */
  ANTITHETIC {
    @Override
    double spread(double u, double partner, int i, int n) {
      return i % 2 == 0 ? u : 1 - LAST_PLACE - partner;
    }
  };

  /** Uniform numbers are multiples of this in [0, 1); so are 1 − this − u. */
  private static final double LAST_PLACE = 0x1p-24;

  abstract double spread(double u, double partner, int i, int n);

  /**
   * Draws the times of a batch.
   *
   * @param rng drawn from by key, (sample i, step); its position stays as it is
   * @param engine makes the tensor
   * @param n how many
   * @param step number of the training step
   * @param tMin times are above it; in [0, 1)
   * @return (n) times in (tMin, 1]
   */
  public Tensor draw(Rng rng, Engine engine, int n, long step, double tMin) {
    if (!(tMin >= 0 && tMin < 1)) {
      throw new IllegalArgumentException(
          "the smallest time of training must lie in [0, 1); got " + tMin);
    }
    float[] u = rng.uniformKeyed(LongStream.range(0, n).toArray(), step);
    float[] t = new float[n];
    for (int i = 0; i < n; i++) {
      double spread = spread(u[i], u[i - i % 2], i, n);
      t[i] = (float) (1 - (1 - tMin) * spread);
    }
    return engine.of(t, n);
  }
}

package dev.ornstein.examples.sample;

import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.sampler.Noise;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;

/** Where samples begin, and the model that knows what they are to become. */
public interface Starts {
  /**
   * A batch at t = 1.
   *
   * @param x (N, 1, H, W)
   * @param model for these very samples: it knows their classes, or what they were measured as
   */
  record Start(Tensor x, DiffusionModel model) {}

  /**
   * Samples {@code first} … {@code first + n − 1}, each a function of its number and the noise.
   *
   * @param noise whose {@link Noise#START} is used
   */
  Start of(Engine engine, int first, int n, Noise noise);

  /** How many samples can be begun. */
  int available();

  /**
   * Refuses more restorations than there are images.
   *
   * @throws UserError naming the option and both numbers
   */
  static void requireEnough(int samples, int available) {
    if (samples > available) {
      throw new UserError(
          "--samples "
              + samples
              + " is more than the "
              + available
              + " test images that can be restored; give at most that");
    }
  }

  /** The classes of samples {@code first} … {@code first + n − 1}; null when they have none. */
  int[] labels(int first, int n);
}

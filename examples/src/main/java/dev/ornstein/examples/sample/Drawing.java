package dev.ornstein.examples.sample;

import dev.ornstein.diffusion.sampler.Noise;
import dev.ornstein.diffusion.sampler.Sampler;
import dev.ornstein.diffusion.sampler.StepListener;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import java.util.List;

/**
 * Draws samples from a model, a batch at a time. Sample i is a function of the model, the sampler,
 * the seed, its class and i: it does not depend on how many are drawn, or in which batches. (Where
 * a linear layer has more than 512 inputs, as in the seed U-Net, the last digits may.)
 */
public final class Drawing {
  private final Engine engine;
  private final SavedModel saved;
  private final RunConfig.Sampling sampling;
  private final Starts starts;
  private final Rng stream;
  private final int batch;

  /**
   * @param saved what to draw from
   * @param sampling with which sampler
   * @param starts where samples begin, and what the network is told of them
   * @param seed of the noise
   * @param batch how many samples are drawn at once, where the sampler can take several
   */
  public Drawing(
      Engine engine,
      SavedModel saved,
      RunConfig.Sampling sampling,
      Starts starts,
      long seed,
      int batch) {
    this.engine = engine;
    this.saved = saved;
    this.sampling = sampling;
    this.starts = starts;
    this.stream = stream(seed);
    this.batch = Samplers.together(sampling.sampler(), batch);
  }

  /** The noise of the samples of a seed. */
  public static Rng stream(long seed) {
    return Rng.of(seed).stream("samples");
  }

  /**
   * Refuses more samples than one file holds.
   *
   * @param pixels of a sample
   * @throws UserError naming the option, the number, and how many there may be
   */
  public static void requireRoom(int samples, int pixels) {
    if ((long) samples * pixels > Shape.MOST) {
      throw new UserError(
          "--samples "
              + samples
              + " is more than fits into one file; give at most "
              + Shape.MOST / pixels);
    }
  }

  /** Told how much of the work is done. */
  @FunctionalInterface
  public interface Progress {
    /**
     * @param done sampling steps times samples
     * @param all of them
     */
    void reached(long done, long all);
  }

  /**
   * Draws samples 0 … count−1.
   *
   * @param watchers see the steps of every batch, one batch after the other
   * @return (count, H, W), 0 black to 1 white
   * @throws UserError when the model gives numbers that are not finite
   */
  public float[] draw(int count, List<? extends StepListener> watchers, Progress progress) {
    int pixels = saved.config().data().height() * saved.config().data().width();
    requireRoom(count, pixels);
    Starts.requireEnough(count, starts.available());
    float[] all = new float[count * pixels];
    int steps = sampling.steps();
    for (int first = 0; first < count; first += batch) {
      int n = Math.min(batch, count - first);
      int from = first;
      StepListener listener =
          (done, t, x) -> {
            watchers.forEach(w -> w.reached(done, t, x));
            progress.reached((long) from * steps + (long) n * done, (long) count * steps);
          };
      float[] images = batch(first, n, listener);
      System.arraycopy(images, 0, all, first * pixels, images.length);
    }
    return all;
  }

  private float[] batch(int first, int n, StepListener listener) {
    try (Scope memory = engine.scope()) {
      Noise noise = Noise.keyed(stream, first);
      Starts.Start start = starts.of(engine, first, n, noise);
      Sampler sampler =
          Samplers.of(sampling.sampler(), start.model(), saved.range(), sampling.steps());
      Tensor x = sampler.run(start.x(), noise, listener);
      return Frames.toUnit(x, x.size(), saved.range());
    } catch (ArithmeticException e) {
      throw new UserError(
          "sampling failed: " + e.getMessage() + "; try more steps or another --sampler", e);
    }
  }
}

package dev.ornstein.examples.sample;

import dev.ornstein.diffusion.sampler.Noise;
import dev.ornstein.examples.model.Degradation;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.mnist.data.Dataset;
import dev.ornstein.mnist.net.Condition;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import java.util.Arrays;

/**
 * Samples begin with degraded images of a dataset: sample i is a restoration of image i.
 *
 * @param saved the model
 * @param images that it has not learnt from
 */
public record DegradedStarts(SavedModel saved, Dataset images) implements Starts {
  /**
   * Checks the size of the images.
   *
   * @throws UserError when it is not the one that the model has learnt
   */
  public DegradedStarts {
    RunConfig.Data learnt = saved.config().data();
    if (images.height() != learnt.height() || images.width() != learnt.width()) {
      throw new UserError(
          "--data has images of "
              + images.width()
              + "×"
              + images.height()
              + " pixels; this model restores those of "
              + learnt.width()
              + "×"
              + learnt.height());
    }
  }

  /**
   * A batch of images with what is left of them.
   *
   * @param truth (N, 1, H, W) the images, in the range of the model
   * @param degraded y, of the same shape
   * @param epsilon the noise that degraded them
   */
  public record Degraded(Tensor truth, Tensor degraded, Tensor epsilon) {}

  /** Images {@code first} … {@code first + n − 1} and what is left of them. */
  public Degraded degrade(Engine engine, int first, int n, Noise noise) {
    Tensor x0 = images.images(engine, first, n, saved.range());
    Tensor epsilon = engine.empty(x0.shape());
    noise.fill(epsilon, Noise.START);
    return new Degraded(x0, degradation().degraded(x0, epsilon), epsilon);
  }

  @Override
  public Start of(Engine engine, int first, int n, Noise noise) {
    Degraded d = degrade(engine, first, n, noise);
    Tensor x = degradation().start(d.degraded(), d.epsilon());
    Condition condition = Condition.ofImage(degradation().told(d.degraded()));
    return new Start(x, saved.model(condition, 0));
  }

  @Override
  public int available() {
    return images.count();
  }

  /** The classes of the images. */
  @Override
  public int[] labels(int first, int n) {
    int[] labels = new int[n];
    Arrays.setAll(labels, i -> images.label(first + i));
    return labels;
  }

  private Degradation degradation() {
    return saved.learner().degradation();
  }
}

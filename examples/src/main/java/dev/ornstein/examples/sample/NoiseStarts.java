package dev.ornstein.examples.sample;

import dev.ornstein.diffusion.sampler.Noise;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.mnist.net.Condition;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;

/**
 * Samples begin with noise of the covariance Σ(1), and each has a class when classes are learnt.
 *
 * @param saved the model
 * @param sampling which classes, and how strictly
 */
public record NoiseStarts(SavedModel saved, RunConfig.Sampling sampling) implements Starts {
  @Override
  public Start of(Engine engine, int first, int n, Noise noise) {
    RunConfig.Data size = saved.config().data();
    Tensor epsilon = engine.empty(Shape.of(n, 1, size.height(), size.width()));
    noise.fill(epsilon, Noise.START);
    Condition condition = Condition.ofLabels(labels(first, n));
    return new Start(saved.process().prior(epsilon), saved.model(condition, sampling.guidance()));
  }

  @Override
  public int available() {
    return Integer.MAX_VALUE;
  }

  /** A classifier without weight leads to no class. */
  @Override
  public int[] labels(int first, int n) {
    if (saved.learner().isGuided() && sampling.guidance() == 0) {
      return null;
    }
    return Labels.of(sampling.labels(), first, n, saved.learner().classes());
  }
}

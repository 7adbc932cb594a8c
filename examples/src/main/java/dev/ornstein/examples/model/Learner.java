package dev.ornstein.examples.model;

import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.diffusion.process.NoisyImages;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.mnist.net.Condition;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.Module;

/** A network, or a pair of networks, with what it means: all that training and sampling need. */
public interface Learner {
  /** Holds everything that is learnt. */
  Module module();

  /** The forward process. */
  ForwardProcess process();

  /** Which image a sample begins with and the network is told. */
  Degradation degradation();

  /** How many classes samples can be asked for; 0 when there are none to ask for. */
  int classes();

  /** Whether classes are reached by the gradient of a classifier, with a weight. */
  boolean isGuided();

  /**
   * The loss of each sample.
   *
   * @param noisy (N, 1, H, W) images that its process made so
   * @param labels of the images, or null when it learns without
   * @return (N)
   */
  Var losses(NoisyImages noisy, int[] labels);

  /**
   * The model for samplers.
   *
   * @param condition of the samples that it will see
   * @param guidance weight γ of a classifier; without effect where there is none
   */
  DiffusionModel model(Condition condition, double guidance);

  /**
   * A new one with its first weights.
   *
   * @param init engine and random stream
   * @param config words for all its parts
   * @param process the forward process
   * @param height of the images
   * @param width of the images
   * @throws dev.ornstein.tensor.UserError when a word or a number is none that is known
   */
  static Learner of(
      Init init, RunConfig.Model config, ForwardProcess process, int height, int width) {
    return config.classifier().equals(Networks.NO_CLASSIFIER)
        ? new PlainLearner(init, config, process, height, width)
        : new GuidedLearner(init, config, process, height, width);
  }
}

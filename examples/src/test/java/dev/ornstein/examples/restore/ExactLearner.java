package dev.ornstein.examples.restore;

import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.model.GaussianDenoiser;
import dev.ornstein.diffusion.model.Prediction;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.diffusion.process.NoisyImages;
import dev.ornstein.examples.model.Degradation;
import dev.ornstein.examples.model.Learner;
import dev.ornstein.examples.model.Words;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.examples.sample.SavedModel;
import dev.ornstein.mnist.net.Condition;
import dev.ornstein.nn.Module;
import dev.ornstein.tensor.Tensor;

/** What a network would have learnt of normal images N(μ, C) after training for ever. */
record ExactLearner(ForwardProcess process, Degradation degradation, Tensor mean, SymmetricMatrix C)
    implements Learner {

  /** With the words for its process and its degradation, and pixels in [−1, 1]. */
  static SavedModel saved(
      String process, String degradation, int side, Tensor mean, SymmetricMatrix C) {
    RunConfig.Data data = new RunConfig.Data("", "", "", 0, 1, side, side, 1, "");
    RunConfig.Model words =
        new RunConfig.Model(
            "", "", 0, 0, 0, process, "score", "elbo", "[-1,1]", degradation, "none");
    ForwardProcess made = Words.process(words, side, side, () -> null);
    Learner learner = new ExactLearner(made, Degradation.of(words, made, side, side), mean, C);
    return new SavedModel(
        new RunConfig(RunConfig.FORMAT, "", null, "", data, words, null, null, null), learner);
  }

  @Override
  public Module module() {
    throw new UnsupportedOperationException("nothing is left to learn");
  }

  @Override
  public Var losses(NoisyImages images, int[] labels) {
    throw new UnsupportedOperationException("nothing is left to learn");
  }

  @Override
  public int classes() {
    return 0;
  }

  @Override
  public boolean isGuided() {
    return false;
  }

  @Override
  public DiffusionModel model(Condition condition, double guidance) {
    return new DiffusionModel(process, Prediction.SCORE, new GaussianDenoiser(process, mean, C));
  }
}

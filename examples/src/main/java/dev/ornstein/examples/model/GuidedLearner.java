package dev.ornstein.examples.model;

import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.diffusion.process.NoisyImages;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.mnist.net.Condition;
import dev.ornstein.mnist.net.GuidedNet;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.Module;

/**
 * A network that denoises without knowing of classes, and a classifier of noisy images that leads
 * it to one: the score of the prior plus γ times the gradient of the classifier's log-probability.
 * Both learn from the same noisy images; their losses are added, and neither is a function of the
 * other's weights.
 */
final class GuidedLearner implements Learner {
  private final GuidedNet nets;
  private final PlainLearner prior;

  GuidedLearner(Init init, RunConfig.Model config, ForwardProcess process, int height, int width) {
    this.nets =
        new GuidedNet(
            init,
            i -> Networks.denoising(i, config, height, width),
            i -> Networks.classifier(i, config, height, width));
    this.prior = new PlainLearner(config, process, height, width, nets.prior());
  }

  @Override
  public Module module() {
    return nets;
  }

  @Override
  public ForwardProcess process() {
    return prior.process();
  }

  @Override
  public Degradation degradation() {
    return prior.degradation();
  }

  @Override
  public int classes() {
    return nets.classifier().classes();
  }

  @Override
  public boolean isGuided() {
    return true;
  }

  @Override
  public Var losses(NoisyImages noisy, int[] labels) {
    Var x = Var.constant(noisy.x());
    Var surprise = nets.classifier().logLikelihood(x, noisy.t(), labels).negate();
    return prior.losses(noisy, null).plus(surprise);
  }

  @Override
  public DiffusionModel model(Condition condition, double guidance) {
    DiffusionModel unguided = prior.model(Condition.ofImage(condition.image()), 0);
    int[] labels = condition.labels();
    return labels == null || guidance == 0
        ? unguided
        : unguided.guided((x, t) -> nets.classifier().logLikelihood(x, t, labels), guidance);
  }
}

package dev.ornstein.examples.model;

import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.model.Denoiser;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.diffusion.process.NoisyImages;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.mnist.net.Condition;
import dev.ornstein.mnist.net.DenoisingNet;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.Module;

/** One network that denoises; classes and images are inputs of it. */
final class PlainLearner implements Learner {
  private final ForwardProcess process;
  private final Parameterisation parameterisation;
  private final Degradation degradation;
  private final DenoisingNet net;

  PlainLearner(Init init, RunConfig.Model config, ForwardProcess process, int height, int width) {
    this(config, process, height, width, Networks.denoising(init, config, height, width));
  }

  PlainLearner(
      RunConfig.Model config, ForwardProcess process, int height, int width, DenoisingNet net) {
    this.process = process;
    this.parameterisation = Words.parameterisation(config, process);
    this.degradation = Degradation.of(config, process, height, width);
    this.net = net;
  }

  @Override
  public Module module() {
    return net;
  }

  @Override
  public ForwardProcess process() {
    return process;
  }

  @Override
  public Degradation degradation() {
    return degradation;
  }

  @Override
  public int classes() {
    return net.classes();
  }

  @Override
  public boolean isGuided() {
    return false;
  }

  @Override
  public Var losses(NoisyImages noisy, int[] labels) {
    Condition condition = new Condition(labels, degradation.told(noisy.x0()));
    return parameterisation.losses(denoiser(condition), noisy);
  }

  @Override
  public DiffusionModel model(Condition condition, double guidance) {
    return parameterisation.model(denoiser(condition));
  }

  private Denoiser denoiser(Condition condition) {
    return (x, t) -> net.forward(x, t, condition);
  }
}

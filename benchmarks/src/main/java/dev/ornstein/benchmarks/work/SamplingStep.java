package dev.ornstein.benchmarks.work;

import dev.ornstein.autograd.NoGrad;
import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.sampler.DdimSampler;
import dev.ornstein.diffusion.sampler.Noise;
import dev.ornstein.diffusion.sampler.Sampler;
import dev.ornstein.diffusion.sampler.TimeGrid;
import dev.ornstein.mnist.net.Condition;
import dev.ornstein.mnist.net.DenoisingNet;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;

/** One step of sampling, and the evaluation of the network that is most of it. */
public final class SamplingStep {
  private static final float TIME = 0.5f;

  private final Engine engine;
  private final DenoisingNet net;
  private final Condition condition;
  private final Sampler sampler;
  private final Noise noise = Noise.keyed(Rng.of(3), 0);
  private final Tensor x;
  private final Tensor t;

  /**
   * Makes a network, in evaluation mode, and noisy images.
   *
   * @param network which
   * @param batch images
   * @param numbers for the images
   */
  public SamplingStep(Network network, int batch, Numbers numbers) {
    this.engine = numbers.engine();
    this.net = network.make(engine);
    this.net.train(false);
    int[] classes = Numbers.labels(batch);
    this.condition = net.classes() == 0 ? Condition.NONE : Condition.ofLabels(classes);
    this.sampler = new DdimSampler(network.model(net, classes), TimeGrid.of(TIME, TIME - 0.02), 0);
    this.x = numbers.normal(batch, 1, 28, 28);
    this.t = engine.full(Shape.of(batch), TIME);
  }

  /** The network's output, without gradients. */
  public float evaluate() {
    try (Scope memory = engine.scope();
        NoGrad off = NoGrad.enter()) {
      return net.forward(Var.constant(x), t, condition).value().get(0);
    }
  }

  /** A DDIM step (η = 0): one evaluation and the update. */
  public float take() {
    try (Scope memory = engine.scope()) {
      return sampler.run(x, noise).get(0);
    }
  }
}

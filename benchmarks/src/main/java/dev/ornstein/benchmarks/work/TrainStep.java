package dev.ornstein.benchmarks.work;

import dev.ornstein.autograd.Tape;
import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.mnist.net.DenoisingNet;
import dev.ornstein.nn.ParameterArena;
import dev.ornstein.nn.optim.Adam;
import dev.ornstein.nn.optim.AdamConfig;
import dev.ornstein.nn.optim.Ema;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Tensor;

/**
 * A whole training step as the examples take it: times and noise, loss, gradients, Adam, and where
 * the network has them clipping and averaged weights. Only the images stay the same.
 */
public final class TrainStep {
  private final Engine engine;
  private final Network network;
  private final DenoisingNet net;
  private final DiffusionModel model;
  private final ParameterArena arena;
  private final Adam adam;
  private final Ema ema;
  private final Tensor images;
  private final Rng timeStream = Rng.of(2).stream("times");
  private final Rng noiseStream = Rng.of(2).stream("noise");
  private long steps;

  /**
   * Makes a network and all that trains it.
   *
   * @param network which
   * @param batch images per step
   * @param numbers for the images
   */
  public TrainStep(Network network, int batch, Numbers numbers) {
    this.engine = numbers.engine();
    this.network = network;
    this.net = network.make(engine);
    this.model = network.model(net, Numbers.labels(batch));
    this.arena = new ParameterArena(net);
    this.adam = new Adam(arena, AdamConfig.ADAM);
    this.ema = network.averaging() > 0 ? new Ema(arena, network.averaging()) : null;
    this.images = numbers.normal(batch, 1, 28, 28);
  }

  /** Takes a step and returns the loss before it. */
  public float take() {
    net.beginStep(steps);
    try (Scope memory = engine.scope();
        Tape tape = Tape.record()) {
      Tensor t = network.times().draw(timeStream, engine, images.dim(0), steps, 0);
      Tensor epsilon = engine.empty(images.shape());
      noiseStream.normalKeyed(epsilon, 0, steps);
      Var loss = network.loss().perSample(model, images, t, epsilon).mean();
      arena.zeroGrad();
      tape.backward(loss);
      adam.clippedStep(network.lr(), network.clip(), ema);
      steps++;
      return loss.item();
    }
  }
}

package dev.ornstein.mnist.net;

import dev.ornstein.autograd.NoGrad;
import dev.ornstein.autograd.Tape;
import dev.ornstein.autograd.Var;
import dev.ornstein.mnist.data.Batches;
import dev.ornstein.mnist.data.Batches.Batch;
import dev.ornstein.mnist.data.ImageRange;
import dev.ornstein.mnist.data.SyntheticDigits;
import dev.ornstein.nn.ParameterArena;
import dev.ornstein.nn.optim.Adam;
import dev.ornstein.nn.optim.AdamConfig;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;

/** A classifier that learns synthetic digits with noise, x_t = √(1 − t)·x₀ + √t·ε, t in [0, ¼). */
final class ClassifierRun {
  private static final int BATCH = 32;
  private static final int DIGITS = 512;

  /** What is left of ln 10, the loss of knowing nothing, after a hundred steps. */
  static final double LEARNT = 0.85 * Math.log(10);

  /** Key of a batch that no step trains with. */
  private static final long HELD_OUT = -1;

  private final Engine engine;
  private final NoisyClassifier net;
  private final Batches batches;
  private final Batch heldOut;
  private final Adam adam;
  final ParameterArena arena;

  ClassifierRun(Engine engine, NoisyClassifier net) {
    this.engine = engine;
    this.net = net;
    batches = batches("train", DIGITS);
    heldOut = batches("test", 4 * BATCH).next(engine);
    arena = new ParameterArena(net);
    adam = new Adam(arena, AdamConfig.ADAM);
  }

  private Batches batches(String split, int count) {
    return new Batches(
        SyntheticDigits.generate(7, split, count, engine.parallel()),
        Batches.Options.training(split.equals("test") ? count : BATCH, ImageRange.MINUS_ONE_TO_ONE),
        Rng.of(6));
  }

  /** One step of Adam; the loss before it. */
  float step(long number) {
    try (Scope scope = engine.scope();
        Tape tape = Tape.record()) {
      arena.zeroGrad();
      Var loss = loss(batches.next(engine), number);
      tape.backward(loss);
      adam.step(2e-3f);
      return loss.item();
    }
  }

  /** The mean of −ln p(label) over digits that it does not learn from, in evaluation mode. */
  float heldOutLoss() {
    net.train(false);
    try (Scope scope = engine.scope();
        NoGrad off = NoGrad.enter()) {
      return loss(heldOut, HELD_OUT).item();
    } finally {
      net.train(true);
    }
  }

  private Var loss(Batch batch, long number) {
    Tensor x0 = batch.images();
    int n = x0.dim(0);
    Tensor t = engine.empty(Shape.of(n));
    Rng.of(3).uniformKeyed(t, 0, number);
    t = t.times(0.25f);
    Tensor noise = engine.empty(x0.shape());
    Rng.of(2).normalKeyed(noise, 0, number);
    Var power = Var.constant(t.reshape(n, 1, 1, 1)); // of the noise
    Var signal = Var.constant(x0).times(power.times(-1f).plus(1f).sqrt());
    Var x = signal.plus(Var.constant(noise).times(power.sqrt()));
    return net.logLikelihood(x, t, batch.labels()).mean().negate();
  }
}

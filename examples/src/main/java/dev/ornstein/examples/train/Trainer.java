package dev.ornstein.examples.train;

import dev.ornstein.autograd.Tape;
import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.loss.TimeSampling;
import dev.ornstein.diffusion.process.NoisyImages;
import dev.ornstein.examples.model.Learner;
import dev.ornstein.examples.model.Words;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.examples.run.StepMetrics;
import dev.ornstein.mnist.data.Batches;
import dev.ornstein.mnist.data.Batches.Batch;
import dev.ornstein.mnist.data.Dataset;
import dev.ornstein.mnist.net.DenoisingNet;
import dev.ornstein.nn.optim.LearningRate;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The training loop. A step is a function of the state before it, the seed and its own number: the
 * images come in the order of the epoch, their times and noise are drawn by key. So a run that is
 * cut off and resumed takes the same steps, bit for bit, as one that is not.
 */
public final class Trainer {
  private final Engine engine;
  private final TrainState state;
  private final Batches batches;
  private final Learner learner;
  private final float labelDropout;
  private final TimeSampling times;
  private final LearningRate rate;
  private final double clip;
  private final int batchSize;
  private final Rng timeStream;
  private final Rng noiseStream;
  private final Rng labelStream;

  /**
   * @param learner what learns
   * @param state of its weights, where to begin
   * @param config of the run
   * @param images to learn from
   */
  public Trainer(
      Engine engine, Learner learner, TrainState state, RunConfig config, Dataset images) {
    RunConfig.Training training = config.training();
    Rng root = Rng.of(training.seed());
    this.engine = engine;
    this.state = state;
    this.batches =
        new Batches(
            images,
            Batches.Options.training(training.batchSize(), Words.range(config.model().range())),
            root.stream("order"));
    this.learner = learner;
    this.labelDropout = training.labelDropout();
    this.times = Words.times(training.times());
    double floor = training.decay().equals("cosine") ? 0 : 1;
    this.rate = LearningRate.warmupCosine(training.lr(), training.warmupSteps(), floor);
    this.clip = training.clip() > 0 ? training.clip() : Double.POSITIVE_INFINITY;
    this.batchSize = training.batchSize();
    this.timeStream = root.stream("times");
    this.noiseStream = root.stream("noise");
    this.labelStream = root.stream("labels");
  }

  /**
   * Takes steps until the plan is fulfilled, someone asks for the end, or the loss is no number.
   *
   * @param watcher told of every step
   */
  public Outcome run(StopRequest stop, Watcher watcher) {
    state.net().train(true);
    batches.seekStep(state.step());
    Readings readings = new Readings(engine, batchSize, state.seconds());
    long begin = System.nanoTime() - Math.round(state.seconds() * 1e9);
    try {
      while (!state.plan().done(state.step()) && !stop.requested()) {
        step(readings, begin);
        if (readings.full()) {
          report(readings, watcher);
        }
      }
      report(readings, watcher);
    } catch (NotFinite e) {
      String where = "stopped at step " + (e.step() + 1) + ": ";
      return new Outcome(Outcome.Kind.DIVERGED, where + e.getMessage());
    }
    if (!state.plan().done(state.step())) {
      return new Outcome(Outcome.Kind.INTERRUPTED, "stopped after step " + state.step());
    }
    return new Outcome(Outcome.Kind.FINISHED, "took " + state.step() + " steps");
  }

  private static void report(Readings readings, Watcher watcher) throws NotFinite {
    List<StepMetrics> rows = new ArrayList<>();
    try {
      readings.read(rows);
    } finally { // of a step that was no good, the good ones before it
      if (!rows.isEmpty()) {
        watcher.stepped(rows);
      }
    }
  }

  /** One step: images, their times and noise, the loss, its gradient, new weights. */
  private void step(Readings readings, long begin) throws NotFinite {
    long number = state.step();
    state.net().beginStep(number);
    try (Scope memory = engine.scope();
        Tape tape = Tape.record()) {
      Batch batch = batches.next(engine);
      Tensor x0 = batch.images(); // (N, 1, H, W)
      Tensor t = times.draw(timeStream, engine, x0.dim(0), number, 0); // (N)
      Tensor epsilon = noise(batch, number); // (N, 1, H, W)
      NoisyImages noisy = NoisyImages.of(learner.process(), x0, t, epsilon);

      Var losses = learner.losses(noisy, labels(batch, number)); // (N)
      Var mean = losses.mean();
      if (readings.immediate() && !Float.isFinite(mean.item())) {
        throw new NotFinite(number, "the loss", tape.firstNonFinite().orElse("the loss"));
      }

      state.arena().zeroGrad();
      tape.backward(mean);
      float lr = rate.at(number, state.plan().progress(number));
      Tensor clipped = readings.clip();
      state.adam().clippedStep(clipped, lr, clip, state.ema().orElse(null));
      if (readings.immediate() && !Float.isFinite(clipped.get(0))) {
        String first = state.arena().firstNonFinite();
        throw new NotFinite(number, "the norm of the gradient", first);
      }
      state.stepTaken((System.nanoTime() - begin) / 1e9);
      state.plan().observe(state.step(), state.seconds());
      double epoch = state.step() / (double) batches.perEpoch();
      readings.add(number, epoch, state.seconds(), lr, losses.value(), t);
    }
  }

  /** Noise that belongs to an image and a step, whatever batch the image is in. */
  private Tensor noise(Batch batch, long step) {
    Tensor epsilon = engine.empty(batch.images().shape());
    noiseStream.normalKeyed(epsilon, keys(batch), step);
    return epsilon;
  }

  /**
   * What the network is told of the classes: a share of the labels is hidden, so that it learns the
   * images of all classes together as well.
   *
   * @return null when it learns without labels
   */
  private int[] labels(Batch batch, long step) {
    if (learner.classes() == 0) {
      return null;
    }
    int[] labels = batch.labels().clone();
    float[] u = labelStream.uniformKeyed(keys(batch), step);
    for (int i = 0; i < labels.length; i++) {
      labels[i] = u[i] < labelDropout ? DenoisingNet.NO_LABEL : labels[i];
    }
    return labels;
  }

  private static long[] keys(Batch batch) {
    return Arrays.stream(batch.indices()).asLongStream().toArray();
  }
}

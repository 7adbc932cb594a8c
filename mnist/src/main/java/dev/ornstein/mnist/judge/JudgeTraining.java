package dev.ornstein.mnist.judge;

import dev.ornstein.autograd.Tape;
import dev.ornstein.autograd.Var;
import dev.ornstein.mnist.data.Batches;
import dev.ornstein.mnist.data.Dataset;
import dev.ornstein.mnist.data.ImageRange;
import dev.ornstein.mnist.data.TrainTest;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.ParameterArena;
import dev.ornstein.nn.optim.Adam;
import dev.ornstein.nn.optim.AdamConfig;
import dev.ornstein.nn.optim.LearningRate;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Makes a {@link Judge}: trains its network on training images, and measures it on test images.
 *
 * <p>Adam on the cross-entropy with a rate that falls along a cosine half-wave; each image is moved
 * by up to {@link Config#shift} pixels in each direction, anew in each epoch. The same
 * configuration, data and kernels give the same bits, for any number of threads.
 */
public final class JudgeTraining {
  /** The floor is the mean over at most this many disjoint sets of training images. */
  static final int MOST_SETS = 20;

  private static final int NEAREST_OF = 1000;
  private static final int WARMUP_STEPS = 100;

  private final Engine engine;
  private final TrainTest data;
  private final Config config;
  private final Consumer<String> log;

  /**
   * How a judge is trained.
   *
   * @param epochs passes over the training images, at least 1
   * @param batchSize images per step, at least 1
   * @param lr highest learning rate, above 0
   * @param shift most pixels by which an image is moved, 0 … 8
   * @param seed of first weights, order and shifts
   * @param floors numbers of images to measure the floor for, at least two, each at least 2
   */
  public record Config(
      int epochs, int batchSize, float lr, int shift, long seed, List<Integer> floors) {
    private static final int MOST_SHIFT = 8;

    /** How the judge that comes with Ornstein was trained. */
    public static final Config STANDARD =
        new Config(10, 128, 2e-3f, 1, 1, List.of(100, 200, 500, 1000, 2000, 5000, 10_000));

    /** Checks the ranges. */
    public Config {
      floors = List.copyOf(floors);
      if (epochs < 1 || batchSize < 1) {
        throw new UserError(
            "a judge needs at least 1 epoch and 1 image per step, got "
                + epochs
                + " and "
                + batchSize);
      }
      if (!(lr > 0) || Float.isInfinite(lr)) {
        throw new UserError("the learning rate must be above 0, got " + lr);
      }
      if (shift < 0 || shift > MOST_SHIFT) {
        throw new UserError("the shift must be 0 … " + MOST_SHIFT + " pixels, got " + shift);
      }
      if (floors.size() < 2 || floors.stream().anyMatch(n -> n < 2)) {
        throw new UserError("the floor needs two counts of at least 2 images, got " + floors);
      }
    }
  }

  /**
   * @param engine to compute with
   * @param data images of 28×28 pixels in ten classes
   * @param config how long, how fast
   * @param log receives a line for each epoch and each figure
   * @throws UserError when the images are of another kind or too few for the floor
   */
  public JudgeTraining(Engine engine, TrainTest data, Config config, Consumer<String> log) {
    Dataset train = data.train();
    if (train.channels() != 1
        || train.height() != LeNet5.SIZE
        || train.width() != LeNet5.SIZE
        || train.classes() != LeNet5.CLASSES) {
      throw new UserError("the judge learns grey images of 28×28 in 10 classes, not " + train);
    }
    int most = config.floors().stream().max(Integer::compare).orElse(0);
    if (train.count() < most) {
      throw new UserError(
          "the floor of " + most + " images needs as many training images; there are " + train);
    }
    this.engine = engine;
    this.data = data;
    this.config = config;
    this.log = log;
  }

  /**
   * Trains, measures and writes.
   *
   * @param to a safetensors file
   * @return the judge
   * @throws UserError when the file cannot be written
   */
  public Judge writeTo(Path to) {
    Judge judge = run();
    JudgeFile.write(to, judge);
    return judge;
  }

  /** Trains and measures. */
  public Judge run() {
    LeNet5 net = new LeNet5(Init.of(engine, config.seed()));
    train(net);
    return measured(net);
  }

  private void train(LeNet5 net) {
    ParameterArena arena = new ParameterArena(net);
    Adam adam = new Adam(arena, AdamConfig.ADAM);
    Rng rng = Rng.of(config.seed());
    Batches.Options options =
        Batches.Options.training(config.batchSize(), ImageRange.ZERO_TO_ONE)
            .withPad(config.shift());
    Batches batches = new Batches(data.train(), options, rng.stream("order"));
    Rng shifts = rng.stream("shift");
    long steps = (long) config.epochs() * batches.perEpoch();
    LearningRate rate = LearningRate.warmupCosine(config.lr(), WARMUP_STEPS, 0);
    double sum = 0;
    for (long step = 0; step < steps; step++) {
      try (Scope scope = engine.scope();
          Tape tape = Tape.record()) {
        Batches.Batch batch = batches.next(engine);
        Tensor x = Shifts.cut(batch.images(), config.shift(), shifts.stream(step));
        Var logits = net.forward(Var.constant(x));
        Var loss = NegativeLogLikelihood.of(logits.logSoftmax(), batch.labels());
        arena.zeroGrad();
        tape.backward(loss);
        adam.step(rate.at(step, (double) step / steps));
        sum += loss.item();
      }
      if ((step + 1) % batches.perEpoch() == 0) {
        long epoch = (step + 1) / batches.perEpoch();
        say("epoch %d: loss %.5f", epoch, sum / batches.perEpoch());
        sum = 0;
      }
    }
  }

  private Judge measured(LeNet5 net) {
    net.train(false);
    Reading test = Reading.of(engine, net, ImageStack.of(data.test(), 0, data.test().count()));
    int[] labels = new int[test.count()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = data.test().label(i);
    }
    double accuracy = test.accuracy(labels);
    say("reads %.2f %% of %d test images right", 100 * accuracy, labels.length);
    FeatureStatistics reference = test.statistics();
    Map<Integer, Double> floors = new TreeMap<>();
    for (int n : config.floors()) {
      floors.put(n, floor(net, reference, n));
      say("Fréchet floor of %d images: %.4f", n, floors.get(n));
    }
    float[] some = ImageStack.of(data.test(), 0, Math.min(NEAREST_OF, data.test().count()));
    double nearest = NearestImages.of(engine, some, data.train()).meanDistance();
    say("test images are %.3f from their nearest training images", nearest);
    Judge.Known known = new Judge.Known(accuracy, new FrechetFloor(floors), nearest);
    return new Judge(engine, net, reference, known);
  }

  /** The mean distance of disjoint sets of n training images from the test images. */
  private double floor(LeNet5 net, FeatureStatistics reference, int n) {
    int sets = Math.min(MOST_SETS, data.train().count() / n);
    double sum = 0;
    for (int s = 0; s < sets; s++) {
      Reading reading = Reading.of(engine, net, ImageStack.of(data.train(), s * n, n));
      sum += FrechetDistance.between(reading.statistics(), reference);
    }
    return sum / sets;
  }

  private void say(String form, Object... values) {
    log.accept(String.format(Locale.ROOT, form, values));
  }
}

package dev.ornstein.examples.session;

import dev.ornstein.examples.cli.TrainingOptions;
import dev.ornstein.examples.cli.TrainingOptions.Length;
import dev.ornstein.examples.model.Words;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.examples.sample.Labels;
import dev.ornstein.examples.sample.Samplers;
import dev.ornstein.examples.train.Plan;
import dev.ornstein.examples.train.Preset;
import dev.ornstein.examples.train.Presets;
import dev.ornstein.mnist.data.Dataset;
import dev.ornstein.mnist.data.TrainTest;
import dev.ornstein.tensor.UserError;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * From options to configurations: of a new run of an example, and of one that is resumed, which
 * {@link ResumedRun} has accepted.
 */
final class Setup {
  private static final Set<String> DATA_WORDS = Set.of("mnist", "fashion", "synthetic");

  /** The networks halve an image twice. */
  private static final int NETWORK_DIVISOR = 4;

  private final Preset preset;
  private final TrainingOptions options;

  /**
   * For a new run.
   *
   * @throws UserError when there is no such preset
   */
  Setup(String example, TrainingOptions options) {
    this.preset = Presets.of(example, options.preset().orElse(Presets.SMALL));
    this.options = options;
    if (options.unconditional() && !preset.model().classifier().equals("none")) {
      throw new UserError(
          "--unconditional cannot go with "
              + example
              + ", whose classifier learns the labels; leave it out, or train scalar");
    }
  }

  /**
   * What is learnt from, or drawn for: one of the two sets.
   *
   * @throws UserError when the networks here do not take such images
   */
  static RunConfig.Data data(TrainTest both, Dataset images) {
    String option = both.source();
    if (images.channels() != 1) {
      throw new UserError(
          "--data "
              + option
              + " has images of "
              + images.channels()
              + " channels; this example"
              + " learns grey ones, of 1 channel");
    }
    if (images.height() % NETWORK_DIVISOR != 0 || images.width() % NETWORK_DIVISOR != 0) {
      throw new UserError(
          "--data "
              + option
              + " has images of "
              + images.width()
              + "×"
              + images.height()
              + " pixels; both numbers must be divisible by "
              + NETWORK_DIVISOR);
    }
    return new RunConfig.Data(
        resolved(option),
        images.name(),
        both.description(),
        images.count(),
        images.channels(),
        images.height(),
        images.width(),
        images.classes(),
        Fingerprint.of(images));
  }

  /** A folder with its full name: a run may be resumed from anywhere. */
  private static String resolved(String option) {
    return DATA_WORDS.contains(option)
        ? option
        : Path.of(option).toAbsolutePath().normalize().toString();
  }

  /**
   * What is learnt; parameters are counted when the network is made.
   *
   * @param hasSystem whether the process is that of an imaging system of the user's
   */
  RunConfig.Model model(RunConfig.Data data, boolean hasSystem) {
    RunConfig.Model m = preset.model();
    boolean labelled = preset.labelled() && !options.unconditional();
    return new RunConfig.Model(
        m.preset(),
        m.network(),
        options.width().orElse(m.width()),
        labelled ? data.classes() : 0,
        0,
        hasSystem ? Words.IMAGING_SYSTEM : m.process(),
        m.prediction(),
        m.loss(),
        m.range(),
        m.degradation(),
        m.classifier());
  }

  /** How a new run learns. */
  RunConfig.Training training() {
    return training(preset.training(), options);
  }

  /** How a new run draws its samples. */
  RunConfig.Sampling sampling() {
    return sampling(preset.sampling(), preset.model().classifier(), options);
  }

  /**
   * With what the options change.
   *
   * @param t of the preset, or of the run that is resumed
   */
  static RunConfig.Training training(RunConfig.Training t, TrainingOptions options) {
    Length length = options.length().orElse(new Length(t.lengthKind(), t.length()));
    return new RunConfig.Training(
        options.seed().orElse(t.seed()),
        options.batchSize().orElse(t.batchSize()),
        options.lr().orElse(t.lr()),
        t.warmupSteps(),
        t.decay(),
        t.clip(),
        t.ema(),
        t.times(),
        options.unconditional() ? 0 : t.labelDropout(),
        length.kind(),
        length.amount());
  }

  /**
   * With what the options change.
   *
   * @param s of the preset, or of the run that is resumed
   * @param classifier of the model
   * @throws UserError when there is no such sampler, or no classifier to be weighted
   */
  static RunConfig.Sampling sampling(
      RunConfig.Sampling s, String classifier, TrainingOptions options) {
    String sampler = options.sampler().orElse(s.sampler());
    Samplers.require(sampler);
    return new RunConfig.Sampling(
        options.samples().orElse(s.count()),
        sampler,
        options.samplerSteps().orElse(s.steps()),
        options.unconditional() ? Labels.NONE : s.labels(),
        guidance(classifier, s.guidance(), options.guidance()));
  }

  /**
   * The weight of the classifier's gradient.
   *
   * @param classifier of the model
   * @param usual without the option
   * @param wanted the option
   * @throws UserError when there is no classifier to be weighted
   */
  static double guidance(String classifier, double usual, Optional<Float> wanted) {
    if (wanted.isPresent() && classifier.equals("none")) {
      throw new UserError(
          "--guidance "
              + wanted.get()
              + " needs a classifier, and this model has none; leave it out, or use a run of"
              + " classifier-guided");
    }
    return wanted.map(Float::doubleValue).orElse(usual);
  }

  /** How many steps a run has, unless the clock decides. */
  static long steps(RunConfig.Training training, RunConfig.Data data) {
    int perEpoch = data.count() / training.batchSize();
    if (perEpoch == 0) {
      throw new UserError(
          "--batch-size "
              + training.batchSize()
              + " is more than the "
              + data.count()
              + " images of --data "
              + data.option()
              + "; give at most that");
    }
    return training.lengthKind().equals("epochs")
        ? training.length() * perEpoch
        : training.length();
  }

  static Plan plan(RunConfig.Training training, RunConfig.Data data) {
    long steps = steps(training, data);
    return training.lengthKind().equals("budget")
        ? Plan.ofBudget(training.length())
        : Plan.ofSteps(steps);
  }
}

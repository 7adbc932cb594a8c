package dev.ornstein.examples.session;

import dev.ornstein.diffusion.process.ImagingSystem;
import dev.ornstein.examples.cli.TrainingOptions;
import dev.ornstein.examples.cli.TrainingOptions.Length;
import dev.ornstein.examples.model.Words;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.examples.run.RunDirectory;
import dev.ornstein.examples.run.SystemFiles;
import dev.ornstein.examples.sample.Labels;
import dev.ornstein.examples.sample.Samplers;
import dev.ornstein.examples.train.Plan;
import dev.ornstein.examples.train.Preset;
import dev.ornstein.examples.train.Presets;
import dev.ornstein.mnist.data.Dataset;
import dev.ornstein.tensor.UserError;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** From options to configurations: of a new run of an example, and of one that is resumed. */
final class Setup {
  private static final Set<String> DATA_WORDS = Set.of("auto", "mnist", "fashion", "synthetic");

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

  static RunConfig.Data data(String option, String description, Dataset images) {
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
        description,
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

  /** The length that a user asks for, when it is not the one that the run has. */
  static Optional<Length> newLength(RunConfig.Training before, TrainingOptions options) {
    Length had = new Length(before.lengthKind(), before.length());
    return options.length().filter(wanted -> !wanted.equals(had));
  }

  /**
   * Refuses the run of another example.
   *
   * @throws UserError naming both
   */
  static void requireExample(Path run, RunConfig config, String example) {
    if (!config.example().equals(example)) {
      throw new UserError(
          "--resume "
              + run
              + " is a run of "
              + config.example()
              + ", not of "
              + example
              + "; continue it with ./ornstein "
              + config.example()
              + " --resume "
              + run);
    }
  }

  /**
   * Refuses options that contradict a run.
   *
   * @throws UserError naming the option and both values
   */
  static void requireSame(Path run, RunConfig config, TrainingOptions options) {
    same(run, "--preset", options.preset(), config.model().preset());
    same(run, "--width", options.width(), config.model().width());
    same(run, "--batch-size", options.batchSize(), config.training().batchSize());
    if (options.unconditional() && config.model().classes() > 0) {
      throw new UserError(
          "--unconditional cannot go with --resume "
              + run
              + ": that run learns "
              + config.model().classes()
              + " classes; leave the option out to resume it, or begin a new run");
    }
    same(run, "--seed", options.seed(), config.training().seed());
    if (options.out().isPresent()) {
      throw new UserError(
          "--out "
              + options.out().get()
              + " cannot go with --resume: the run goes on in its folder "
              + run);
    }
  }

  /**
   * Refuses an imaging system that a run was not begun with.
   *
   * @param system of the user, if any
   * @throws UserError naming the run
   */
  static void requireSameSystem(
      RunDirectory run, RunConfig.Model model, Optional<ImagingSystem> system) {
    if (system.isEmpty()) {
      return;
    }
    String remedy = "; leave --mtf and --nps out to resume it, or begin a new run";
    if (!model.process().equals(Words.IMAGING_SYSTEM)) {
      throw new UserError(
          "--mtf and --nps cannot go with --resume "
              + run
              + ": that run was begun without them, with "
              + model.process()
              + remedy);
    }
    if (!SystemFiles.read(run).equals(system.get())) {
      throw new UserError(
          "--mtf and --nps hold another imaging system than "
              + run.mtf()
              + " and "
              + run.nps()
              + ", with which that run was begun"
              + remedy);
    }
  }

  private static <T> void same(Path run, String option, Optional<T> given, T trainedWith) {
    if (given.isPresent() && !given.get().equals(trainedWith)) {
      throw new UserError(
          option
              + " "
              + given.get()
              + " differs from the "
              + trainedWith
              + " that "
              + run
              + " was begun with; leave the option out to resume it, or begin a new run");
    }
  }

  /**
   * Refuses data that a run was not begun with.
   *
   * @throws UserError naming both
   */
  static void requireSameData(Path run, RunConfig.Data before, RunConfig.Data now) {
    if (!before.fingerprint().equals(now.fingerprint())
        || before.count() != now.count()
        || before.height() != now.height()
        || before.width() != now.width()) {
      throw new UserError(
          "--data "
              + now.option()
              + " holds other images ("
              + text(now)
              + ") than those that "
              + run
              + " was begun with ("
              + text(before)
              + ", from --data "
              + before.option()
              + "); say with --data where those are");
    }
  }

  private static String text(RunConfig.Data data) {
    return data.name() + ", " + data.count() + " of " + data.width() + "×" + data.height();
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

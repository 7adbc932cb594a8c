package dev.ornstein.examples.sample;

import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.examples.model.Learner;
import dev.ornstein.examples.model.Words;
import dev.ornstein.examples.run.ConfigFile;
import dev.ornstein.examples.run.DrawnConfig;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.examples.run.RunDirectory;
import dev.ornstein.examples.run.SystemFiles;
import dev.ornstein.examples.train.TrainState;
import dev.ornstein.mnist.data.ImageRange;
import dev.ornstein.mnist.net.Condition;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.StateDict;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.UserError;
import java.nio.file.Files;
import java.util.Optional;

/**
 * The model of a run, from its {@code config.json} and {@code model.safetensors}, and from the
 * files of its imaging system when it has one.
 *
 * @param config of the run
 * @param learner in evaluation mode
 */
public record SavedModel(RunConfig config, Learner learner) {
  /**
   * Loads it.
   *
   * @param raw the weights as trained instead of their average
   * @throws UserError when a file is missing or damaged, or they do not belong together
   */
  public static SavedModel load(Engine engine, RunDirectory run, boolean raw) {
    RunConfig config = configOf(run);
    if (!Files.exists(run.model())) {
      throw new UserError(
          run
              + " has no model.safetensors: its training ended before it was saved for the first"
              + " time; continue it with ./ornstein "
              + config.example()
              + " --resume "
              + run);
    }
    StateDict all = StateDict.read(run.model(), engine);
    Init init = Init.of(engine, config.training().seed());
    int height = config.data().height();
    int width = config.data().width();
    ForwardProcess process =
        Words.process(config.model(), height, width, () -> SystemFiles.read(run));
    Learner learner = Learner.of(init, config.model(), process, height, width);
    try {
      learner.module().loadStateDict(weights(all, raw));
    } catch (UserError e) {
      throw new UserError(run.model() + ": " + e.getMessage(), e);
    }
    learner.module().train(false);
    return new SavedModel(config, learner);
  }

  /**
   * The configuration of a run. A folder of samples has one too, but no model, and is refused.
   *
   * @throws UserError when it cannot be read, or naming the run that the samples are of
   */
  public static RunConfig configOf(RunDirectory run) {
    RunConfig config = ConfigFile.read(run.config());
    if (config.example().equals("sample")) {
      Optional<String> owner = ConfigFile.readDrawn(run.config()).map(DrawnConfig::run);
      throw new UserError(
          run
              + " is a folder of samples; give the run that they are of"
              + owner.map(name -> ", " + name).orElse(""));
    }
    return config;
  }

  /**
   * One of the two sets of weights in a file.
   *
   * @param raw as trained; where there is one set only, that one is meant
   */
  public static StateDict weights(StateDict file, boolean raw) {
    StateDict trained = file.sub(TrainState.RAW);
    if (raw && !trained.names().isEmpty()) {
      return trained;
    }
    StateDict plain = new StateDict();
    for (String name : file.names()) {
      if (name.startsWith(TrainState.RAW)) {
        continue;
      }
      if (file.isCount(name)) {
        plain.put(name, file.count(name));
      } else {
        plain.put(name, file.tensor(name));
      }
    }
    return plain;
  }

  /**
   * The model for samplers.
   *
   * @param condition of the samples that it will see
   * @param guidance weight of the classifier's gradient, where there is a classifier
   */
  public DiffusionModel model(Condition condition, double guidance) {
    return learner.model(condition, guidance);
  }

  /** The forward process. */
  public ForwardProcess process() {
    return learner.process();
  }

  /** What black and white are to the network. */
  public ImageRange range() {
    return Words.range(config.model().range());
  }
}

package dev.ornstein.examples.sample;

import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.examples.run.ConfigFile;
import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.examples.run.RunDirectory;
import dev.ornstein.examples.train.Networks;
import dev.ornstein.examples.train.TrainState;
import dev.ornstein.mnist.data.ImageRange;
import dev.ornstein.mnist.net.DenoisingNet;
import dev.ornstein.nn.Init;
import dev.ornstein.nn.StateDict;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.UserError;
import java.nio.file.Files;

/**
 * The model of a run, from its {@code config.json} and {@code model.safetensors}.
 *
 * @param config of the run
 * @param net in evaluation mode
 */
public record SavedModel(RunConfig config, DenoisingNet net) {
  /**
   * Loads it.
   *
   * @param raw the weights as trained instead of their average
   * @throws UserError when a file is missing or damaged, or they do not belong together
   */
  public static SavedModel load(Engine engine, RunDirectory run, boolean raw) {
    RunConfig config = ConfigFile.read(run.config());
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
    DenoisingNet net =
        Networks.network(
            init,
            config.model().network(),
            config.model().width(),
            config.model().classes(),
            config.data().height(),
            config.data().width());
    try {
      net.loadStateDict(weights(all, raw));
    } catch (UserError e) {
      throw new UserError(run.model() + ": " + e.getMessage(), e);
    }
    net.train(false);
    return new SavedModel(config, net);
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
   * The network as a denoiser for its process.
   *
   * @param labels of the images that it will see, null for none
   */
  public DiffusionModel model(int[] labels) {
    return Networks.model(config.model(), net, labels);
  }

  /** The forward process. */
  public ForwardProcess process() {
    return Networks.process(config.model().process());
  }

  /** What black and white are to the network. */
  public ImageRange range() {
    return Networks.range(config.model().range());
  }
}

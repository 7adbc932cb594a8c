package dev.ornstein.examples.train;

import dev.ornstein.examples.run.RunConfig;
import dev.ornstein.nn.Module;
import dev.ornstein.nn.ParameterArena;
import dev.ornstein.nn.StateDict;
import dev.ornstein.nn.optim.Adam;
import dev.ornstein.nn.optim.AdamConfig;
import dev.ornstein.nn.optim.Ema;
import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.io.SafeTensors;
import dev.ornstein.tensor.io.SafeTensorsWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that changes while a network is trained. A checkpoint is this and nothing else: random
 * numbers are functions of the seed and the step, and so is the order of the data.
 */
public final class TrainState {
  private static final String STEP = "step";
  private static final String SECONDS = "seconds";
  private static final String PLAN = "plan";

  /** Names in {@code model.safetensors} that begin so are weights as trained, not averaged. */
  public static final String RAW = "raw.";

  private final Module net;
  private final ParameterArena arena;
  private final Adam adam;
  private final Optional<Ema> ema;
  private final Plan plan;
  private long step;
  private double seconds;

  /**
   * The state before the first step.
   *
   * @param net with its first weights
   * @param training how it is trained
   * @param plan how long
   */
  public TrainState(Module net, RunConfig.Training training, Plan plan) {
    this.net = net;
    this.arena = new ParameterArena(net);
    this.adam = new Adam(arena, AdamConfig.ADAM);
    this.ema = training.ema() > 0 ? Optional.of(new Ema(arena, training.ema())) : Optional.empty();
    this.plan = plan;
  }

  /** What is trained. */
  public Module net() {
    return net;
  }

  ParameterArena arena() {
    return arena;
  }

  Adam adam() {
    return adam;
  }

  Optional<Ema> ema() {
    return ema;
  }

  /** How long the run is. */
  public Plan plan() {
    return plan;
  }

  /** Steps taken. */
  public long step() {
    return step;
  }

  /** Of training so far. */
  public double seconds() {
    return seconds;
  }

  void stepTaken(double now) {
    step++;
    seconds = now;
  }

  /**
   * Writes all of it.
   *
   * @throws UserError when the file cannot be written; it stays as it was
   */
  public void save(Path path) {
    SafeTensorsWriter file =
        new SafeTensorsWriter()
            .metadata("format", "pt")
            .metadata(STEP, Long.toString(step))
            .metadata(SECONDS, Double.toString(seconds))
            .metadata(PLAN, plan.record());
    net.stateDict().addTo(file, "model.");
    adam.state().addTo(file, "adam.");
    ema.ifPresent(average -> average.state().addTo(file, "ema."));
    file.write(path);
  }

  /**
   * Continues from a file that {@link #save} wrote.
   *
   * @throws UserError when there is none, it is damaged, or it belongs to another network, naming
   *     the tensor and both shapes
   */
  public void restore(Path path) {
    StateDict all;
    Map<String, String> metadata;
    try (SafeTensors file = SafeTensors.read(path)) {
      metadata = file.metadata();
      all = StateDict.read(file, arena.engine());
    }
    try {
      net.loadStateDict(all.sub("model."));
      adam.restore(all.sub("adam."));
      ema.ifPresent(average -> average.restore(all.sub("ema.")));
      step = Long.parseLong(entry(metadata, STEP));
      seconds = Double.parseDouble(entry(metadata, SECONDS));
      plan.resume(entry(metadata, PLAN), step, seconds);
    } catch (UserError e) {
      throw new UserError("cannot resume from " + path + ": " + e.getMessage(), e);
    } catch (NumberFormatException e) {
      throw new UserError("cannot resume from " + path + ": it is damaged", e);
    }
  }

  private static String entry(Map<String, String> metadata, String name) {
    String value = metadata.get(name);
    if (value == null) {
      throw new UserError("it has no entry '" + name + "' and so is no checkpoint");
    }
    return value;
  }

  /**
   * Writes the weights for use elsewhere: averaged ones under the names of the network, which are
   * PyTorch's, and the trained ones under the same names after {@value #RAW}. Without an average
   * the plain names hold the trained weights and there are no others.
   *
   * @throws UserError when the file cannot be written; it stays as it was
   */
  public void writeModel(Path path) {
    SafeTensorsWriter file = new SafeTensorsWriter().metadata("format", "pt");
    if (ema.isPresent()) {
      file.metadata("weights", "plain names: averaged (EMA); names after " + RAW + ": as trained");
      ema.get().stateDict(net).addTo(file, "");
      net.stateDict().addTo(file, RAW);
    } else {
      file.metadata("weights", "as trained");
      net.stateDict().addTo(file, "");
    }
    file.write(path);
  }
}

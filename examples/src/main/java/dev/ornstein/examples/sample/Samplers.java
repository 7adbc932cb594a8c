package dev.ornstein.examples.sample;

import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.ode.Tolerance;
import dev.ornstein.diffusion.sampler.DdimSampler;
import dev.ornstein.diffusion.sampler.EulerMaruyamaReverse;
import dev.ornstein.diffusion.sampler.ProbabilityFlowEuler;
import dev.ornstein.diffusion.sampler.ProbabilityFlowHeun;
import dev.ornstein.diffusion.sampler.ProbabilityFlowRk45;
import dev.ornstein.diffusion.sampler.Sampler;
import dev.ornstein.diffusion.sampler.TimeGrid;
import dev.ornstein.mnist.data.ImageRange;
import dev.ornstein.tensor.UserError;
import java.util.List;

/**
 * The samplers by name. All go from t = 1 to t = 0 and visit equally distant times; {@code rk45}
 * makes as many steps between two of them as its tolerance asks for.
 */
public final class Samplers {
  /** The sampler that takes samples one by one, each with steps of its own. */
  private static final String ALONE = "rk45";

  /** What each of its steps may be wrong by: far below a grey level's 1/255 of the range. */
  private static final double TOLERANCE = 1e-3;

  /** What {@code --sampler} may be. */
  public static final List<String> NAMES =
      List.of("ddim", "ancestral", "euler-maruyama", "euler", "heun", ALONE);

  private Samplers() {}

  /**
   * Refuses a name that is none.
   *
   * @throws UserError when there is no such sampler
   */
  public static void require(String name) {
    if (!NAMES.contains(name)) {
      throw new UserError(
          "--sampler takes one of " + String.join(", ", NAMES) + "; got \"" + name + "\"");
    }
  }

  /**
   * How many samples a sampler takes at once: all of a batch, or one where each has steps of its
   * own. A model that knows of classes or images knows those of a batch, so that such a sampler
   * needs one for each sample.
   *
   * @param name one of {@link #NAMES}
   * @param batch how many there may be
   */
  static int together(String name, int batch) {
    return name.equals(ALONE) ? 1 : batch;
  }

  /** The times that all of them visit. */
  public static TimeGrid grid(int steps) {
    return TimeGrid.uniform(steps, 1, 0);
  }

  /**
   * A sampler.
   *
   * @param name one of {@link #NAMES}
   * @param range of the pixels: DDIM's estimate of the image is cut off to it
   * @param steps at least 1
   */
  public static Sampler of(String name, DiffusionModel model, ImageRange range, int steps) {
    require(name);
    TimeGrid grid = grid(steps);
    DiffusionModel clamped = model.clampX0(range.black(), range.white());
    switch (name) {
      case "ddim":
        return new DdimSampler(clamped, grid, 0);
      case "ancestral":
        return new DdimSampler(clamped, grid, 1);
      case "euler-maruyama":
        return new EulerMaruyamaReverse(model, grid);
      case "euler":
        return new ProbabilityFlowEuler(model, grid);
      case "heun":
        return new ProbabilityFlowHeun(model, grid);
      case ALONE:
        return new ProbabilityFlowRk45(model, grid, Tolerance.of(TOLERANCE));
      default:
        throw new AssertionError(name);
    }
  }
}

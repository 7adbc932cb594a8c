package dev.ornstein.examples.sample;

import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.sampler.DdimSampler;
import dev.ornstein.diffusion.sampler.EulerMaruyamaReverse;
import dev.ornstein.diffusion.sampler.ProbabilityFlowEuler;
import dev.ornstein.diffusion.sampler.ProbabilityFlowHeun;
import dev.ornstein.diffusion.sampler.Sampler;
import dev.ornstein.diffusion.sampler.TimeGrid;
import dev.ornstein.mnist.data.ImageRange;
import dev.ornstein.tensor.UserError;
import java.util.List;

/** The samplers by name. All go from t = 1 to t = 0 in equal steps. */
public final class Samplers {
  /** What {@code --sampler} may be. */
  public static final List<String> NAMES =
      List.of("ddim", "ancestral", "euler-maruyama", "euler", "heun");

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
      default:
        throw new AssertionError(name);
    }
  }
}

package dev.ornstein.tensor.kernel.opencl;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Parallel;
import dev.ornstein.tensor.UserError;

/** Engines on the first OpenCL device with tiles of other devices. */
public final class OpenClTiles {
  private OpenClTiles() {}

  /**
   * Tiles that groups of work items share, too small to be made smaller: each definition of a
   * product is compiled once.
   */
  public static Engine shared() {
    return of(new TileSizes(true, 16, 16, 8, 4, 4));
  }

  /** An engine; where there is no device the test is skipped, and says why. */
  static Engine of(TileSizes sizes) {
    Parallel parallel = new Parallel(1);
    try {
      OpenClBackend backend = new OpenClBackend(parallel, OpenClDevices.choose("opencl:0"), sizes);
      return new Engine(backend, parallel);
    } catch (UserError refusal) {
      parallel.close();
      System.out.println("skipped: " + refusal.getMessage());
      return abort(refusal.getMessage());
    }
  }
}

package dev.ornstein.autograd;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.UserError;

/** An OpenCL device for the tests of this module and of those above. */
public final class OpenClEngine {
  /** The device that tests compute on, whatever kind it is. */
  public static final String DEVICE = "opencl:0";

  private OpenClEngine() {}

  /** An engine on it; where there is no device the test is skipped, and says why. */
  public static Engine orSkip() {
    try {
      return Engine.create("auto", DEVICE, 2, line -> {});
    } catch (UserError refusal) {
      System.out.println("skipped: " + refusal.getMessage());
      return abort(refusal.getMessage());
    }
  }
}

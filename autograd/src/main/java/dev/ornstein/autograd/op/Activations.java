package dev.ornstein.autograd.op;

import dev.ornstein.autograd.Var;
import dev.ornstein.tensor.kernel.Activation;

/** The activations that normalisations apply in the same pass. */
final class Activations {
  private Activations() {}

  /**
   * gy·act′(z), by operations that can be differentiated when it is recorded.
   *
   * @param gy gradient of act(z)
   */
  static Var grad(Activation act, Var gy, Var z, boolean recorded) {
    switch (act) {
      case NONE:
        return gy;
      case RELU:
        return Relu.grad(z, gy, recorded);
      case SILU:
        return Silu.grad(z, gy, recorded);
      default:
        throw new AssertionError(act);
    }
  }
}

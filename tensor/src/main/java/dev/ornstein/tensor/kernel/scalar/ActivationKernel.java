package dev.ornstein.tensor.kernel.scalar;

import dev.ornstein.tensor.kernel.Activation;

/** What a normalisation does to each element after x̂; see {@link Activation}. */
final class ActivationKernel {
  private ActivationKernel() {}

  /** y = act((x − mean)·scale + shift) for n elements. */
  static void forward(
      Activation act,
      float[] y,
      int yAt,
      float[] x,
      int xAt,
      int n,
      float mean,
      float scale,
      float shift) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] = apply(act, (x[xAt + i] - mean) * scale + shift);
    }
  }

  /** g = gy·act′((x − mean)·scale + shift) for n elements. */
  static void grad(
      Activation act,
      float[] g,
      int gAt,
      float[] gy,
      int gyAt,
      float[] x,
      int xAt,
      int n,
      float mean,
      float scale,
      float shift) {
    for (int i = 0; i < n; i++) {
      g[gAt + i] = grad(act, gy[gyAt + i], (x[xAt + i] - mean) * scale + shift);
    }
  }

  /** act(z). */
  private static float apply(Activation act, float z) {
    switch (act) {
      case NONE:
        return z;
      case RELU:
        return Math.max(z, 0f);
      case SILU:
        return (float) (z * UnaryKernel.sigmoid(z));
      default:
        throw new AssertionError(act);
    }
  }

  /** g·act′(z). */
  private static float grad(Activation act, float g, float z) {
    switch (act) {
      case NONE:
        return g;
      case RELU:
        return z > 0 ? g : 0;
      case SILU:
        return (float) (g * BinaryKernel.siluSlope(z));
      default:
        throw new AssertionError(act);
    }
  }
}

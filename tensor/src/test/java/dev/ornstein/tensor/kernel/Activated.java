package dev.ornstein.tensor.kernel;

/**
 * What the activation of a normalisation does to a value that is known up to units of a magnitude:
 * the true result, and the magnitude for which units of error come out.
 *
 * @param value the true value
 * @param magnitude Σ|terms| behind it
 */
record Activated(double value, double magnitude) {
  /** No slope of SILU is larger. */
  private static final double STEEPEST = 1.1;

  /** No second derivative of SILU is larger. */
  private static final double MOST_CURVED = 0.5;

  /** act(z). */
  static Activated of(Activation act, double z, double magnitude) {
    double slope = act == Activation.SILU ? STEEPEST : 1;
    return new Activated(Formulas.activation(act, z), slope * magnitude);
  }

  /**
   * g = gy·act′(z). The slope of SILU passes through 0, so its own rounding counts against 1, and
   * the error of z by the curvature. Where RELU has its kink it would count against everything:
   * cases keep {@linkplain #awayFromKink away}, or exactly on it.
   */
  static Activated grad(Activation act, double gy, double z, double magnitude) {
    double g = Formulas.activationGrad(act, gy, z);
    if (act == Activation.SILU) {
      return new Activated(g, Math.abs(gy) * (1 + MOST_CURVED * magnitude));
    }
    return new Activated(g, Math.abs(g));
  }

  /** One of the affine maps of a normalisation. */
  @FunctionalInterface
  interface Affine {
    /** z for element i with value x. */
    double of(int i, double x);
  }

  /** Moves those elements of x whose z lies so near to 0 that its sign is a matter of rounding. */
  static float[] awayFromKink(float[] x, Affine z) {
    float[] out = x.clone();
    for (int i = 0; i < out.length; i++) {
      while (Math.abs(z.of(i, out[i])) < 1e-4) {
        out[i] += 0.37f;
      }
    }
    return out;
  }
}

package dev.ornstein.diffusion.process;

import dev.ornstein.tensor.UserError;

/**
 * A signal power ᾱ(t) that is checked to lie in (0, 1] wherever it is asked for.
 *
 * @param alphaBar ᾱ(t) as it was given
 */
record SignalPower(Curve alphaBar) implements Curve {

  @Override
  public double value(double t) {
    double power = alphaBar.value(t);
    if (!(power > 0 && power <= 1)) {
      throw new UserError("a signal power ᾱ must lie in (0, 1]; ᾱ(" + t + ") is " + power);
    }
    return power;
  }

  @Override
  public double slope(double t) {
    return alphaBar.slope(t);
  }

  /** The signal's scale √ᾱ. */
  Curve root() {
    return Curve.of(t -> Math.sqrt(value(t)), t -> 0.5 * slope(t) / Math.sqrt(value(t)));
  }
}

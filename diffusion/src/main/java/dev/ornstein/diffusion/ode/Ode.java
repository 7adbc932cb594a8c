package dev.ornstein.diffusion.ode;

/** The right-hand side of dy/dt = f(t, y). */
@FunctionalInterface
public interface Ode {
  /**
   * f(t, y).
   *
   * @param t the time, at which the equation is {@linkplain #isDefinedAt defined}
   * @param y the state; not to be changed
   * @return a new array of y's length
   */
  double[] slope(double t, double[] y);

  /** Whether there is a slope at t: the end of a stretch of time may have none. */
  default boolean isDefinedAt(double t) {
    return true;
  }
}

package dev.ornstein.diffusion.ode;

/** A way to go along a solution of an {@link Ode}. Immutable. */
public interface OdeMethod {
  /**
   * The state at s of the solution that is at y at t.
   *
   * @param ode the equation, defined from t up to s, though not always at s itself
   * @param t where it starts
   * @param s where it ends, before or after t
   * @param y the state at t; left as it is
   * @return a new array
   */
  double[] advance(Ode ode, double t, double s, double[] y);

  /**
   * Whether the steps depend on the state. Samples must then go one by one: in a common state the
   * steps of each would depend on the others.
   */
  boolean isAdaptive();
}

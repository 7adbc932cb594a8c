package dev.ornstein.diffusion.ode;

/**
 * Heun's method, of order 2, in one step from t to s:
 *
 * <pre>
 * d ← f(t, y)
 * ỹ ← y + d dt,   dt = s − t
 * y ← y + ½ (d + f(s, ỹ)) dt
 * </pre>
 *
 * <p>Where f has no value at s, the step ends at ỹ.
 */
public final class Heun implements OdeMethod {

  @Override
  public double[] advance(Ode ode, double t, double s, double[] y) {
    double dt = s - t;
    double[] d = ode.slope(t, y);
    double[] euler = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      euler[i] = y[i] + d[i] * dt;
    }
    if (!ode.isDefinedAt(s)) {
      return euler;
    }
    double[] e = ode.slope(s, euler);
    double[] heun = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      heun[i] = y[i] + 0.5 * (d[i] + e[i]) * dt;
    }
    return heun;
  }

  @Override
  public boolean isAdaptive() {
    return false;
  }
}

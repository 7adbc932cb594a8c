package dev.ornstein.diffusion.ode;

/**
 * The classical method of Runge and Kutta, of order 4, in one step from t to s:
 *
 * <pre>
 * k₁ ← f(t, y)
 * k₂ ← f(t + ½ h, y + ½ h k₁),   h = s − t
 * k₃ ← f(t + ½ h, y + ½ h k₂)
 * k₄ ← f(s, y + h k₃)
 * y ← y + h (k₁ + 2 k₂ + 2 k₃ + k₄) / 6
 * </pre>
 *
 * <p>Where f has no value at s, the step ends at y + h k₃, which is of order 2.
 */
public final class RungeKutta4 implements OdeMethod {

  @Override
  public double[] advance(Ode ode, double t, double s, double[] y) {
    double h = s - t;
    double middle = t + 0.5 * h;
    double[] k1 = ode.slope(t, y);
    double[] k2 = ode.slope(middle, plus(y, 0.5 * h, k1));
    double[] k3 = ode.slope(middle, plus(y, 0.5 * h, k2));
    double[] end = plus(y, h, k3);
    if (!ode.isDefinedAt(s)) {
      return end;
    }
    double[] k4 = ode.slope(s, end);
    double[] next = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      next[i] = y[i] + h * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]) / 6;
    }
    return next;
  }

  @Override
  public boolean isAdaptive() {
    return false;
  }

  private static double[] plus(double[] y, double factor, double[] k) {
    double[] sum = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      sum[i] = y[i] + factor * k[i];
    }
    return sum;
  }
}

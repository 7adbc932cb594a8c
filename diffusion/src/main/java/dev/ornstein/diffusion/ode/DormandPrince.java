package dev.ornstein.diffusion.ode;

/**
 * The pair of Runge–Kutta methods of orders 5 and 4 of Dormand and Prince (1980, <i>A family of
 * embedded Runge–Kutta formulae</i>), with steps chosen by their difference:
 *
 * <pre>
 * kᵢ = f(t + cᵢ h, y + h Σⱼ aᵢⱼ kⱼ),   i = 1 … 7
 * y ← y + h Σᵢ bᵢ kᵢ                 of order 5, when the error is within the tolerance
 * error = h Σᵢ (bᵢ − b̂ᵢ) kᵢ           of order 5 in h
 * h ← h · 0.9 excess^−⅕               with a factor in [0.2, 5]; excess: error over tolerance
 * </pre>
 *
 * <p>The first trial is the whole stretch from t to s, so that a tolerance that is never exceeded
 * gives one step from t to s. A step costs six evaluations: k₇ is k₁ of the next.
 *
 * <p>Where f has no value at s, no step goes further than half of what is left, and the end is
 * reached from inside by the midpoint method as soon as its difference from Euler's is within the
 * tolerance.
 */
public final class DormandPrince implements OdeMethod {
  /** Trials from one time to the next after which something must be wrong. */
  static final int MAX_TRIALS = 10_000;

  private static final double[] C = {0, 1 / 5.0, 3 / 10.0, 4 / 5.0, 8 / 9.0, 1, 1};
  private static final double[][] A = {
    {},
    {1 / 5.0},
    {3 / 40.0, 9 / 40.0},
    {44 / 45.0, -56 / 15.0, 32 / 9.0},
    {19372 / 6561.0, -25360 / 2187.0, 64448 / 6561.0, -212 / 729.0},
    {9017 / 3168.0, -355 / 33.0, 46732 / 5247.0, 49 / 176.0, -5103 / 18656.0},
    {35 / 384.0, 0, 500 / 1113.0, 125 / 192.0, -2187 / 6784.0, 11 / 84.0} // b: order 5
  };
  private static final double[] B_LESS_B4 = {
    71 / 57600.0, 0, -71 / 16695.0, 71 / 1920.0, -17253 / 339200.0, 22 / 525.0, -1 / 40.0
  };
  private static final int STAGES = C.length;
  private static final double SAFETY = 0.9;
  private static final double LEAST = 0.2;
  private static final double MOST = 5;

  private final Tolerance tolerance;

  /**
   * @param tolerance what each step may be wrong by
   */
  public DormandPrince(Tolerance tolerance) {
    this.tolerance = tolerance;
  }

  /** A step that was tried: where it ends, the slope there, and error over tolerance. */
  private record Trial(double[] y, double[] slope, double excess) {
    boolean isGood() {
      return excess <= 1; // false for NaN
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws ArithmeticException naming the time where steps became too short or too many
   */
  @Override
  public double[] advance(Ode ode, double t, double s, double[] y) {
    boolean openEnd = !ode.isDefinedAt(s);
    double now = t;
    double[] state = y.clone();
    double[] slope = ode.slope(t, y);
    double h = s - t;
    boolean moved = true;
    for (int trials = 0; trials < MAX_TRIALS; trials++) {
      if (openEnd && moved) {
        Trial closing = midpoint(ode, now, s - now, state, slope);
        if (closing.isGood()) {
          return closing.y;
        }
      }
      double most = openEnd ? (s - now) / 2 : s - now;
      boolean last = !openEnd && Math.abs(h) >= Math.abs(most);
      h = Math.abs(h) < Math.abs(most) ? h : most;
      requireLength(h, now);
      Trial trial = step(ode, now, h, state, slope);
      moved = trial.isGood();
      if (moved) {
        if (last) {
          return trial.y;
        }
        now += h;
        state = trial.y;
        slope = trial.slope;
      }
      h *= factor(trial);
    }
    throw tooManySteps(t, now);
  }

  @Override
  public boolean isAdaptive() {
    return true;
  }

  private Trial step(Ode ode, double t, double h, double[] y, double[] first) {
    double[][] k = new double[STAGES][];
    k[0] = first;
    double[] at = y;
    for (int i = 1; i < STAGES; i++) {
      at = y.clone();
      for (int j = 0; j < i; j++) {
        add(at, h * A[i][j], k[j]);
      }
      k[i] = ode.slope(t + C[i] * h, at);
    }
    double[] error = new double[y.length];
    for (int i = 0; i < STAGES; i++) {
      add(error, h * B_LESS_B4[i], k[i]);
    }
    return new Trial(at, k[STAGES - 1], tolerance.excess(y, at, error));
  }

  /** y + h f(t + h/2, y + h/2 f), and how far that is from y + h f. */
  private Trial midpoint(Ode ode, double t, double h, double[] y, double[] first) {
    double[] half = y.clone();
    add(half, h / 2, first);
    double[] middle = ode.slope(t + h / 2, half);
    double[] end = y.clone();
    add(end, h, middle);
    double[] error = new double[y.length];
    add(error, h, middle);
    add(error, -h, first);
    return new Trial(end, middle, tolerance.excess(y, end, error));
  }

  private static void add(double[] to, double factor, double[] k) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * k[i];
    }
  }

  /** Short steps after NaN, and none that grows after a refusal. */
  private static double factor(Trial trial) {
    double ideal = SAFETY * Math.pow(trial.excess, -0.2);
    double most = trial.isGood() ? MOST : 1;
    return Double.isNaN(ideal) ? LEAST : Math.max(LEAST, Math.min(ideal, most));
  }

  private static ArithmeticException tooManySteps(double t, double now) {
    return new ArithmeticException(
        "an integration from t = "
            + t
            + " has only come to "
            + now
            + " after "
            + MAX_TRIALS
            + " steps; a larger tolerance needs fewer");
  }

  private static void requireLength(double h, double t) {
    if (!(Math.abs(h) > 4 * Math.ulp(t))) {
      throw new ArithmeticException(
          "an integration would need a step of "
              + h
              + " at t = "
              + t
              + ": the slope is not finite or changes too fast there, or the tolerance is smaller"
              + " than its rounding errors");
    }
  }
}

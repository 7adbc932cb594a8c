package dev.ornstein.diffusion.likelihood;

import dev.ornstein.diffusion.ode.Ode;
import dev.ornstein.diffusion.ode.OdeMethod;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.diffusion.sampler.TimeGrid;
import dev.ornstein.tensor.Shape;

/**
 * Time measured by how much noise there is: λ(t), the mean over the D eigenvalues of the logarithm
 * of the ratio of noise to signal,
 *
 * <pre>
 * λ = (½ ln det Σ − ln det H) / D,   dλ/dt = tr(G² Σ⁻¹) / 2D
 * </pre>
 *
 * <p>so that e^λ is the standard deviation of the noise in units of the image. For the variance
 * preserving process it is minus half the logarithm of the signal-to-noise ratio. A flow that leads
 * data into noise doubles small differences whenever e^λ doubles, whatever t is: in t its slopes
 * grow like 1/t towards 0, in λ they stay as they are, and equal steps in λ serve all scales alike.
 *
 * <p>The second form of dλ/dt is the first one's derivative, since G² = Σ′ − 2 H′H⁻¹Σ. Source: Lu
 * et al. (2022, arXiv 2206.00927), section 3, whose λ is the negative of this one.
 *
 * @param process where Σ(t) has an inverse, noisier with t
 * @param sample the shape of a sample
 */
public record NoiseClock(ForwardProcess process, Shape sample) {
  /** Halvings of [0, 1] after which no double is left in between, but for times near 0. */
  private static final int HALVINGS = 80;

  /**
   * λ(t).
   *
   * @throws ArithmeticException where Σ(t) or H(t) has no inverse
   */
  public double lambda(double t) {
    double noise = 0.5 * process.Sigma(t).logDeterminant(sample)[0];
    return (noise - process.H(t).logDeterminant(sample)[0]) / sample.size();
  }

  /** dλ/dt. */
  public double rate(double t) {
    double trace = process.G2(t).times(process.Sigma(t).inverse()).trace(sample)[0];
    return trace / (2.0 * sample.size());
  }

  /**
   * The time at which the clock shows λ: 1 when it never gets there.
   *
   * @throws ArithmeticException when it is so early that Σ has no inverse there
   */
  public double time(double lambda) {
    double before = 0;
    double after = 1;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = 0.5 * (before + after);
      if (lambda(middle) < lambda) {
        before = middle;
      } else {
        after = middle;
      }
    }
    return after;
  }

  /**
   * Times between which the clock advances by equal amounts.
   *
   * @param steps at least 1
   * @param from the first time, where Σ has an inverse
   * @param to the last time, after it
   */
  public TimeGrid grid(int steps, double from, double to) {
    double first = lambda(from);
    double last = lambda(to);
    double[] times = new double[steps + 1];
    for (int i = 1; i < steps; i++) {
      times[i] = time(first + (last - first) * i / steps);
    }
    times[0] = from;
    times[steps] = to;
    return TimeGrid.of(times);
  }

  /**
   * A method that solves dy/dλ = f / (dλ/dt) in place of dy/dt = f.
   *
   * @param method makes the steps in λ
   */
  public OdeMethod pace(OdeMethod method) {
    return new OdeMethod() {
      @Override
      public double[] advance(Ode ode, double t, double s, double[] y) {
        double from = lambda(t);
        double to = lambda(s);
        return method.advance(
            (at, state) -> slope(ode, within(at, from, t, to, s), state), from, to, y);
      }

      @Override
      public boolean isAdaptive() {
        return method.isAdaptive();
      }
    };
  }

  /** The time at λ; exactly t and s at the ends, which the halvings may miss by a rounding. */
  private double within(double at, double from, double t, double to, double s) {
    return at == from ? t : at == to ? s : time(at);
  }

  private double[] slope(Ode ode, double t, double[] y) {
    double[] slope = ode.slope(t, y);
    double rate = rate(t);
    if (rate == 0) {
      throw new IllegalArgumentException(
          "the noise of this process stands still at t = " + t + "; begin later");
    }
    for (int i = 0; i < slope.length; i++) {
      slope[i] /= rate;
    }
    return slope;
  }
}

package dev.ornstein.diffusion.process;

import java.util.Arrays;

/**
 * The path of a diffusion from the clean image to an {@link ImagingSystem}. In a time τ = t² of its
 * own, each frequency with MTF M and NPS N is an Ornstein–Uhlenbeck process with constant rates
 *
 * <pre>
 * dx = L x dτ + √q dw,   L = ln M,   q = −2L (N − M²φ)/(1 − M²)
 * h = M^τ,   σ² = φ M^{2τ} + (N − M²φ) (1 − M^{2τ})/(1 − M²)
 * </pre>
 *
 * <p>(with the limits τ for the last factor and q = N − φ where M = 1). It is the only path that
 * goes evenly: the system is a chain of as many equal, weaker systems as one likes. Because q does
 * not depend on τ, and N ≥ φ, G² = q dτ/dt is never negative, whatever the MTF and the NPS.
 *
 * <p>τ = t² lets noise come in slowly, with a standard deviation that grows like t at first, as in
 * all processes of seed 0; with τ = t it would grow like √t and small times would need small steps.
 */
final class ImagingPath {
  private static final double FLOOR = 1e-10; // variance at t = 0, if the system's noise is above it

  private final double[] rate; // 2L, per frequency
  private final double[] gained; // N − M²φ, per frequency
  private final double[] whole; // M² − 1, per frequency
  private final double floor; // φ

  ImagingPath(ImagingSystem system) {
    double[] mtf = system.mtf();
    double[] nps = system.nps();
    floor = Math.min(FLOOR, Arrays.stream(nps).min().getAsDouble());
    rate = new double[mtf.length];
    gained = new double[mtf.length];
    whole = new double[mtf.length];
    for (int k = 0; k < mtf.length; k++) {
      rate[k] = 2 * Math.log(mtf[k]);
      gained[k] = nps[k] - mtf[k] * mtf[k] * floor;
      whole[k] = Math.expm1(rate[k]);
    }
  }

  /** h(t), per frequency. */
  Curves signal() {
    return Curves.of(this::h, this::hSlope);
  }

  /** σ²(t), per frequency. */
  Curves variance() {
    return Curves.of(this::power, this::powerSlope);
  }

  private double[] h(double t) {
    double[] out = new double[rate.length];
    for (int k = 0; k < out.length; k++) {
      out[k] = Math.exp(0.5 * rate[k] * t * t);
    }
    return out;
  }

  private double[] hSlope(double t) {
    double[] out = new double[rate.length];
    for (int k = 0; k < out.length; k++) {
      out[k] = rate[k] * t * Math.exp(0.5 * rate[k] * t * t);
    }
    return out;
  }

  private double[] power(double t) {
    double[] out = new double[rate.length];
    for (int k = 0; k < out.length; k++) {
      double lost = Math.expm1(rate[k] * t * t); // M^{2τ} − 1
      double share = rate[k] == 0 ? t * t : lost / whole[k];
      out[k] = floor * (1 + lost) + gained[k] * share;
    }
    return out;
  }

  private double[] powerSlope(double t) {
    double[] out = new double[rate.length];
    for (int k = 0; k < out.length; k++) {
      double left = Math.exp(rate[k] * t * t); // M^{2τ}
      double shareSlope = rate[k] == 0 ? 1 : rate[k] / whole[k] * left;
      out[k] = 2 * t * (floor * rate[k] * left + gained[k] * shareSlope);
    }
    return out;
  }
}

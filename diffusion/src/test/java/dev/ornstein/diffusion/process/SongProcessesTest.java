package dev.ornstein.diffusion.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.diffusion.matrix.ScalarMatrix;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.tensor.UserError;
import org.junit.jupiter.api.Test;

/** The variance exploding and sub-variance preserving processes against their closed forms. */
class SongProcessesTest {
  private static final double[] TIMES = {0, 0.1, 0.35, 0.7, 0.95, 1};
  private static final double EXACT = 1e-12; // relative

  private static double value(SymmetricMatrix a) {
    return ((ScalarMatrix) a).values()[0];
  }

  private static void close(double expected, double actual, String what) {
    assertEquals(expected, actual, EXACT * Math.abs(expected), what);
  }

  @Test
  void explodingNoiseGrowsGeometricallyAndTheImageStays() {
    double lo = 0.01;
    double hi = 50;
    VarianceExploding process = new VarianceExploding(lo, hi);
    for (double t : TIMES) {
      double sigma = Math.pow(lo, 1 - t) * Math.pow(hi, t);
      assertEquals(1, value(process.H(t)), "H");
      assertEquals(0, value(process.F(t)), "F");
      close(sigma * sigma, value(process.Sigma(t)), "Σ at " + t);
      close(2 * Math.log(hi / lo) * sigma * sigma, value(process.G2(t)), "G² at " + t);
    }
    close(lo * lo, value(process.Sigma(0)), "where it starts");
    close(hi * hi, value(process.Sigma(1)), "where it ends");
    Transition step = process.transition(0.2, 0.6);
    close(value(process.Sigma(0.6)) - value(process.Sigma(0.2)), value(step.M2()), "M₂");
  }

  @Test
  void subVariancePreservingHasItsClosedForm() {
    for (Curve alphaBar : new Curve[] {new LinearAlphaBar(), new CosineAlphaBar()}) {
      SubVariancePreserving process = new SubVariancePreserving(alphaBar);
      for (double t : TIMES) {
        double power = alphaBar.value(t);
        double beta = -alphaBar.slope(t) / power;
        close(power, process.alphaBar(t), "ᾱ");
        close(Math.sqrt(power), value(process.H(t)), "H = √ᾱ");
        close(Math.pow(1 - power, 2), value(process.Sigma(t)), "Σ = (1 − ᾱ)²");
        close(-beta / 2, value(process.F(t)), "F = −½ β");
        assertEquals(
            beta * (1 - power * power), value(process.G2(t)), EXACT * beta, "G² = β (1 − ᾱ²)");
      }
    }
  }

  /** Its noise is never above that of the variance preserving process, hence its name. */
  @Test
  void subVariancePreservingStaysBelow() {
    SubVariancePreserving sub = new SubVariancePreserving(new LinearAlphaBar());
    VariancePreserving whole = VariancePreserving.linear();
    for (double t : TIMES) {
      assertEquals(value(whole.H(t)), value(sub.H(t)), "the same signal");
      assertTrue(value(sub.Sigma(t)) <= value(whole.Sigma(t)), "Σ at " + t);
    }
  }

  @Test
  void wrongArgumentsAreNamed() {
    double[][] wrong = {{0, 1}, {-1, 1}, {2, 1}, {1, 1}, {1, Double.NaN}, {1, 1 / 0.0}};
    for (double[] w : wrong) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> new VarianceExploding(w[0], w[1]))
              .getMessage();
      assertTrue(message.contains(w[0] + " ") && message.contains("" + w[1]), message);
    }
    Curve rising = Curve.of(t -> t.times(0.5).plus(0.5));
    String message =
        assertThrows(UserError.class, () -> new SubVariancePreserving(rising)).getMessage();
    assertTrue(message.contains("G²") && message.contains("t = 0.0"), message);
  }
}

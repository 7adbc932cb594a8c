package dev.ornstein.diffusion.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.matrix.FourierMatrix;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;

/** The Gaussian bands of seed 0 and the two processes made of them, against their formulas. */
class FourierBandsTest {
  private static final Shape FORM = Shape.of(28, 28);
  private static final double[] TIMES = {0.05, 0.3, 0.7, 0.95};
  private static final double ROUNDING = 1e-14;
  private static final double STEP = 1e-4;
  private static final double DIFFERENCE = 1e-6; // of central differences with that step

  private static double[] values(SymmetricMatrix a) {
    return ((FourierMatrix) a).transfer();
  }

  @Test
  void theBandsAddUpToOneAndAreNotNegative() {
    FourierBands bands = FourierBands.of(FORM);
    double[] sum = bands.mix(1, 1, 1, 0);
    for (int k = 0; k < sum.length; k++) {
      assertEquals(1, sum[k], ROUNDING, "frequency " + k);
      assertTrue(bands.low()[k] > 0 && bands.band()[k] >= 0 && bands.high()[k] >= 0, "at " + k);
    }
    assertEquals(1, bands.low()[0], "the mean is in the low pass");
    assertEquals(0, bands.band()[0]);
    assertEquals(0, bands.high()[0]);
  }

  /** The answer to one bright pixel has half its height at half the width, and sums to 1. */
  @Test
  void theBlurHasTheWidthThatIsAsked() {
    Engine engine = Compare.engine();
    int n = 64;
    for (int fwhm : new int[] {6, 10}) {
      Tensor x = engine.zeros(Shape.of(1, n, n));
      x.set(n * n / 2 + n / 2, 1);
      double[] transfer = FourierBands.gaussian(Shape.of(n, n), fwhm);
      Tensor y = FourierMatrix.of(transfer, Shape.of(n, n)).times(x);
      float top = y.get(n * n / 2 + n / 2);
      assertEquals(top / 2, y.get(n * n / 2 + n / 2 + fwhm / 2), 1e-5 * top, "to the right");
      assertEquals(top / 2, y.get(n * n / 2 + n / 2 - n * fwhm / 2), 1e-5 * top, "above");
      assertEquals(1, y.sum().item(), 1e-5, "the blur keeps the mean");
    }
  }

  @Test
  void frequenciesAreInTheOrderOfTheMatrix() {
    double sigma = 6 / (2 * Math.sqrt(2 * Math.log(2)));
    double[] low = FourierBands.of(Shape.of(5, 8)).low();
    double[] fy = {0, 0.2, 0.4, -0.4, -0.2};
    double[] fx = {0, 0.125, 0.25, 0.375, 0.5, -0.375, -0.25, -0.125};
    for (int k = 0; k < low.length; k++) {
      double f2 = Math.pow(fy[k / 8], 2) + Math.pow(fx[k % 8], 2);
      double expected = Math.exp(-2 * Math.pow(Math.PI * sigma, 2) * f2);
      assertEquals(expected, low[k], ROUNDING, "frequency " + k);
    }
    double[] colour = FourierBands.of(Shape.of(3, 5, 8)).low();
    for (int k = 0; k < colour.length; k++) {
      assertEquals(low[k % 40], colour[k], "channels are alike");
    }
  }

  @Test
  void restorationIsThatOfTheSeed() {
    FourierBands bands = FourierBands.of(FORM);
    for (double contrast : new double[] {1, 2}) {
      FourierProcess process = FourierBands.restoration(FORM, contrast);
      for (double t : TIMES) {
        double e = Math.exp(-5 * t * t);
        double n = contrast * contrast * (1 - e * e);
        double floor = 1e-10 * contrast * contrast;
        double[] mtf = bands.mix(1, 0.5 + 0.5 * e, 0.1 + 0.9 * e, 0);
        assertArrayEquals(mtf, values(process.H(t)), ROUNDING);
        double[] nps = bands.mix(0.02 * n, 0.06 * n, 0.04 * n, floor);
        assertArrayEquals(nps, values(process.Sigma(t)), ROUNDING);
      }
      assertArrayEquals(bands.mix(1, 1, 1, 0), values(process.H(0)), ROUNDING, "clean at 0");
    }
  }

  @Test
  void generationIsThatOfTheSeed() {
    FourierBands bands = FourierBands.of(FORM);
    FourierProcess process = FourierBands.generation(FORM);
    for (double t : TIMES) {
      double[] e = {Math.exp(-5 * t * t), Math.exp(-7 * t * t), Math.exp(-9 * t * t)};
      assertArrayEquals(bands.mix(e[0], e[1], e[2], 0), values(process.H(t)), ROUNDING);
      double[] nps = bands.mix(1 - e[0] * e[0], 1 - e[1] * e[1], 1 - e[2] * e[2], 1e-10);
      assertArrayEquals(nps, values(process.Sigma(t)), ROUNDING);
    }
    double[] end = values(process.Sigma(1));
    for (double power : end) {
      assertEquals(1, power, 1e-4, "white noise at the end");
    }
  }

  @Test
  void derivativesAreThoseOfTheFunctions() {
    for (FourierProcess p :
        new FourierProcess[] {
          FourierBands.restoration(FORM, 2), FourierBands.generation(Shape.of(3, 6, 5))
        }) {
      for (double t : TIMES) {
        Compare.close(slope(p::H, t), values(p.dH(t)), DIFFERENCE, "H′ at " + t);
        Compare.close(slope(p::Sigma, t), values(p.dSigma(t)), DIFFERENCE, "Σ′ at " + t);
      }
    }
  }

  private static double[] slope(DoubleFunction<SymmetricMatrix> f, double t) {
    return values(f.apply(t + STEP).minus(f.apply(t - STEP)).scale(0.5 / STEP));
  }

  @Test
  void bothAreDiffusions() {
    for (int i = 0; i <= 100; i++) {
      double t = i / 100.0;
      assertTrue(FourierBands.restoration(FORM, 1).G2(t).isPositiveSemidefinite());
      assertTrue(FourierBands.generation(FORM).G2(t).isPositiveSemidefinite());
    }
  }

  @Test
  void wrongArgumentsAreNamed() {
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      String width =
          assertThrows(IllegalArgumentException.class, () -> FourierBands.gaussian(FORM, bad))
              .getMessage();
      assertTrue(width.contains(String.valueOf(bad)), width);
      String contrast =
          assertThrows(IllegalArgumentException.class, () -> FourierBands.restoration(FORM, bad))
              .getMessage();
      assertTrue(contrast.contains(String.valueOf(bad)), contrast);
    }
    assertThrows(ShapeException.class, () -> FourierBands.of(Shape.of(28)));
  }
}

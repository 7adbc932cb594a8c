package dev.ornstein.diffusion.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.diffusion.matrix.FourierMatrix;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.UserError;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The process that leads from a clean image to what an imaging system makes of it. */
class ImagingSystemTest {
  private static final Shape FORM = Shape.of(4, 6);
  private static final double EXACT = 1e-12; // relative
  private static final double[] FACTORS = {1, 1 - 1e-15, 1 - 1e-9, 0.999, 0.5, 0.1, 1e-3, 1e-30};
  private static final double[] POWERS = {1e-14, 1e-10, 1e-6, 0.04, 1, 1e4};

  private static double[] values(SymmetricMatrix a) {
    return ((FourierMatrix) a).transfer();
  }

  private static double[] filled(double value) {
    double[] all = new double[FORM.size()];
    Arrays.fill(all, value);
    return all;
  }

  /** A system with an MTF of 1 at the mean and one factor elsewhere, and one noise power. */
  private static ImagingSystem system(double factor, double power) {
    double[] mtf = filled(factor);
    mtf[0] = 1;
    return new ImagingSystem(FORM, mtf, filled(power));
  }

  private static void close(double expected, double actual, String what) {
    assertEquals(expected, actual, EXACT * Math.abs(expected), what);
  }

  @Test
  void itStartsCleanAndEndsAsTheSystem() {
    for (double factor : FACTORS) {
      for (double power : POWERS) {
        FourierProcess process = FourierProcess.of(system(factor, power));
        double floor = Math.min(1e-10, power);
        for (int k = 0; k < FORM.size(); k++) {
          String what = factor + ", " + power + " at " + k;
          assertEquals(1, values(process.H(0))[k], "H(0) of " + what);
          close(floor, values(process.Sigma(0))[k], "Σ(0) of " + what);
          close(k == 0 ? 1 : factor, values(process.H(1))[k], "H(1) of " + what);
          close(power, values(process.Sigma(1))[k], "Σ(1) of " + what);
        }
      }
    }
  }

  /** G² is 2t·q with a constant q ≥ 0: no MTF in (0, 1] and NPS above 0 is refused. */
  @Test
  void itsDiffusionIsNeverNegative() {
    for (double factor : FACTORS) {
      for (double power : POWERS) {
        FourierProcess process = FourierProcess.of(system(factor, power));
        double floor = Math.min(1e-10, power);
        double L = Math.log(factor);
        double q =
            L == 0 ? power - floor : 2 * L * (power - factor * factor * floor) / Math.expm1(2 * L);
        for (int i = 0; i <= 64; i++) {
          double t = i / 64.0;
          double g2 = values(process.G2(t))[7];
          double scale = 2 * t * (q + 2 * Math.abs(L) * power); // of the terms that cancel
          assertEquals(2 * t * q, g2, EXACT * scale, "G² of " + factor + ", " + power);
          assertTrue(g2 >= 0);
        }
      }
    }
  }

  /** Equal parts of the time t² are equal systems: half of the way, taken twice, is the whole. */
  @Test
  void theSystemIsAChainOfEqualParts() {
    FourierProcess process = FourierProcess.of(system(0.1, 0.04));
    double[][] parts = new double[4][];
    for (int i = 0; i < 4; i++) {
      Transition part = process.transition(Math.sqrt(i / 4.0), Math.sqrt((i + 1) / 4.0));
      double[] noise = values(part.M2());
      for (int k = 0; k < FORM.size(); k++) {
        close(k == 0 ? 1 : Math.pow(0.1, 0.25), values(part.M1())[k], "M₁ of part " + i);
        double expected = i == 0 ? noise[k] : parts[0][k];
        assertEquals(expected, noise[k], EXACT * 0.04, "M₂ of part " + i);
      }
      parts[i] = noise;
    }
  }

  @Test
  void systemsOutOfRangeAreNamed() {
    for (double bad : new double[] {0, -0.1, 1.001}) {
      double[] mtf = filled(0.5);
      mtf[3] = bad; // column 3 of 6 is its own mirror image
      String message =
          assertThrows(UserError.class, () -> new ImagingSystem(FORM, mtf, filled(1))).getMessage();
      assertTrue(message.contains(bad + " at frequency (0, 0, 3)"), message);
    }
    for (double bad : new double[] {0, -1}) {
      double[] nps = filled(0.5);
      nps[15] = bad;
      String message =
          assertThrows(UserError.class, () -> new ImagingSystem(FORM, filled(1), nps)).getMessage();
      assertTrue(message.contains(bad + " at frequency (0, 2, 3)"), message);
    }
    double[] odd = filled(0.5);
    odd[1] = 0.6;
    assertThrows(IllegalArgumentException.class, () -> new ImagingSystem(FORM, odd, filled(1)));
    assertThrows(ShapeException.class, () -> new ImagingSystem(FORM, new double[5], filled(1)));
    double[] infinite = filled(1 / 0.0);
    assertThrows(
        IllegalArgumentException.class, () -> new ImagingSystem(FORM, filled(1), infinite));
  }

  @Test
  void systemsWithTheSameValuesAreEqual() {
    ImagingSystem a = system(0.5, 1);
    assertEquals(a, system(0.5, 1));
    assertEquals(a.hashCode(), system(0.5, 1).hashCode());
    assertNotEquals(a, system(0.4, 1));
    a.mtf()[1] = 7;
    assertEquals(a, system(0.5, 1), "its arrays are copies");
  }
}

package dev.ornstein.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Against series with tens of digits. */
class ErfTest {
  private static void within(double expected, double actual, double relative, double x) {
    assertEquals(expected, actual, Math.abs(expected) * relative + Double.MIN_VALUE, "at x = " + x);
  }

  @Test
  void erfIsAccurateEverywhere() {
    for (double x = -7; x <= 7; x += 0.0613) {
      within(Formulas.erf(x), Erf.erf(x), 1e-15, x);
    }
    for (double x = 1e-300; x < 1e-8; x *= 1e10) {
      within(1.1283791670955126 * x, Erf.erf(x), 1e-15, x);
    }
  }

  @Test
  void erfcKeepsItsRelativeAccuracyInTheTail() {
    for (double x = -7; x <= 13; x += 0.0613) {
      within(Formulas.erfc(x), Erf.erfc(x), x < 2.5 ? 2e-12 : 1e-13, x);
    }
    // 26.5 is about where a double has no more room; the leading term bounds the rest.
    assertTrue(Erf.erfc(26.5) > 0);
    assertEquals(0, Erf.erfc(28), 0);
  }

  @Test
  void theTwoExpansionsMeet() {
    double below = Math.nextDown(2.5);
    within(Erf.erf(2.5), Erf.erf(below), 1e-15, below);
    within(Erf.erfc(2.5), Erf.erfc(below), 1e-12, below);
  }

  @Test
  void normalDistributionFunction() {
    assertEquals(0.5, Erf.normalCdf(0), 0);
    within(Formulas.normalCdf(1), Erf.normalCdf(1), 1e-15, 1);
    within(Formulas.normalCdf(-8), Erf.normalCdf(-8), 1e-13, -8);
    assertEquals(1, Erf.normalCdf(2) + Erf.normalCdf(-2), 1e-15);
  }

  @Test
  void limitsAndSigns() {
    assertEquals(1, Erf.erf(Double.POSITIVE_INFINITY), 0);
    assertEquals(-1, Erf.erf(Double.NEGATIVE_INFINITY), 0);
    assertEquals(0, Erf.erfc(Double.POSITIVE_INFINITY), 0);
    assertEquals(2, Erf.erfc(Double.NEGATIVE_INFINITY), 0);
    assertEquals(0, Erf.erf(0), 0);
    assertEquals(-Erf.erf(1.3), Erf.erf(-1.3), 0);
    assertTrue(Double.isNaN(Erf.erf(Double.NaN)));
    assertTrue(Double.isNaN(Erf.erfc(Double.NaN)));
  }
}

package dev.ornstein.diffusion.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.tensor.Shape;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The variance preserving processes against their closed forms. */
class VariancePreservingTest {
  private static final double[] TIMES = {0, 0.01, 0.3, 0.5, 0.8, 0.99, 1};

  static Stream<Curve> schedules() {
    return Stream.of(
        new LinearAlphaBar(),
        new CosineAlphaBar(),
        Curve.of(t -> Math.exp(-3 * t), t -> -3 * Math.exp(-3 * t)));
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void itIsAnOrnsteinUhlenbeckProcessInATimeOfItsOwn(Curve alphaBar) {
    VariancePreserving process = new VariancePreserving(alphaBar);
    for (double t : TIMES) {
      double power = alphaBar.value(t);
      double beta = -alphaBar.slope(t) / power;
      assertEquals(Math.sqrt(power), process.H(t).values()[0], 1e-15, "H = √ᾱ");
      assertEquals(1 - power, process.Sigma(t).values()[0], 1e-15, "Σ = 1 − ᾱ");
      assertEquals(beta, process.beta(t), 1e-10 * beta, "β");
      Compare.close(
          new double[] {-beta / 2}, new double[] {trace(process.F(t))}, 1e-10, "F = −½ β");
      Compare.close(new double[] {beta}, new double[] {trace(process.G2(t))}, 1e-10, "G² = β");
    }
  }

  private static double trace(SymmetricMatrix a) {
    return a.trace(Shape.of(1))[0];
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void slopesAreThoseOfTheFunction(Curve alphaBar) {
    double step = 1e-5;
    for (double t : TIMES) {
      double slope = (alphaBar.value(t + step) - alphaBar.value(t - step)) / (2 * step);
      assertEquals(slope, alphaBar.slope(t), 1e-8, "ᾱ′ at " + t);
    }
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void signalFallsFromOneAndSomeIsLeft(Curve alphaBar) {
    assertEquals(1, alphaBar.value(0), 1e-15);
    double before = 1;
    for (int i = 1; i <= 100; i++) {
      double power = alphaBar.value(i / 100.0);
      assertTrue(power > 0 && power < before, "ᾱ(" + i / 100.0 + ") = " + power);
      before = power;
    }
  }

  /**
   * The general scalar process: G² = βσ² + dσ²/dt. The seed prints a minus, with which a variance
   * preserving process would have G² = β(1 − 2ᾱ), negative at small t.
   */
  @Test
  void theScalarDiffusionHasAPlus() {
    Curve h = Curve.of(t -> Math.exp(-t * t), t -> -2 * t * Math.exp(-t * t));
    Curve variance = Curve.of(t -> 0.1 + 2 * t, t -> 2);
    ScalarProcess process = new ScalarProcess(h, variance);
    double t = 0.4;
    double beta = 4 * t;
    assertEquals(beta, process.beta(t), 1e-12);
    assertEquals(beta * (0.1 + 2 * t) + 2, trace(process.G2(t)), 1e-12);
    VariancePreserving vp = VariancePreserving.linear();
    double printed = vp.beta(0.1) * trace(vp.Sigma(0.1)) - trace(vp.dSigma(0.1));
    assertTrue(printed < 0, "what the seed prints is " + printed);
  }

  @Test
  void theLinearScheduleIsThatOfTheSeed() {
    VariancePreserving process = VariancePreserving.linear();
    assertEquals(0.001, process.alphaBar(1), 1e-15);
    assertEquals(0.5005, process.alphaBar(0.5), 1e-15);
    assertEquals(Math.log(0.5005 / 0.4995), process.logSnr(0.5), 1e-12);
  }

  @Test
  void theCosineScheduleIsThatOfThePaperUpToItsFloor() {
    VariancePreserving process = VariancePreserving.cosine();
    double paper = Math.pow(Math.cos(Math.PI / 2 * 0.508 / 1.008), 2);
    paper /= Math.pow(Math.cos(Math.PI / 2 * 0.008 / 1.008), 2);
    assertEquals(paper, process.alphaBar(0.5), 1e-4);
    assertEquals(1e-4, process.alphaBar(1), 1e-15);
    assertTrue(process.beta(1) < 1e-6 && process.beta(0.99) > 10, "β is finite everywhere");
  }

  @Test
  void wrongSchedulesAreRefused() {
    for (double bad : new double[] {0, 1, -0.5, 2, Double.NaN}) {
      refused(() -> new LinearAlphaBar(bad), String.valueOf(bad));
      refused(() -> new CosineAlphaBar(bad, 1e-4), String.valueOf(bad));
      refused(() -> new CosineAlphaBar(0.008, bad), String.valueOf(bad));
    }
    Curve rising = Curve.of(t -> 1 + t, t -> 1);
    refused(() -> new VariancePreserving(rising), "-1.0 at t = 0.0"); // G² = β
    Curve above = Curve.of(t -> 1.2 - t, t -> -1);
    refused(() -> new VariancePreserving(above), "ᾱ(0.0) is 1.2");
    Curve back = Curve.of(t -> t.square().minus(t).plus(1)); // falls to ¾ and rises again
    refused(() -> new VariancePreserving(back), "t = 0.50390625");
  }

  private static void refused(Executable what, String value) {
    String message = assertThrows(IllegalArgumentException.class, what).getMessage();
    assertTrue(message.contains(value), message);
  }
}

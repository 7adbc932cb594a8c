package dev.ornstein.diffusion.process;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.diffusion.Kind;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.UserError;
import java.util.Arrays;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Schedules that no diffusion has are refused when a process is made, by name and time. */
class ScheduleCheckTest {
  private static final Curve ONE = Curve.of(t -> 1, t -> 0);
  private static final Curve RISING = Curve.of(t -> t, t -> 1);
  private static final Curve FALLING = Curve.of(t -> t.square().negate().plus(2));

  private static Curves all(int n, Curve f) {
    return one(n, -1, f, f);
  }

  /** n curves, of which the one with the given number differs. */
  private static Curves one(int n, int number, Curve different, Curve others) {
    DoubleFunction<double[]> value = t -> array(n, number, different.value(t), others.value(t));
    return Curves.of(value, t -> array(n, number, different.slope(t), others.slope(t)));
  }

  private static double[] array(int n, int number, double different, double other) {
    double[] values = new double[n];
    Arrays.fill(values, other);
    if (number >= 0) {
      values[number] = different;
    }
    return values;
  }

  private static void refused(Executable what, String... words) {
    String message = assertThrows(UserError.class, what).getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), "\"" + word + "\" is missing: " + message);
    }
  }

  @Test
  void noiseThatFallsIsRefusedByEveryKind() {
    String first = "t = 0.00390625"; // at t = 0 its slope is still 0
    refused(() -> new ScalarProcess(ONE, FALLING), "G²", "-0.0078125", first);
    refused(
        () -> new DiagonalProcess(Shape.of(2, 3), all(6, ONE), one(6, 4, FALLING, RISING)),
        "G²",
        "at pixel (1, 1)",
        first);
    refused(
        () -> new FourierProcess(Shape.of(4, 4), all(16, ONE), one(16, 10, FALLING, RISING)),
        "G²",
        "at frequency (0, 2, 2)",
        first);
    double[] basis = Kind.randomBasis(3, Rng.of(1));
    refused(
        () -> new DenseProcess(basis, all(3, ONE), one(3, 2, FALLING, RISING)),
        "G²",
        "of eigenvector 2",
        first);
  }

  /** The drift would amplify the noise that is there by more than Σ grows. */
  @Test
  void signalThatGrowsNeedsNoiseThatGrowsWithIt() {
    Curve growing = Curve.of(t -> t.times(2).exp());
    refused(() -> new ScalarProcess(growing, Curve.of(t -> t.times(3.9).exp())), "G²", "t = 0.0");
    new ScalarProcess(growing, Curve.of(t -> t.times(4).exp())); // G² = 0 all along
    new ScalarProcess(growing, Curve.of(t -> t.times(4.1).exp()));
  }

  @Test
  void aSignalWithoutInverseIsRefused() {
    Curve gone = Curve.of(t -> t.negate().plus(1));
    refused(() -> new ScalarProcess(gone, RISING), "H must have an inverse", "0.0 at t = 1.0");
    Curve through = Curve.of(t -> t.times(-1.5).plus(1)); // 0 at 2/3, which is not on the grid
    refused(() -> new ScalarProcess(through, RISING), "keeps its sign", "t = 0.66796875");
    Curve nothing = Curve.of(t -> Double.NaN, t -> 0);
    refused(() -> new ScalarProcess(nothing, RISING), "finite h", "NaN", "t = 0.0");
    refused(
        () -> new DiagonalProcess(Shape.of(3), one(3, 1, gone, ONE), all(3, RISING)),
        "inverse",
        "at pixel (1)",
        "t = 1.0");
  }

  @Test
  void aNegativeVarianceIsRefused() {
    Curve below = Curve.of(t -> t.minus(0.1));
    refused(() -> new ScalarProcess(ONE, below), "Σ must have", "-0.1", "t = 0.0");
    Curve infinite = Curve.of(t -> Double.POSITIVE_INFINITY, t -> 0);
    refused(() -> new ScalarProcess(ONE, infinite), "Infinity");
    refused(
        () -> new FourierProcess(Shape.of(2, 2), all(4, ONE), one(4, 3, below, RISING)),
        "Σ must have",
        "at frequency (0, 1, 1)");
  }

  /** β of the linear ᾱ reaches 999, and Σ′ and what is carried nearly cancel at small t. */
  @Test
  void theSchedulesOfThePackagePass() {
    for (Curve alphaBar : new Curve[] {new LinearAlphaBar(), new CosineAlphaBar()}) {
      new VariancePreserving(alphaBar);
      new SubVariancePreserving(alphaBar);
    }
    new VarianceExploding(0.01, 50);
    Shape form = Shape.of(1, 28, 28);
    DiagonalProcess.inpainting(form, CentreMask.of(form));
    FourierBands.restoration(form, 1);
    FourierBands.generation(form);
    for (Kind kind : Kind.values()) {
      kind.process();
    }
  }

  /** Curves may hand out the same array each time: looking must not change it. */
  @Test
  void theArraysOfTheCurvesAreLeftAlone() {
    double[] h = {1, 1};
    double[] dh = {-0.1, -0.2};
    double[] variance = {0.5, 2};
    double[] growth = {1, 1};
    new DiagonalProcess(
        Shape.of(2), Curves.of(t -> h, t -> dh), Curves.of(t -> variance, t -> growth));
    assertTrue(Arrays.equals(new double[] {-0.1, -0.2}, dh));
    assertTrue(Arrays.equals(new double[] {1, 1}, growth));
  }

  @Test
  void aSpectrumThatIsNotEvenIsRefusedAtOnce() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new FourierProcess(Shape.of(1, 4), all(4, ONE), one(4, 1, RISING, ONE)));
  }
}

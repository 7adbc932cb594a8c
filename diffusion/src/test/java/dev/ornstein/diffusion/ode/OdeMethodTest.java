package dev.ornstein.diffusion.ode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Methods on equations with solutions in closed form, in doubles. */
class OdeMethodTest {
  /** A tolerance that no step here exceeds, so that a method makes the steps it is asked for. */
  private static final Tolerance NONE = Tolerance.of(1);

  /** u′ = v, v′ = −u, w′ = −2 t w²: w = 1/(1 + t²), and a rotation. */
  private static final Ode EQUATION = (t, y) -> new double[] {y[1], -y[0], -2 * t * y[2] * y[2]};

  private static final double[] START = {0, 1, 1};

  private static double[] solution(double t) {
    return new double[] {Math.sin(t), Math.cos(t), 1 / (1 + t * t)};
  }

  private static double error(double[] y, double t) {
    double[] truth = solution(t);
    double max = 0;
    for (int i = 0; i < y.length; i++) {
      max = Math.max(max, Math.abs(y[i] - truth[i]));
    }
    return max;
  }

  private static double errorOf(OdeMethod method, int steps) {
    double[] y = START;
    for (int i = 0; i < steps; i++) {
      y = method.advance(EQUATION, 2.0 * i / steps, 2.0 * (i + 1) / steps, y);
    }
    return error(y, 2);
  }

  private static double order(OdeMethod method, int steps) {
    return Math.log(errorOf(method, steps) / errorOf(method, 2 * steps)) / Math.log(2);
  }

  @Test
  void heunHasOrderTwo() {
    assertEquals(2, order(new Heun(), 64), 0.1);
  }

  @Test
  void theClassicalMethodHasOrderFour() {
    assertEquals(4, order(new RungeKutta4(), 64), 0.1);
    assertTrue(errorOf(new RungeKutta4(), 64) < 1e-6);
  }

  @Test
  void dormandAndPrinceHaveOrderFive() {
    assertEquals(5, order(new DormandPrince(NONE), 64), 0.25);
    assertTrue(errorOf(new DormandPrince(NONE), 64) < 1e-10);
  }

  /** A smaller tolerance gives a smaller error, about in proportion, at more evaluations. */
  @Test
  void theErrorFollowsTheTolerance() {
    double previousError = 1;
    long previousCount = 0;
    for (double tolerance : new double[] {1e-3, 1e-5, 1e-7, 1e-9}) {
      long[] count = {0};
      Ode counted =
          (t, y) -> {
            count[0]++;
            return EQUATION.slope(t, y);
          };
      DormandPrince method = new DormandPrince(Tolerance.of(tolerance));
      double error = error(method.advance(counted, 0, 2, START), 2);
      String what = "error " + error + " with tolerance " + tolerance;
      assertTrue(error < 10 * tolerance, what);
      assertTrue(error < previousError / 10, what + " after " + previousError);
      assertTrue(count[0] > previousCount, count[0] + " evaluations");
      // order 5: a hundredth of the error takes 100^⅕ = 2.5 times the steps
      assertTrue(previousCount == 0 || count[0] < 4 * previousCount, count[0] + " evaluations");
      previousError = error;
      previousCount = count[0];
    }
  }

  @Test
  void itGoesBackInTimeToo() {
    DormandPrince method = new DormandPrince(Tolerance.of(1e-8));
    double[] back = method.advance(EQUATION, 2, 0, solution(2));
    assertTrue(error(back, 0) < 1e-7);
    assertArrayEquals(new double[] {0, 1, 1}, START, "the start is left as it is");
  }

  /** y = √t has no slope at 0, where √t itself is continuous. */
  @Test
  void anEndWithoutASlopeIsReachedFromInside() {
    Ode root =
        new Ode() {
          @Override
          public double[] slope(double t, double[] y) {
            assertTrue(t > 0, "asked for a slope at " + t);
            return new double[] {0.5 / Math.sqrt(t)};
          }

          @Override
          public boolean isDefinedAt(double t) {
            return t > 0;
          }
        };
    for (double tolerance : new double[] {1e-2, 1e-4, 1e-6}) {
      DormandPrince method = new DormandPrince(Tolerance.of(tolerance));
      double end = method.advance(root, 1, 0, new double[] {1})[0];
      assertEquals(0, end, 5 * tolerance, "with tolerance " + tolerance);
    }
    double euler = new Heun().advance(root, 0.01, 0, new double[] {0.1})[0];
    assertEquals(0.05, euler, 1e-12, "Heun's step ends as Euler's");
    double middle = new RungeKutta4().advance(root, 0.01, 0, new double[] {0.1})[0];
    assertEquals(0.1 - 0.01 * 0.5 / Math.sqrt(0.005), middle, 1e-12, "ends by its middle slope");
  }

  @Test
  void onlyOneOfThemAdapts() {
    assertFalse(new Heun().isAdaptive());
    assertFalse(new RungeKutta4().isAdaptive());
    assertTrue(new DormandPrince(NONE).isAdaptive());
  }

  @Test
  void whatCannotBeIntegratedIsNamed() {
    DormandPrince method = new DormandPrince(Tolerance.of(1e-6));
    Ode explodes = (t, y) -> new double[] {y[0] * y[0]}; // 1/(1 − t)
    String message =
        assertThrows(
                ArithmeticException.class, () -> method.advance(explodes, 0, 2, new double[] {1}))
            .getMessage();
    assertTrue(message.contains("t = 0.99") || message.contains("t = 1.0"), message);
    Ode nan = (t, y) -> new double[] {t < 0.5 ? 1 : Double.NaN};
    message =
        assertThrows(ArithmeticException.class, () -> method.advance(nan, 0, 1, new double[] {1}))
            .getMessage();
    assertTrue(message.contains("not finite"), message);
    Ode stiff = (t, y) -> new double[] {-1e6 * y[0]};
    message =
        assertThrows(ArithmeticException.class, () -> method.advance(stiff, 0, 1, new double[] {1}))
            .getMessage();
    assertTrue(message.contains("after 10000 steps"), message);
  }

  @Test
  void tolerancesAreChecked() {
    for (double wrong : new double[] {0, -1e-3, 1.5, Double.NaN}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> new Tolerance(wrong, 1e-3))
              .getMessage();
      assertTrue(message.contains("relative") && message.contains("" + wrong), message);
      message =
          assertThrows(IllegalArgumentException.class, () -> new Tolerance(1e-3, wrong))
              .getMessage();
      assertTrue(message.contains("absolute") && message.contains("" + wrong), message);
    }
  }
}

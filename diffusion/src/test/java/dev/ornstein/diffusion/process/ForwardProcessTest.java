package dev.ornstein.diffusion.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.Kind;
import dev.ornstein.diffusion.matrix.DiagonalMatrix;
import dev.ornstein.diffusion.matrix.ScalarMatrix;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every forward process, checked for each kind of matrix. */
class ForwardProcessTest {
  private static final double STEP = 1e-4;
  private static final double DIFFERENCE = 1e-6; // of central differences with that step
  private static final double[] TIMES = {0.1, 0.35, 0.7, 0.95};

  private final Engine engine = Compare.engine();

  private static double[] dense(SymmetricMatrix a) {
    return a.toDense(Kind.SAMPLE).entries();
  }

  private static double[] slope(DoubleFunction<SymmetricMatrix> f, double t) {
    return dense(f.apply(t + STEP).minus(f.apply(t - STEP)).scale(0.5 / STEP));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void derivativesAreThoseOfTheFunctions(Kind kind) {
    ForwardProcess process = kind.process();
    for (double t : TIMES) {
      Compare.close(slope(process::H, t), dense(process.dH(t)), DIFFERENCE, "H′ at " + t);
      Compare.close(slope(process::Sigma, t), dense(process.dSigma(t)), DIFFERENCE, "Σ′ at " + t);
    }
  }

  /** F is the slope of M₁ and G² that of M₂ at the start of a transition. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void driftAndDiffusionAreTheSlopesOfTheExactTransition(Kind kind) {
    ForwardProcess process = kind.process();
    for (double t : TIMES) {
      double[] drift = new double[Kind.D * Kind.D];
      double[] diffusion = new double[drift.length];
      for (int i = 1; i <= 2; i++) { // extrapolated to a step of 0: errors are O(τ²)
        double tau = i * STEP;
        Transition m = process.transition(t, t + tau);
        SymmetricMatrix F = m.M1().minus(ScalarMatrix.identity()).scale(1 / tau);
        SymmetricMatrix G2 = m.M2().scale(1 / tau);
        for (int k = 0; k < drift.length; k++) {
          drift[k] += (i == 1 ? 2 : -1) * dense(F)[k];
          diffusion[k] += (i == 1 ? 2 : -1) * dense(G2)[k];
        }
      }
      Compare.close(drift, dense(process.F(t)), DIFFERENCE, "F at " + t);
      Compare.close(diffusion, dense(process.G2(t)), DIFFERENCE, "G² at " + t);
    }
  }

  /** Σ′ = FΣ + ΣF + G²: the covariance of dx = Fx dt + G dw. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void theLyapunovEquationHolds(Kind kind) {
    ForwardProcess process = kind.process();
    for (double t : TIMES) {
      SymmetricMatrix carried = process.F(t).times(process.Sigma(t)).scale(2);
      SymmetricMatrix right = carried.plus(process.G2(t));
      Compare.close(slope(process::Sigma, t), dense(right), DIFFERENCE, "Σ′ at " + t);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void transitionsCompose(Kind kind) {
    ForwardProcess process = kind.process();
    Transition first = process.transition(0.2, 0.5);
    Transition second = process.transition(0.5, 0.9);
    Transition both = process.transition(0.2, 0.9);
    SymmetricMatrix M1 = second.M1().times(first.M1());
    SymmetricMatrix M2 = second.M1().times(second.M1()).times(first.M2()).plus(second.M2());
    Compare.close(dense(both.M1()), dense(M1), Compare.DOUBLE, "M₁");
    Compare.close(dense(both.M2()), dense(M2), Compare.DOUBLE, "M₂");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theTransitionFromZeroIsThePerturbation(Kind kind) {
    ForwardProcess process = kind.process();
    Transition m = process.transition(0, 0.6);
    Compare.close(dense(process.H(0.6)), dense(m.M1()), Compare.DOUBLE, "M₁");
    Compare.close(dense(process.Sigma(0.6)), dense(m.M2()), Compare.DOUBLE, "M₂");
    Tensor x0 = Compare.normal(engine, 1, 3, 1, 4, 4);
    Tensor epsilon = Compare.normal(engine, 2, 3, 1, 4, 4);
    Tensor t = engine.full(Shape.of(3), 0.6f);
    Compare.close(
        process.perturb(x0, t, epsilon), m.apply(x0, epsilon), Compare.FLOAT, "x_t from x_0");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everySampleHasATimeOfItsOwn(Kind kind) {
    ForwardProcess process = kind.process();
    Tensor x0 = Compare.normal(engine, 3, 3, 1, 4, 4);
    Tensor epsilon = Compare.normal(engine, 4, 3, 1, 4, 4);
    float[] times = {0.9f, 0.1f, 0.4f};
    Tensor together = process.perturb(x0, engine.of(times, 3), epsilon);
    Shape one = Shape.of(1, 1, 4, 4);
    for (int i = 0; i < 3; i++) {
      Tensor alone =
          process.perturb(
              x0.window(16 * i, one),
              engine.of(new float[] {times[i]}, 1),
              epsilon.window(16 * i, one));
      Compare.close(alone, together.window(16 * i, one), Compare.FLOAT, "sample " + i);
    }
  }

  @Test
  void equalTimesShareOneMatrix() {
    Tensor equal = engine.full(Shape.of(5), 0.5f);
    assertArrayEquals(new double[] {0.5}, ForwardProcess.times(equal));
    Tensor different = engine.of(new float[] {0.5f, 0.25f, 0.5f}, 3);
    assertArrayEquals(new double[] {0.5, 0.25, 0.5}, ForwardProcess.times(different));
    assertThrows(ShapeException.class, () -> ForwardProcess.times(engine.scalar(0.5f)));
    assertThrows(ShapeException.class, () -> ForwardProcess.times(engine.zeros(Shape.of(0))));
  }

  /** One pixel that shrinks; made without the check that the processes of the package have. */
  private static final class Shrinking implements ForwardProcess {
    @Override
    public SymmetricMatrix H(double... t) {
      return DiagonalMatrix.of(new double[] {1, 1}, Shape.of(2));
    }

    @Override
    public SymmetricMatrix dH(double... t) {
      return DiagonalMatrix.of(new double[] {0, 0}, Shape.of(2));
    }

    @Override
    public SymmetricMatrix Sigma(double... t) {
      return DiagonalMatrix.of(new double[] {t[0], 1 - 0.5 * t[0]}, Shape.of(2));
    }

    @Override
    public SymmetricMatrix dSigma(double... t) {
      return DiagonalMatrix.of(new double[] {1, -0.5}, Shape.of(2));
    }
  }

  /** Noise that shrinks faster than the drift makes it shrink cannot come from a diffusion. */
  @Test
  void aProcessThatWouldNeedNegativeVarianceIsRefused() {
    ForwardProcess shrinking = new Shrinking();
    String diffusion =
        assertThrows(ArithmeticException.class, () -> shrinking.G2(0.3)).getMessage();
    assertTrue(diffusion.contains("G²") && diffusion.contains("-0.5 at pixel (1)"), diffusion);
    String transition =
        assertThrows(ArithmeticException.class, () -> shrinking.transition(0.2, 0.4)).getMessage();
    assertTrue(transition.contains("M₂") && transition.contains("pixel (1)"), transition);
  }

  /**
   * Outside the mask of in-painting nothing changes: rounding must not make a variance negative.
   */
  @Test
  void constantNoiseNeedsNoDiffusion() {
    ForwardProcess process =
        new DiagonalProcess(
            Shape.of(2),
            Curves.of(
                t -> new double[] {1, Math.exp(-5 * t * t)},
                t -> new double[] {0, -10 * t * Math.exp(-5 * t * t)}),
            Curves.of(
                t -> new double[] {1e-10, 1 - Math.exp(-10 * t * t)},
                t -> new double[] {0, 20 * t * Math.exp(-10 * t * t)}));
    for (double t : TIMES) {
      assertEquals(0, ((DiagonalMatrix) process.G2(t)).diagonal()[0]);
      assertEquals(0, ((DiagonalMatrix) process.transition(t, 1).M2()).diagonal()[0]);
      double inside = ((DiagonalMatrix) process.G2(t)).diagonal()[1];
      assertEquals(20 * t, inside, 1e-12, "β = 20 t inside the mask, variance preserving");
    }
  }

  @Test
  void theWrongNumberOfEigenvaluesIsNamed() {
    Curves two = Curves.of(t -> new double[] {1, 1}, t -> new double[] {0, 0});
    Curves three = Curves.of(t -> new double[3], t -> new double[3]);
    String message =
        assertThrows(ShapeException.class, () -> new DiagonalProcess(Shape.of(3), two, three))
            .getMessage();
    assertTrue(message.contains("H at t = 0.0") && message.contains("2 eigenvalues"), message);
  }
}

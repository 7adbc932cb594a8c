package dev.ornstein.diffusion.model;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.GradCheck;
import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.Kind;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.diffusion.process.VariancePreserving;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All pairs of predictions, for all kinds of processes, with a time for each sample. */
class ConversionTest {
  /** Conversions divide by H or Σ^½, here not below 1/20. */
  private static final double TOLERANCE = 20 * Compare.FLOAT;

  private final Engine engine = Compare.engine();
  private final Tensor x0 = Compare.normal(engine, 1, 3, 1, 4, 4);
  private final Tensor epsilon = Compare.normal(engine, 2, 3, 1, 4, 4);
  private final Tensor t = engine.of(new float[] {0.1f, 0.4f, 0.5f}, 3);

  /** From the truth in one form comes the truth in the other. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyPairAgreesWithTheDefinitions(Kind kind) {
    check(kind.process());
  }

  @Test
  void everyPairAgreesForTheVariancePreservingProcess() {
    check(VariancePreserving.linear());
    check(VariancePreserving.cosine());
  }

  private void check(ForwardProcess process) {
    Tensor x = process.perturb(x0, t, epsilon);
    for (Prediction from : Prediction.values()) {
      for (Prediction to : Prediction.values()) {
        Tensor known = from.truth(process, t, x0, epsilon);
        Tensor wanted = to.truth(process, t, x0, epsilon);
        Conversion c = Conversion.between(process, from, to, ForwardProcess.times(t));
        Compare.close(wanted, c.apply(x, known), TOLERANCE, from + " → " + to);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void thereAndBackIsTheSame(Kind kind) {
    ForwardProcess process = kind.process();
    double[] times = ForwardProcess.times(t);
    Tensor x = Compare.normal(engine, 3, 3, 1, 4, 4);
    Tensor p = Compare.normal(engine, 4, 3, 1, 4, 4); // any prediction, right or wrong
    for (Prediction from : Prediction.values()) {
      for (Prediction to : Prediction.values()) {
        Tensor q = Conversion.between(process, from, to, times).apply(x, p);
        Tensor back = Conversion.between(process, to, from, times).apply(x, q);
        Compare.close(p, back, TOLERANCE, from + " → " + to + " → " + from);
      }
    }
  }

  @Test
  void conversionsAreDifferentiable() {
    ForwardProcess process = VariancePreserving.cosine();
    Conversion c = Conversion.between(process, Prediction.V, Prediction.SCORE, 0.2, 0.5, 0.6);
    GradCheck.first("v → score", a -> c.apply(a[0], a[1]), x0, epsilon);
  }

  @Test
  void theSameKindIsHandedThrough() {
    ForwardProcess process = VariancePreserving.linear();
    Tensor x = process.perturb(x0, t, epsilon);
    Conversion c = Conversion.between(process, Prediction.V, Prediction.V, 0.5);
    assertSame(epsilon, c.apply(x, epsilon));
  }

  /** At t = 0 there is no noise: x₀ is known from anything, ε from v only. */
  @Test
  void whatIsDeterminedWithoutNoise() {
    ForwardProcess process = VariancePreserving.linear();
    for (Prediction from : Prediction.values()) {
      Conversion c = Conversion.between(process, from, Prediction.X0, 0);
      Tensor known = from == Prediction.X0 ? x0 : epsilon;
      Compare.close(x0, c.apply(x0, known), Compare.FLOAT, from + " → x₀ at t = 0");
    }
    Conversion fromV = Conversion.between(process, Prediction.V, Prediction.EPSILON, 0);
    Compare.close(epsilon, fromV.apply(x0, epsilon), Compare.FLOAT, "v is ε at t = 0");
    String message =
        assertThrows(
                ArithmeticException.class,
                () -> Conversion.between(process, Prediction.X0, Prediction.SCORE, 0))
            .getMessage();
    assertTrue(message.startsWith("X0 cannot be turned into SCORE at t = 0.0"), message);
  }

  @Test
  void aModelReadsOnePredictionInEveryForm() {
    ForwardProcess process = VariancePreserving.cosine();
    double time = 0.5f;
    Tensor times = engine.full(Shape.of(3), 0.5f);
    Tensor x = process.perturb(x0, times, epsilon);
    Tensor v = Prediction.V.truth(process, times, x0, epsilon);
    DiffusionModel model = new DiffusionModel(process, Prediction.V, (a, b) -> Var.constant(v));
    Estimate estimate = model.at(x, time);
    Compare.close(x0, estimate.x0(), TOLERANCE, "x₀");
    Compare.close(epsilon, estimate.epsilon(), TOLERANCE, "ε");
    Compare.close(
        Prediction.SCORE.truth(process, times, x0, epsilon), estimate.score(), TOLERANCE, "score");
    Estimate clamped = model.clampX0(-0.5f, 0.25f).at(x, time);
    Compare.close(x0.clamp(-0.5f, 0.25f), clamped.x0(), TOLERANCE, "x₀ cut off");
    Tensor again = process.perturb(clamped.x0(), times, clamped.epsilon());
    Compare.close(x, again, TOLERANCE, "ε agrees with the x₀ that was cut off");
  }

  @Test
  void aDenoiserThatReturnsAnotherShapeIsNamed() {
    DiffusionModel model =
        new DiffusionModel(
            VariancePreserving.linear(), Prediction.EPSILON, (x, s) -> x.reshape(3, 16));
    String message = assertThrows(ShapeException.class, () -> model.at(x0, 0.5)).getMessage();
    assertTrue(message.contains("(3, 16)") && message.contains("(3, 1, 4, 4)"), message);
  }
}

package dev.ornstein.diffusion.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.GradCheck;
import dev.ornstein.autograd.NoGrad;
import dev.ornstein.autograd.Tape;
import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.Kind;
import dev.ornstein.diffusion.matrix.DiagonalMatrix;
import dev.ornstein.diffusion.matrix.ScalarMatrix;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.diffusion.process.VariancePreserving;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Scope;
import dev.ornstein.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guided scores against posteriors that are known in closed form. */
class GuidanceTest {
  /** Two denoisers, a gradient and conversions, each with the roundings of float32. */
  private static final double SCORES = 20 * Compare.FLOAT;

  private final Engine engine = Compare.engine();
  private final Tensor mean = Compare.normal(engine, 1, 1, 1, 4, 4);
  private final Tensor x = Compare.normal(engine, 2, 3, 1, 4, 4);
  private final Tensor t = engine.of(new float[] {0.15f, 0.4f, 0.8f}, 3);
  private final Tensor y = Compare.normal(engine, 3, 1, 1, 4, 4);

  /** A, Σ_y, C and what follows for x₀ given y. */
  private record Measurement(
      ForwardProcess process, SymmetricMatrix C, SymmetricMatrix A, SymmetricMatrix SigmaY) {

    static Measurement of(Kind kind) {
      return new Measurement(
          kind.process(), kind.covariance(), kind.random(1, -1, 1, 6), kind.random(1, 0.1, 1, 7));
    }

    DiffusionModel prior(Tensor mean) {
      return new DiffusionModel(process, Prediction.SCORE, new GaussianDenoiser(process, mean, C));
    }

    MeasurementLikelihood likelihood(DiffusionModel model, Tensor y) {
      return new MeasurementLikelihood(model, A, y, SigmaY, C);
    }

    /** x₀ given y is normal: C′ = (C⁻¹ + A²Σ_y⁻¹)⁻¹, μ′ = C′(C⁻¹μ + AΣ_y⁻¹y). */
    GaussianDenoiser posterior(Tensor mean, Tensor y) {
      SymmetricMatrix weight = A.times(SigmaY.inverse());
      SymmetricMatrix given = C.inverse().plus(weight.times(A)).inverse();
      Tensor mu = given.times(C.inverse().times(mean).plus(weight.times(y)));
      return new GaussianDenoiser(process, mu, given);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void onNormalDataAMeasurementGivesTheExactPosterior(Kind kind) {
    Measurement m = Measurement.of(kind);
    DiffusionModel prior = m.prior(mean);
    DiffusionModel guided = prior.guided(m.likelihood(prior, y), 1);
    Tensor expected = m.posterior(mean, y).predict(Var.constant(x), t).value();
    Tensor actual = guided.score(Var.constant(x), t).value();
    Compare.close(expected, actual, SCORES, kind + ": posterior score");
    double far =
        Compare.difference(
            Compare.doubles(expected), Compare.doubles(prior.score(Var.constant(x), t).value()));
    assertTrue(far > 0.1, "the measurement says something: " + far);
  }

  /** p(y | x_t) itself is normal with a mean and covariance that need no denoiser. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void onNormalDataTheLikelihoodIsThatOfTheJointDistribution(Kind kind) {
    Measurement m = Measurement.of(kind);
    double time = 0.3;
    Tensor late = engine.full(t.shape(), (float) time);
    // ln p(y | x_t) = ln p(x_t | y) + ln p(y) − ln p(x_t)
    SymmetricMatrix ofY = m.A.times(m.C).times(m.A).plus(m.SigmaY);
    Var residual = Var.constant(y.minus(m.A.times(mean)));
    double evidence = NormalDensity.logarithm(ofY, residual).item();
    Var at = Var.constant(x);
    Tensor given = m.posterior(mean, y).logDensity(at, late).value();
    Tensor alone = new GaussianDenoiser(m.process, mean, m.C).logDensity(at, late).value();
    Tensor actual = m.likelihood(m.prior(mean), y).at(at, late).value();
    double[] expected = new double[3];
    for (int i = 0; i < 3; i++) {
      expected[i] = given.get(i) + evidence - alone.get(i);
    }
    Compare.close(expected, Compare.doubles(actual), SCORES, kind + ": ln p(y | x_t)");
  }

  /** Each form of the prior is shifted so that the score comes out the same. */
  @Test
  void everyPredictionIsGuidedAlike() {
    Measurement m = Measurement.of(Kind.FOURIER);
    DiffusionModel prior = m.prior(mean);
    LogLikelihood likelihood = m.likelihood(prior, y);
    Tensor expected = prior.guided(likelihood, 1.5).score(Var.constant(x), t).value();
    for (Prediction form : Prediction.values()) {
      DiffusionModel same =
          new DiffusionModel(m.process, form, (v, when) -> prior.predict(form, v, when));
      DiffusionModel guided = same.guided(likelihood, 1.5);
      assertEquals(form, guided.prediction());
      Tensor actual = guided.score(Var.constant(x), t).value();
      Compare.close(expected, actual, SCORES, "guided " + form);
    }
  }

  /** Where the image is cut off before, its gradient is cut off in the likelihood too. */
  @Test
  void guidanceFollowsAnImageThatWasCutOff() {
    Measurement m = Measurement.of(Kind.SCALAR);
    DiffusionModel wide = m.prior(mean).clampX0(-1e6f, 1e6f);
    Tensor expected = m.posterior(mean, y).predict(Var.constant(x), t).value();
    Tensor actual = wide.guided(m.likelihood(wide, y), 1).score(Var.constant(x), t).value();
    Compare.close(expected, actual, SCORES, "nothing is cut off");
    DiffusionModel narrow = m.prior(mean).clampX0(-1e-6f, 1e-6f);
    Tensor alone = narrow.score(Var.constant(x), t).value();
    actual = narrow.guided(m.likelihood(narrow, y), 1).score(Var.constant(x), t).value();
    Compare.close(alone, actual, Compare.FLOAT, "everything is cut off");
  }

  /** The limit C = 0 forgets how unsure x̂₀ is, so its pull is too strong. */
  @Test
  void theEstimateAloneIsMoreSureOfItself() {
    Measurement m = Measurement.of(Kind.SCALAR);
    DiffusionModel prior = m.prior(mean);
    MeasurementLikelihood likelihood = MeasurementLikelihood.ofEstimate(prior, m.A, y, m.SigmaY);
    assertEquals(0, likelihood.R(0.5).norm());
    Compare.close(
        ((ScalarMatrix) m.SigmaY).values(),
        ((ScalarMatrix) likelihood.covariance(0.5)).values(),
        Compare.DOUBLE,
        "covariance");
    Tensor plain = prior.score(Var.constant(x), t).value();
    Tensor pull = prior.guided(m.likelihood(prior, y), 1).score(Var.constant(x), t).value();
    Tensor strong = prior.guided(likelihood, 1).score(Var.constant(x), t).value();
    double ratio = strong.minus(plain).get(0) / pull.minus(plain).get(0);
    double[] times = {0.15f};
    double expected =
        ((ScalarMatrix) m.likelihood(prior, y).covariance(times)).values()[0]
            / ((ScalarMatrix) m.SigmaY).values()[0];
    assertEquals(expected, ratio, 1e-3 * expected, "how much stronger the pull is");
  }

  @Test
  void theCovarianceOfAnImageIsThatOfTheData() {
    Measurement m = Measurement.of(Kind.DIAGONAL);
    SymmetricMatrix R = m.likelihood(m.prior(mean), y).R(0.4);
    SymmetricMatrix H = m.process.H(0.4);
    SymmetricMatrix expected =
        H.times(H).times(m.process.Sigma(0.4).inverse()).plus(m.C.inverse()).inverse();
    Compare.close(
        expected.toDense(Kind.SAMPLE).entries(),
        R.toDense(Kind.SAMPLE).entries(),
        Compare.DOUBLE,
        "R");
  }

  @Test
  void insideNoGradAPassOfItsOwnIsRecorded() {
    Measurement m = Measurement.of(Kind.FOURIER);
    DiffusionModel prior = m.prior(mean);
    DiffusionModel guided = prior.guided(m.likelihood(prior, y), 1);
    Tensor outside = guided.score(Var.constant(x), t).value();
    try (NoGrad off = NoGrad.enter()) {
      Compare.close(outside, guided.score(Var.constant(x), t).value(), 0, "inside NoGrad");
      assertFalse(Tape.isRecording());
    }
  }

  /** All but arrays of a few elements, which no pool keeps, is used again. */
  @Test
  void theMemoryOfThePassInsideIsUsedAgain() {
    Measurement m = Measurement.of(Kind.FOURIER);
    DiffusionModel prior = m.prior(mean);
    DiffusionModel guided = prior.guided(m.likelihood(prior, y), 1);
    Tensor many = Compare.normal(engine, 4, 300, 1, 4, 4);
    evaluate(guided, many, 2);
    long before = engine.allocatedBytes();
    evaluate(guided, many, 20);
    long more = engine.allocatedBytes() - before;
    assertTrue(more < 4L * many.size(), more + " bytes were allocated in 20 evaluations");
  }

  private void evaluate(DiffusionModel guided, Tensor many, int times) {
    for (int i = 0; i < times; i++) {
      try (Scope scope = engine.scope();
          NoGrad off = NoGrad.enter()) {
        guided.at(many, 0.5).score();
      }
    }
  }

  /** A posterior has a flow and a likelihood of its own, which need the guided score's slope. */
  @Test
  void aGuidedScoreIsDifferentiable() {
    Measurement m = Measurement.of(Kind.FOURIER);
    DiffusionModel prior = m.prior(mean);
    DiffusionModel guided = prior.guided(m.likelihood(prior, y), 1);
    GradCheck.first("guided score", v -> guided.score(v[0], t), x);
  }

  @Test
  void twoObservationsAreGuidedByBoth() {
    Measurement m = Measurement.of(Kind.DENSE);
    DiffusionModel prior = m.prior(mean);
    LogLikelihood likelihood = m.likelihood(prior, y);
    Tensor twice = prior.guided(likelihood, 2).score(Var.constant(x), t).value();
    Tensor both =
        prior.guided(likelihood, 1).guided(likelihood, 1).score(Var.constant(x), t).value();
    Compare.close(twice, both, SCORES, "one observation of weight 2, and two of weight 1");
  }

  @Test
  void whatCannotBeIsRefused() {
    ForwardProcess process = VariancePreserving.linear();
    DiffusionModel prior =
        new DiffusionModel(
            process, Prediction.SCORE, new GaussianDenoiser(process, mean, ScalarMatrix.of(1)));
    LogLikelihood any = (v, when) -> v.reshape(3, -1).sum(false, 1);
    for (double weight : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> prior.guided(any, weight))
              .getMessage();
      assertTrue(message.contains(String.valueOf(weight)), message);
    }
    String message =
        assertThrows(
                RuntimeException.class,
                () -> prior.guided((v, when) -> v.sum(), 1).score(Var.constant(x), t))
            .getMessage();
    assertTrue(message.contains("one number for each sample"), message);
    double[] mask = new double[Kind.D];
    mask[3] = 1;
    SymmetricMatrix A = DiagonalMatrix.of(mask, Kind.SAMPLE);
    LogLikelihood sure =
        new MeasurementLikelihood(prior, A, y, ScalarMatrix.of(0), ScalarMatrix.of(1));
    message =
        assertThrows(ArithmeticException.class, () -> sure.at(Var.constant(x), t)).getMessage();
    assertTrue(message.contains("give Σ_y more noise") && message.contains("pixel"), message);
    message =
        assertThrows(
                IllegalArgumentException.class,
                () -> MeasurementLikelihood.ofEstimate(prior, A, y, ScalarMatrix.of(-1)))
            .getMessage();
    assertTrue(message.contains("measurement's noise has no negative eigenvalue"), message);
  }
}

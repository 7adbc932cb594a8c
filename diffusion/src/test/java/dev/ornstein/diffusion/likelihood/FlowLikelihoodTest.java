package dev.ornstein.diffusion.likelihood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.Kind;
import dev.ornstein.diffusion.matrix.ScalarMatrix;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.model.GaussianDenoiser;
import dev.ornstein.diffusion.model.MeasurementLikelihood;
import dev.ornstein.diffusion.model.MixtureDenoiser;
import dev.ornstein.diffusion.model.Prediction;
import dev.ornstein.diffusion.ode.DormandPrince;
import dev.ornstein.diffusion.ode.Heun;
import dev.ornstein.diffusion.ode.OdeMethod;
import dev.ornstein.diffusion.ode.Tolerance;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.diffusion.process.VariancePreserving;
import dev.ornstein.diffusion.sampler.TimeGrid;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Log-densities along the probability flow against those in closed form, in nats. */
class FlowLikelihoodTest {
  /** Of log-densities between −30 and −10 by adaptive steps with tolerances of 10⁻⁵. */
  private static final double ADAPTIVE = 1e-3;

  private final Engine engine = Compare.engine();
  private final Tensor mean = Compare.normal(engine, 1, 1, 1, 4, 4);
  private final Tensor x = Compare.normal(engine, 2, 5, 1, 4, 4);

  private static OdeMethod adaptive() {
    return new DormandPrince(Tolerance.of(1e-5));
  }

  private static FlowLikelihood gaussian(
      GaussianDenoiser data, ForwardProcess process, TimeGrid grid, OdeMethod method) {
    DiffusionModel model = new DiffusionModel(process, Prediction.SCORE, data);
    NormalDistribution end = new NormalDistribution(data.mean(1), data.covariance(1));
    return new FlowLikelihood(model, grid, method, new ExactDivergence(), end);
  }

  private double[] truth(GaussianDenoiser data, double t) {
    return new NormalDistribution(data.mean(t), data.covariance(t)).logDensity(x);
  }

  private static double error(double[] truth, LogDensities actual) {
    return Compare.difference(truth, actual.nats());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void normalDataByHeunHasOrderTwo(Kind kind) {
    ForwardProcess process = kind.process();
    GaussianDenoiser data = new GaussianDenoiser(process, mean, kind.covariance());
    double[] errors = new double[2];
    for (int i = 0; i < 2; i++) {
      TimeGrid grid = TimeGrid.uniform(64 << i, 0.05, 1);
      LogDensities found = gaussian(data, process, grid, new Heun()).of(x, 0);
      errors[i] = error(truth(data, 0.05), found);
      assertEquals(2L * grid.steps(), found.evaluations());
      assertEquals(0, Compare.largest(found.standardErrors()));
    }
    String what = kind + ": errors " + errors[0] + " and " + errors[1];
    assertTrue(errors[1] < 0.05, what);
    assertEquals(2, Math.log(errors[0] / errors[1]) / Math.log(2), 0.3, what);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void normalDataByAdaptiveSteps(Kind kind) {
    ForwardProcess process = kind.process();
    GaussianDenoiser data = new GaussianDenoiser(process, mean, kind.covariance());
    LogDensities found = gaussian(data, process, TimeGrid.of(0, 1), adaptive()).of(x, 0);
    double error = error(truth(data, 0), found);
    assertTrue(error < ADAPTIVE, kind + ": error " + error);
    assertTrue(found.evaluations() < 300L * x.dim(0), found.evaluations() + " evaluations");
  }

  @Test
  void dataOfAnyCovariance() {
    ForwardProcess process = VariancePreserving.cosine();
    GaussianDenoiser data = new GaussianDenoiser(process, mean, Kind.DENSE.random(1, 0.1, 2, 7));
    NormalDistribution end = new NormalDistribution(data.mean(0.9), data.covariance(0.9));
    FlowLikelihood likelihood =
        new FlowLikelihood(
            new DiffusionModel(process, Prediction.SCORE, data),
            TimeGrid.of(0, 0.9),
            adaptive(),
            new ExactDivergence(),
            end);
    double error = error(truth(data, 0), likelihood.of(x, 0));
    assertTrue(error < ADAPTIVE, "error " + error);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aMixtureOfNormalDistributions(Kind kind) {
    Tensor means = Compare.normal(engine, 3, 3, 1, 4, 4).times(0.5f);
    List<SymmetricMatrix> C =
        List.of(kind.random(1, 0.1, 2, 3), kind.random(1, 0.1, 2, 4), kind.covariance());
    MixtureDenoiser data =
        new MixtureDenoiser(kind.process(), new double[] {0.5, 0.3, 0.2}, means, C);
    DiffusionModel model = new DiffusionModel(kind.process(), Prediction.SCORE, data);
    double from = 0.02;
    EndDensity end =
        v -> Compare.doubles(data.logDensity(Var.constant(v), engine.full(one(v), 1)).value());
    double[] truth =
        Compare.doubles(
            data.logDensity(Var.constant(x), engine.full(one(x), (float) from)).value());
    double error =
        error(
            truth,
            new FlowLikelihood(model, TimeGrid.of(from, 1), adaptive(), new ExactDivergence(), end)
                .of(x, 0));
    assertTrue(error < ADAPTIVE, kind + ": error " + error + " by adaptive steps");
    TimeGrid grid = TimeGrid.quadratic(128, from, 1);
    error =
        error(
            truth,
            new FlowLikelihood(model, grid, new Heun(), new ExactDivergence(), end).of(x, 0));
    assertTrue(error < 0.05, kind + ": error " + error + " by Heun's method");
  }

  private static Shape one(Tensor v) {
    return Shape.of(v.dim(0));
  }

  /** The posterior after a measurement is normal too, and guidance gives its flow. */
  @Test
  void aGuidedModelHasTheLikelihoodOfItsPosterior() {
    Kind kind = Kind.FOURIER;
    ForwardProcess process = kind.process();
    SymmetricMatrix C = kind.covariance();
    SymmetricMatrix A = kind.random(1, 0, 1, 6);
    SymmetricMatrix SigmaY = kind.random(1, 0.1, 1, 7);
    Tensor y = Compare.normal(engine, 3, 1, 1, 4, 4);
    SymmetricMatrix weight = A.times(SigmaY.inverse());
    SymmetricMatrix given = C.inverse().plus(weight.times(A)).inverse();
    Tensor mu = given.times(C.inverse().times(mean).plus(weight.times(y)));
    GaussianDenoiser posterior = new GaussianDenoiser(process, mu, given);
    DiffusionModel prior =
        new DiffusionModel(process, Prediction.SCORE, new GaussianDenoiser(process, mean, C));
    FlowLikelihood likelihood =
        new FlowLikelihood(
            prior.guided(new MeasurementLikelihood(prior, A, y, SigmaY, C), 1),
            TimeGrid.of(0, 1),
            adaptive(),
            new ExactDivergence(),
            new NormalDistribution(posterior.mean(1), posterior.covariance(1)));
    double error = error(truth(posterior, 0), likelihood.of(x, 0));
    assertTrue(error < ADAPTIVE, "error " + error);
  }

  /** Estimates with random probes lie around the exact value as their standard errors say. */
  @ParameterizedTest
  @EnumSource(HutchinsonDivergence.Probe.class)
  void hutchinsonsEstimateHasTheErrorThatItStates(HutchinsonDivergence.Probe probe) {
    Kind kind = Kind.DENSE;
    GaussianDenoiser data = new GaussianDenoiser(kind.process(), mean, kind.covariance());
    DiffusionModel model = new DiffusionModel(kind.process(), Prediction.SCORE, data);
    NormalDistribution end = new NormalDistribution(data.mean(1), data.covariance(1));
    TimeGrid grid = TimeGrid.uniform(12, 0.05, 1);
    Tensor many = Compare.normal(engine, 4, 100, 1, 4, 4);
    Divergence random = new HutchinsonDivergence(40, probe, Rng.of(5));
    double[] exact =
        new FlowLikelihood(model, grid, new Heun(), new ExactDivergence(), end).of(many, 0).nats();
    LogDensities found = new FlowLikelihood(model, grid, new Heun(), random, end).of(many, 0);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < exact.length; i++) {
      double z = (found.nats()[i] - exact[i]) / found.standardErrors()[i];
      sum += z;
      squares += z * z;
      assertTrue(Math.abs(z) < 5, probe + ": sample " + i + " is off by " + z + "σ");
    }
    double bias = sum / Math.sqrt(exact.length);
    assertTrue(Math.abs(bias) < 4, probe + ": the mean over samples is off by " + bias + "σ");
    assertEquals(1, Math.sqrt(squares / exact.length), 0.25, probe + ": spread in σ");
  }

  /** v² = 1 for signs, so the trace of a diagonal matrix has no error with one probe. */
  @Test
  void signsAreExactForDiagonalMatrices() {
    for (Kind kind : List.of(Kind.SCALAR, Kind.DIAGONAL)) {
      GaussianDenoiser data = new GaussianDenoiser(kind.process(), mean, kind.covariance());
      DiffusionModel model = new DiffusionModel(kind.process(), Prediction.SCORE, data);
      Divergence signs =
          new HutchinsonDivergence(1, HutchinsonDivergence.Probe.RADEMACHER, Rng.of(6));
      NormalDistribution end = new NormalDistribution(data.mean(1), data.covariance(1));
      FlowLikelihood likelihood =
          new FlowLikelihood(model, TimeGrid.of(0, 1), adaptive(), signs, end);
      double error = error(truth(data, 0), likelihood.of(x, 0));
      assertTrue(error < ADAPTIVE, kind + ": error " + error);
      assertTrue(Double.isNaN(likelihood.of(x, 0).standardErrors()[0]), "one probe has no spread");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aSampleDoesNotDependOnItsBatch(Kind kind) {
    GaussianDenoiser data = new GaussianDenoiser(kind.process(), mean, ScalarMatrix.of(0.5));
    DiffusionModel model = new DiffusionModel(kind.process(), Prediction.SCORE, data);
    Divergence random = new HutchinsonDivergence(2, HutchinsonDivergence.Probe.NORMAL, Rng.of(6));
    for (OdeMethod method : List.of(new Heun(), adaptive())) {
      FlowLikelihood likelihood =
          new FlowLikelihood(
              model,
              TimeGrid.uniform(4, 0.1, 1),
              method,
              random,
              NormalDistribution.of(model.process(), 1));
      LogDensities together = likelihood.of(x, 7);
      LogDensities first = likelihood.of(x.window(0, x.shape().with(0, 2)).copy(), 7);
      LogDensities rest = likelihood.of(x.window(2 * Kind.D, x.shape().with(0, 3)).copy(), 9);
      for (int i = 0; i < 3; i++) {
        String what = kind + " sample " + i + " " + method.getClass();
        assertEquals(rest.nats()[i], together.nats()[i + 2], what);
        assertEquals(rest.standardErrors()[i], together.standardErrors()[i + 2], what);
      }
      long evaluations =
          method.isAdaptive() ? first.evaluations() + rest.evaluations() : rest.evaluations();
      assertEquals(evaluations, together.evaluations(), kind + " " + method.getClass());
    }
  }

  @Test
  void theMemoryOfEvaluationsIsUsedAgain() {
    DiffusionModel model =
        new DiffusionModel(VariancePreserving.linear(), Prediction.EPSILON, (v, t) -> v.tanh());
    Tensor large = Compare.normal(engine, 3, 2, 1, 32, 32);
    Divergence random =
        new HutchinsonDivergence(2, HutchinsonDivergence.Probe.RADEMACHER, Rng.of(6));
    FlowLikelihood likelihood =
        new FlowLikelihood(
            model,
            TimeGrid.uniform(20, 0.1, 0.9),
            new Heun(),
            random,
            NormalDistribution.of(model.process(), 0.9));
    likelihood.of(large, 0);
    long before = engine.allocatedBytes();
    likelihood.of(large, 0);
    long more = engine.allocatedBytes() - before;
    assertTrue(more < 4 * 4L * large.size(), more + " bytes in 40 evaluations");
  }

  @Test
  void whatCannotBeIsRefused() {
    DiffusionModel model =
        new DiffusionModel(
            VariancePreserving.linear(), Prediction.EPSILON, (v, t) -> v.times(Float.NaN));
    NormalDistribution end = NormalDistribution.of(model.process(), 1);
    Divergence exact = new ExactDivergence();
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new FlowLikelihood(model, TimeGrid.of(1, 0.1), new Heun(), exact, end))
            .getMessage();
    assertTrue(message.contains("1 steps from 1.0 to 0.1"), message);
    FlowLikelihood nan = new FlowLikelihood(model, TimeGrid.of(0.1, 0.2), new Heun(), exact, end);
    message = assertThrows(ArithmeticException.class, () -> nan.of(x, 30)).getMessage();
    assertTrue(message.contains("sample 30 came out as NaN"), message);
    DiffusionModel sound =
        new DiffusionModel(VariancePreserving.linear(), Prediction.EPSILON, (v, t) -> v.tanh());
    FlowLikelihood all = new FlowLikelihood(sound, TimeGrid.of(0.1, 0.2), new Heun(), exact, end);
    Tensor third = x.copy();
    third.window(2 * Kind.D, Shape.of(1)).fillInPlace(Float.NaN);
    message = assertThrows(ArithmeticException.class, () -> all.of(third, 30)).getMessage();
    assertTrue(message.contains("sample 32 came out as NaN"), message);
    message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new HutchinsonDivergence(0, HutchinsonDivergence.Probe.NORMAL, Rng.of(1)))
            .getMessage();
    assertTrue(message.contains("at least 1 probe; got 0"), message);
    message =
        assertThrows(
                IllegalArgumentException.class,
                () -> NormalDistribution.of(VariancePreserving.linear(), 0))
            .getMessage();
    assertTrue(message.contains("positive eigenvalues"), message);
  }
}

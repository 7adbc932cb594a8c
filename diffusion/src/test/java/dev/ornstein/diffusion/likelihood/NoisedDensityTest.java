package dev.ornstein.diffusion.likelihood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.Kind;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.model.GaussianDenoiser;
import dev.ornstein.diffusion.model.Prediction;
import dev.ornstein.diffusion.ode.Heun;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bound for normal data, for which it has a closed form at every time. */
class NoisedDensityTest {
  private static final int SAMPLES = 400;

  /** Of the flow, in nats. */
  private static final double FLOW = 0.02;

  private final Engine engine = Compare.engine();
  private final Tensor mean = Compare.normal(engine, 1, 1, 1, 4, 4);

  private NoisedDensity density(Kind kind, GaussianDenoiser data, double t) {
    NoiseClock clock = new NoiseClock(kind.process(), Kind.SAMPLE);
    FlowLikelihood flow =
        new FlowLikelihood(
            new DiffusionModel(kind.process(), Prediction.SCORE, data),
            clock.grid(40, t, 1),
            clock.pace(new Heun()),
            new ExactDivergence(),
            new NormalDistribution(data.mean(1), data.covariance(1)));
    return new NoisedDensity(flow, Rng.of(3));
  }

  /** E[ln N(H x + Σ^½ ε; H μ, V)] = ln N(H x; H μ, V) − ½ tr(V⁻¹Σ), with V = H C H + Σ. */
  private static double expected(
      ForwardProcess process, GaussianDenoiser data, Tensor x, double t) {
    SymmetricMatrix V = data.covariance(t);
    Tensor centre = process.H(t).times(x);
    double density = new NormalDistribution(data.mean(t), V).logDensity(centre)[0];
    double spread = V.inverse().times(process.Sigma(t)).trace(Kind.SAMPLE)[0];
    return density - 0.5 * spread + process.H(t).logDeterminant(Kind.SAMPLE)[0];
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void itsMeanIsTheBoundInClosedForm(Kind kind) {
    GaussianDenoiser data = new GaussianDenoiser(kind.process(), mean, kind.covariance());
    double t = 0.1;
    Tensor one = Compare.normal(engine, 2, 1, 1, 4, 4);
    Tensor x = engine.zeros(one.shape().with(0, SAMPLES)).plus(one);
    double[] nats = density(kind, data, t).of(x, 0).nats();
    double mean = Arrays.stream(nats).average().orElseThrow();
    double variance = Arrays.stream(nats).map(v -> (v - mean) * (v - mean)).sum() / (SAMPLES - 1);
    double bound = expected(kind.process(), data, one, t);
    assertEquals(bound, mean, FLOW + 4 * Math.sqrt(variance / SAMPLES), kind.toString());
    double truth = new NormalDistribution(data.mean(0), data.covariance(0)).logDensity(one)[0];
    assertTrue(bound < truth, kind + ": " + bound + " is no bound of " + truth);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void itIsTightWhereTheFlowBeginsEarly(Kind kind) {
    GaussianDenoiser data = new GaussianDenoiser(kind.process(), mean, kind.covariance());
    Tensor x = Compare.normal(engine, 2, 5, 1, 4, 4);
    double[] truth = new NormalDistribution(data.mean(0), data.covariance(0)).logDensity(x);
    double[] found = density(kind, data, 1e-6).of(x, 0).nats();
    assertTrue(Compare.difference(truth, found) < 5 * FLOW, kind.toString());
  }

  @Test
  void aSampleDoesNotDependOnItsBatch() {
    GaussianDenoiser data =
        new GaussianDenoiser(Kind.SCALAR.process(), mean, Kind.SCALAR.covariance());
    Tensor x = Compare.normal(engine, 2, 5, 1, 4, 4);
    NoisedDensity density = density(Kind.SCALAR, data, 0.1);
    double[] together = density.of(x, 10).nats();
    Tensor last = x.window(4 * Kind.D, x.shape().with(0, 1));
    assertEquals(together[4], density.of(last, 14).nats()[0]);
  }
}

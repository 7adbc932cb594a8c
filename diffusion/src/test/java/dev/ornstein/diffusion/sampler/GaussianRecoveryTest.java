package dev.ornstein.diffusion.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.Kind;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.model.GaussianDenoiser;
import dev.ornstein.diffusion.model.Prediction;
import dev.ornstein.diffusion.ode.Tolerance;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.diffusion.process.VariancePreserving;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Normal data N(μ, C), whose score is known: every sampler must turn the distribution at one end of
 * its grid into that at the other, and its error must fall with the step as its order says. Moments
 * are {@linkplain ExactMoments exact}, so that no random number blurs the order; that random
 * numbers enter rightly is a test of its own.
 */
class GaussianRecoveryTest {
  private final Engine engine = Compare.engine();
  private final Tensor mean = Compare.normal(engine, 1, 1, 1, 4, 4);

  /** A process, normal data, their exact score, and the moments of x_t. */
  private final class Problem {
    final ForwardProcess process;
    final GaussianDenoiser denoiser;
    final DiffusionModel model;

    Problem(ForwardProcess process, SymmetricMatrix C) {
      this.process = process;
      this.denoiser = new GaussianDenoiser(process, mean, C);
      this.model = new DiffusionModel(process, Prediction.SCORE, denoiser);
    }

    double[] covariance(double t) {
      return denoiser.covariance(t).toDense(Kind.SAMPLE).entries();
    }

    /** The larger of the errors of mean and covariance at the end of the sampler's grid. */
    double error(Sampler sampler) {
      TimeGrid grid = sampler.grid();
      double from = grid.time(0);
      double to = grid.time(grid.steps());
      ExactMoments m = ExactMoments.of(sampler, denoiser.mean(from), covariance(from));
      return Math.max(
          Compare.difference(Compare.doubles(denoiser.mean(to)), m.mean()),
          Compare.difference(covariance(to), m.covariance()));
    }

    /** How the error falls when the steps are halved, as a power of the step. */
    void hasOrder(double order, int steps, double allowed, IntFunction<Sampler> sampler) {
      double coarse = error(sampler.apply(steps));
      double fine = error(sampler.apply(2 * steps));
      double measured = Math.log(coarse / fine) / Math.log(2);
      assertTrue(fine < allowed, "error " + fine + " with " + 2 * steps + " steps");
      assertEquals(order, measured, 0.2, "order from errors " + coarse + " and " + fine);
    }
  }

  private Problem problem(Kind kind) {
    return new Problem(kind.process(), kind.covariance());
  }

  private static TimeGrid down(int steps) {
    return TimeGrid.uniform(steps, 1, 0);
  }

  private static TimeGrid up(int steps) {
    return TimeGrid.uniform(steps, 0, 1);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theExactChainHasNoErrorHoweverFewSteps(Kind kind) {
    Problem p = problem(kind);
    for (int steps : new int[] {1, 3, 10}) {
      double error = p.error(new ExactForward(p.process, up(steps)));
      assertTrue(error < Compare.FLOAT, error + " with " + steps + " steps");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void eulerMaruyamaForwardHasWeakOrderOne(Kind kind) {
    Problem p = problem(kind);
    p.hasOrder(1, 64, 0.1, n -> new EulerMaruyamaForward(p.process, up(n)));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void eulerMaruyamaReverseRecoversTheDataWithWeakOrderOne(Kind kind) {
    Problem p = problem(kind);
    p.hasOrder(1, 64, 0.1, n -> new EulerMaruyamaReverse(p.model, down(n)));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theProbabilityFlowByEulerRecoversTheDataWithOrderOne(Kind kind) {
    Problem p = problem(kind);
    p.hasOrder(1, 64, 0.1, n -> new ProbabilityFlowEuler(p.model, down(n)));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theProbabilityFlowByHeunRecoversTheDataWithOrderTwo(Kind kind) {
    Problem p = problem(kind);
    p.hasOrder(2, 32, 0.005, n -> new ProbabilityFlowHeun(p.model, TimeGrid.uniform(n, 1, 0.05)));
    assertTrue(p.error(new ProbabilityFlowHeun(p.model, down(64))) < 0.005, "down to 0");
  }

  /**
   * A tolerance that is never exceeded leaves one step between two times of the grid. Four of them
   * come so close to the rounding errors of float32 that the order is bounded, not measured; it is
   * measured in doubles where the method is tested.
   */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void theProbabilityFlowByRungeAndKuttaRecoversTheDataWithOrderFive(Kind kind) {
    Problem p = problem(kind);
    double[] errors = new double[2];
    for (int i = 0; i < 2; i++) {
      TimeGrid grid = TimeGrid.uniform(2 + 2 * i, 1, 0.05);
      errors[i] = p.error(new ProbabilityFlowRk45(p.model, grid, Tolerance.of(1)));
    }
    String what = "errors " + errors[0] + " and " + errors[1];
    assertTrue(errors[1] < errors[0] / 24 || errors[1] < Compare.FLOAT / 4, what); // 2⁵ = 32
    assertTrue(errors[1] < 5e-4, what);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theProbabilityFlowRunsForwardToo(Kind kind) {
    Problem p = problem(kind);
    p.hasOrder(2, 32, 0.005, n -> new ProbabilityFlowHeun(p.model, TimeGrid.uniform(n, 0.05, 1)));
  }

  /**
   * With steps that shrink towards 0: with equal ones, the last of which change the logarithm of
   * the noise ever more, the error is τ ln 1/τ.
   */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void ddimRecoversTheDataWithOrderOneForEveryEta(Kind kind) {
    Problem p = problem(kind);
    for (double eta : new double[] {0, 0.5, 1}) {
      p.hasOrder(1, 64, 0.1, n -> new DdimSampler(p.model, TimeGrid.quadratic(n, 1, 0), eta));
    }
  }

  @Test
  void dataOfAnyCovarianceUnderAnyProcess() {
    SymmetricMatrix dense = Kind.DENSE.random(1, 0.1, 2, 7);
    Problem scalar = new Problem(VariancePreserving.linear(), dense);
    // Near t = 1, where β is 999, explicit steps would have to be shorter than 1/500.
    scalar.hasOrder(
        1, 48, 0.02, n -> new EulerMaruyamaReverse(scalar.model, TimeGrid.uniform(n, 0.9, 0)));
    Problem diagonal = new Problem(Kind.DIAGONAL.process(), dense);
    double coarse = diagonal.error(new ProbabilityFlowHeun(diagonal.model, down(32)));
    double fine = diagonal.error(new ProbabilityFlowHeun(diagonal.model, down(64)));
    assertTrue(fine < 0.01 && fine < coarse / 3, "errors " + coarse + " and " + fine);
  }

  /** The sign that the seed prints, Σ′ + 2H′H⁻¹Σ, against the right one. */
  @Test
  void theSeedsPrintedSignDoesNotRecoverTheData() {
    Problem p = new Problem(VariancePreserving.linear(), Kind.SCALAR.covariance());
    TimeGrid grid = TimeGrid.uniform(128, 0.4, 0);
    assertTrue(p.error(new EulerMaruyamaReverse(p.model, grid)) < 0.02);
    assertTrue(p.error(new AsPrinted(p.model, grid)) > 0.1);
    // Where less than half of the signal is left it is not even a variance.
    assertThrows(ArithmeticException.class, () -> printed(p.process, 0.9).sqrt());
  }

  private static SymmetricMatrix printed(ForwardProcess process, double t) {
    return process.dSigma(t).plus(process.F(t).times(process.Sigma(t)).scale(2));
  }

  private static final class AsPrinted extends Sampler {
    private final DiffusionModel model;

    AsPrinted(DiffusionModel model, TimeGrid grid) {
      super(grid);
      this.model = model;
    }

    @Override
    protected Tensor step(Tensor x, double t, double s, Supplier<Tensor> noise) {
      double dt = t - s;
      SymmetricMatrix G2 = printed(model.process(), t);
      Tensor drift = model.process().F(t).scale(-dt).times(x);
      Tensor pull = G2.scale(dt).times(model.at(x, t).score());
      return x.plus(drift).plus(pull).plus(G2.scale(dt).sqrt().times(noise.get()));
    }
  }

  // ---- with random numbers ----------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(Kind.class)
  void perturbedSamplesHaveTheMomentsOfTheForwardProcess(Kind kind) {
    Problem p = problem(kind);
    Tensor x0 = data(kind, 20_000);
    SampleMoments.agree(x0, Compare.doubles(mean), p.covariance(0), "data");
    Tensor t = engine.full(Shape.of(20_000), 0.5f);
    Tensor x = p.process.perturb(x0, t, noise(1).like(x0, 0));
    SampleMoments.agree(
        x, Compare.doubles(p.denoiser.mean(0.5)), p.covariance(0.5), "x_t from x_0");
    Tensor chain = new ExactForward(p.process, TimeGrid.of(0, 0.1, 0.25, 0.5)).run(x0, noise(2));
    SampleMoments.agree(
        chain, Compare.doubles(p.denoiser.mean(0.5)), p.covariance(0.5), "exact chain");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void randomRunsHaveTheMomentsOfTheirScheme(Kind kind) {
    Problem p = problem(kind);
    Sampler[] samplers = {
      new EulerMaruyamaReverse(p.model, down(20)), new DdimSampler(p.model, down(20), 1)
    };
    for (Sampler sampler : samplers) {
      ExactMoments m = ExactMoments.of(sampler, p.denoiser.mean(1), p.covariance(1));
      Tensor epsilon = Compare.normal(engine, 8, 8_000, 1, 4, 4);
      Tensor start = p.denoiser.covariance(1).sqrt().times(epsilon).plus(p.denoiser.mean(1));
      Tensor x = sampler.run(start, noise(3));
      String what = kind + " " + sampler.getClass().getSimpleName();
      SampleMoments.agree(x, m.mean(), m.covariance(), what);
    }
  }

  private Tensor data(Kind kind, int n) {
    return kind.covariance().sqrt().times(Compare.normal(engine, 9, n, 1, 4, 4)).plus(mean);
  }

  private static Noise noise(long stream) {
    return Noise.keyed(Rng.of(10).stream(stream), 0);
  }
}

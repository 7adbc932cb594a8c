package dev.ornstein.diffusion.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.Kind;
import dev.ornstein.diffusion.matrix.ScalarMatrix;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.model.GaussianDenoiser;
import dev.ornstein.diffusion.model.IdealDenoiser;
import dev.ornstein.diffusion.model.Prediction;
import dev.ornstein.diffusion.ode.Tolerance;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.diffusion.process.VariancePreserving;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Adaptive steps along the probability flow, on data whose flow is known in closed form. */
class ProbabilityFlowRk45Test {
  private static final Noise NONE = (out, step) -> out.fillInPlace(0);

  private final Engine engine = Compare.engine();
  private final Tensor mean = Compare.normal(engine, 1, 1, 1, 4, 4);
  private final Tensor start = Compare.normal(engine, 2, 6, 1, 4, 4);

  private DiffusionModel model(ForwardProcess process, SymmetricMatrix C) {
    return new DiffusionModel(process, Prediction.SCORE, new GaussianDenoiser(process, mean, C));
  }

  /**
   * With normal data of one kind with the process, the flow keeps each eigenvector's standardised
   * coordinate: x_s − Hμ = V(s)^½ V(t)^−½ (x_t − Hμ).
   */
  private Tensor solution(Kind kind, double t, double s) {
    GaussianDenoiser data = new GaussianDenoiser(kind.process(), mean, kind.covariance());
    SymmetricMatrix M = data.covariance(s).sqrt().times(data.covariance(t).sqrt().inverse());
    return M.times(start.minus(data.mean(t))).plus(data.mean(s));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theErrorFollowsTheTolerance(Kind kind) {
    DiffusionModel model = model(kind.process(), kind.covariance());
    for (double to : new double[] {0.05, 0}) { // Σ(0) has no inverse
      double[] truth = Compare.doubles(solution(kind, 1, to));
      double first = 0;
      for (double tolerance : new double[] {1e-2, 1e-3, 1e-4, 1e-5}) {
        ProbabilityFlowRk45 sampler =
            new ProbabilityFlowRk45(model, TimeGrid.of(1, to), Tolerance.of(tolerance));
        double error = Compare.difference(truth, Compare.doubles(sampler.run(start, NONE)));
        String what = kind + " to " + to + ": error " + error + " with tolerance " + tolerance;
        assertTrue(error < 5 * tolerance, what);
        assertTrue(tolerance > 1e-5 || error < first / 10, what + ", first " + first);
        first = first == 0 ? error : first;
      }
    }
  }

  @Test
  void itRunsForwardToo() {
    DiffusionModel model = model(Kind.FOURIER.process(), Kind.FOURIER.covariance());
    ProbabilityFlowRk45 sampler =
        new ProbabilityFlowRk45(model, TimeGrid.of(0.05, 0.4, 1), Tolerance.of(1e-5));
    Tensor end = sampler.run(start, NONE);
    Compare.close(solution(Kind.FOURIER, 0.05, 1), end, 1e-4, "the other end");
  }

  @Test
  void aSmallerToleranceCostsMoreEvaluations() {
    DiffusionModel model = model(Kind.SCALAR.process(), Kind.SCALAR.covariance());
    long[] count = new long[3];
    for (int i = 0; i < 3; i++) {
      ProbabilityFlowRk45 sampler =
          new ProbabilityFlowRk45(
              model, TimeGrid.of(1, 0.05), Tolerance.of(Math.pow(10, -2 - 2 * i)));
      sampler.run(start, NONE);
      count[i] = sampler.evaluations();
      sampler.run(start, NONE);
      assertEquals(2 * count[i], sampler.evaluations(), "both runs are counted");
    }
    assertTrue(count[0] < count[1] && count[1] < count[2], count[0] + ", " + count[1]);
    assertTrue(count[2] < 300L * start.dim(0), count[2] + " evaluations");
    // one step from end to end: seven evaluations for each sample
    ProbabilityFlowRk45 one =
        new ProbabilityFlowRk45(model, TimeGrid.of(0.6, 0.5), Tolerance.of(1));
    one.run(start, NONE);
    assertEquals(7L * start.dim(0), one.evaluations());
  }

  /** The wild sample would shorten common steps of all others. */
  @Test
  void aSampleDoesNotDependOnItsBatch() {
    DiffusionModel model = model(Kind.FOURIER.process(), ScalarMatrix.of(0.5));
    Tensor batch = start.copy();
    for (int i = 0; i < Kind.D; i++) {
      batch.array()[batch.offset() + i] *= 1000;
    }
    ProbabilityFlowRk45 sampler =
        new ProbabilityFlowRk45(model, TimeGrid.of(1, 0), Tolerance.of(1e-4));
    Tensor together = sampler.run(batch, NONE);
    for (int i = 0; i < batch.dim(0); i++) {
      Shape one = batch.shape().with(0, 1);
      Tensor alone = sampler.run(batch.window(i * Kind.D, one).copy(), NONE);
      for (int p = 0; p < Kind.D; p++) {
        assertEquals(alone.get(p), together.get(i * Kind.D + p), "pixel " + p + " of " + i);
      }
    }
  }

  /** A denoiser of images, whose score has a pole at t = 0, where every sample is an image. */
  @Test
  void itEndsInTheImagesOfTheSet() {
    Tensor data = Compare.normal(engine, 7, 6, 1, 4, 4);
    ForwardProcess process = VariancePreserving.cosine();
    DiffusionModel ideal =
        new DiffusionModel(process, Prediction.X0, new IdealDenoiser(process, data));
    ProbabilityFlowRk45 sampler =
        new ProbabilityFlowRk45(ideal, TimeGrid.of(1, 0), Tolerance.of(1e-3));
    Tensor end = sampler.run(start, NONE);
    for (int i = 0; i < end.dim(0); i++) {
      double nearest = Double.POSITIVE_INFINITY;
      for (int m = 0; m < data.dim(0); m++) {
        double distance = 0;
        for (int p = 0; p < Kind.D; p++) {
          double d = end.get(i * Kind.D + p) - data.get(m * Kind.D + p);
          distance = Math.max(distance, Math.abs(d));
        }
        nearest = Math.min(nearest, distance);
      }
      assertTrue(nearest < 0.02, "sample " + i + " is " + nearest + " from any image");
    }
    assertTrue(sampler.evaluations() < 2_000L * end.dim(0), sampler.evaluations() + "");
  }

  @Test
  void theMemoryOfEvaluationsIsUsedAgain() {
    DiffusionModel model =
        new DiffusionModel(VariancePreserving.linear(), Prediction.EPSILON, (x, t) -> x);
    Tensor large = Compare.normal(engine, 3, 2, 1, 32, 32);
    ProbabilityFlowRk45 sampler =
        new ProbabilityFlowRk45(model, TimeGrid.of(0.9, 0.1), Tolerance.of(1e-5));
    sampler.run(large, NONE);
    long before = engine.allocatedBytes();
    long evaluations = sampler.evaluations();
    sampler.run(large, NONE);
    evaluations = sampler.evaluations() - evaluations;
    long more = engine.allocatedBytes() - before;
    assertTrue(evaluations > 50, evaluations + " evaluations");
    assertTrue(more < 4 * 4L * large.size(), more + " bytes in " + evaluations + " evaluations");
  }

  @Test
  void aTrajectoryHoldsTheWholeWay() {
    DiffusionModel model = model(Kind.SCALAR.process(), Kind.SCALAR.covariance());
    TimeGrid grid = TimeGrid.uniform(4, 1, 0);
    Trajectory trajectory = new Trajectory();
    ProbabilityFlowHeun sampler = new ProbabilityFlowHeun(model, grid);
    Tensor end;
    try (var scope = engine.scope()) {
      sampler.run(start, Noise.keyed(Rng.of(1), 0), trajectory);
      end = scope.keep(sampler.run(start, Noise.keyed(Rng.of(1), 0), trajectory));
    }
    assertEquals(5, trajectory.size(), "the second run replaces the first");
    for (int i = 0; i < 5; i++) {
      assertEquals(grid.time(i), trajectory.time(i));
    }
    Compare.close(start, trajectory.state(0), 0, "start");
    Compare.close(end, trajectory.state(4), 0, "end");
    Tensor second =
        new ProbabilityFlowHeun(model, TimeGrid.of(0.75, 0.5))
            .run(trajectory.state(1), Noise.keyed(Rng.of(1), 0));
    Compare.close(second, trajectory.state(2), 0, "the way is not overwritten");
  }
}

package dev.ornstein.diffusion.likelihood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.Kind;
import dev.ornstein.diffusion.matrix.ScalarMatrix;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.model.GaussianDenoiser;
import dev.ornstein.diffusion.model.Prediction;
import dev.ornstein.diffusion.ode.DormandPrince;
import dev.ornstein.diffusion.ode.Heun;
import dev.ornstein.diffusion.ode.OdeMethod;
import dev.ornstein.diffusion.ode.RungeKutta4;
import dev.ornstein.diffusion.ode.Tolerance;
import dev.ornstein.diffusion.process.DiagonalProcess;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.diffusion.process.VariancePreserving;
import dev.ornstein.diffusion.sampler.TimeGrid;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The clock against its definition, and what it does for a likelihood. */
class NoiseClockTest {
  /** Of central differences over 10⁻⁵. */
  private static final double DIFFERENCES = 1e-6;

  /** Of times found by halvings. */
  private static final double HALVED = 1e-12;

  private final Engine engine = Compare.engine();

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theRateIsTheSlopeAndTimesAreFoundAgain(Kind kind) {
    NoiseClock clock = new NoiseClock(kind.process(), Kind.SAMPLE);
    double h = 1e-5;
    for (double t : new double[] {0.01, 0.2, 0.7, 0.99}) {
      double slope = (clock.lambda(t + h) - clock.lambda(t - h)) / (2 * h);
      assertEquals(
          slope, clock.rate(t), 1e-3 * DIFFERENCES + slope * DIFFERENCES, kind + " at " + t);
      assertEquals(t, clock.time(clock.lambda(t)), HALVED, kind + " at " + t);
    }
  }

  @Test
  void itIsTheSignalToNoiseRatioOfTheVariancePreservingProcess() {
    VariancePreserving process = VariancePreserving.cosine();
    NoiseClock clock = new NoiseClock(process, Kind.SAMPLE);
    for (double t : new double[] {1e-6, 0.1, 0.5, 1}) {
      assertEquals(-0.5 * process.logSnr(t), clock.lambda(t), 1e-9, "λ at " + t);
    }
    assertEquals(1, clock.time(100), 0, "never so noisy");
    TimeGrid grid = clock.grid(10, 1e-6, 1);
    double step = (clock.lambda(1) - clock.lambda(1e-6)) / 10;
    for (int i = 0; i < 10; i++) {
      double advance = clock.lambda(grid.time(i + 1)) - clock.lambda(grid.time(i));
      assertEquals(step, advance, 1e-7, "step " + i);
    }
  }

  /** Data in which the scales differ by 500, as those of dark pixels and of strokes do. */
  private final class Narrow {
    private final ForwardProcess process = VariancePreserving.cosine();
    private final double from = 1e-5;
    private final Tensor x = Compare.normal(engine, 2, 5, 1, 4, 4).times(0.002f);
    private final GaussianDenoiser data =
        new GaussianDenoiser(
            process, engine.zeros(x.shape().with(0, 1)), ScalarMatrix.of(0.002 * 0.002));

    /** Error per element in nats. */
    double error(TimeGrid grid, OdeMethod method) {
      FlowLikelihood flow =
          new FlowLikelihood(
              new DiffusionModel(process, Prediction.SCORE, data),
              grid,
              method,
              new ExactDivergence(),
              new NormalDistribution(null, data.covariance(1)));
      double[] truth = new NormalDistribution(null, data.covariance(from)).logDensity(x);
      return Compare.difference(truth, flow.of(x, 0).nats()) / Kind.D;
    }
  }

  /** In λ the slopes do not grow: at equal cost the error is several times smaller. */
  @Test
  void fewStepsServeAllScales() {
    Narrow narrow = new Narrow();
    NoiseClock clock = new NoiseClock(narrow.process, Kind.SAMPLE);
    double[] paced = new double[2];
    for (int i = 0; i < 2; i++) {
      TimeGrid grid = clock.grid(20 << i, narrow.from, 1);
      paced[i] = narrow.error(grid, clock.pace(new RungeKutta4()));
    }
    double inTime = narrow.error(clock.grid(20, narrow.from, 1), new RungeKutta4());
    double heun = narrow.error(clock.grid(40, narrow.from, 1), clock.pace(new Heun()));
    double quadratic = narrow.error(TimeGrid.quadratic(20, narrow.from, 1), new RungeKutta4());
    String what =
        String.format(
            "in λ %s, with Heun %s, in t %s, with √t %s",
            Arrays.toString(paced), heun, inTime, quadratic);
    assertTrue(paced[0] < 0.01, what);
    assertEquals(4, Math.log(paced[0] / paced[1]) / Math.log(2), 0.5, what);
    assertTrue(2 * paced[0] < inTime && 10 * paced[0] < Math.min(heun, quadratic), what);
  }

  @Test
  void adaptiveStepsGoByItToo() {
    Narrow narrow = new Narrow();
    NoiseClock clock = new NoiseClock(narrow.process, Kind.SAMPLE);
    OdeMethod method = clock.pace(new DormandPrince(Tolerance.of(1e-5)));
    assertTrue(method.isAdaptive());
    assertFalse(clock.pace(new Heun()).isAdaptive());
    double error = narrow.error(TimeGrid.of(narrow.from, 1), method);
    assertTrue(error < 1e-4, "error " + error);
  }

  /** In-painting begins at rest. */
  @Test
  void aProcessThatStandsStillHasNoClockThere() {
    DiagonalProcess process = DiagonalProcess.inpainting(Shape.of(2), new boolean[] {true, false});
    NoiseClock clock = new NoiseClock(process, Shape.of(2));
    OdeMethod method = clock.pace(new RungeKutta4());
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> method.advance((t, y) -> new double[] {0, 0}, 0, 0.5, new double[] {1, 1}))
            .getMessage();
    assertTrue(message.contains("t = 0.0"), message);
  }
}

package dev.ornstein.diffusion.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.Kind;
import dev.ornstein.diffusion.matrix.FourierMatrix;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.ShapeException;
import dev.ornstein.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The Wiener filter against the posterior of normal data, and the statistics that it needs. */
class WienerFilterTest {
  private static final double[] TIMES = {0.15, 0.4, 0.8};
  private static final double SIGMAS = 5; // that a Monte-Carlo estimate may be off

  private final Engine engine = Compare.engine();
  private final Tensor mean = Compare.normal(engine, 1, 1, 1, 4, 4);
  private final Tensor y = Compare.normal(engine, 2, 3, 1, 4, 4);

  /** The posterior in its other form, (C⁻¹ + H Σ⁻¹ H)⁻¹ (C⁻¹ μ + H Σ⁻¹ y), with all entries. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void itIsThePosteriorMeanOfNormalData(Kind kind) {
    ForwardProcess process = kind.process();
    SymmetricMatrix C = kind.covariance();
    WienerFilter filter = new WienerFilter(process, mean, C);
    SymmetricMatrix P = C.toDense(Kind.SAMPLE).inverse();
    for (double t : TIMES) {
      SymmetricMatrix H = process.H(t).toDense(Kind.SAMPLE);
      SymmetricMatrix HS = H.times(process.Sigma(t).toDense(Kind.SAMPLE).inverse());
      SymmetricMatrix covariance = P.plus(HS.times(H)).inverse();
      Tensor expected = covariance.times(HS.times(y).plus(P.times(mean)));
      Compare.close(expected, filter.restore(y, t), 10 * Compare.FLOAT, kind + " at " + t);
      double[] error = filter.errorCovariance(t).toDense(Kind.SAMPLE).entries();
      Compare.close(
          covariance.toDense(Kind.SAMPLE).entries(), error, Compare.DOUBLE, kind + ": C − K H C");
    }
  }

  /** Tweedie's formula: the posterior mean from the score of the marginal. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void itAgreesWithTheScoreOfNormalData(Kind kind) {
    ForwardProcess process = kind.process();
    SymmetricMatrix C = kind.covariance();
    Tensor t = engine.of(new float[] {0.1f, 0.2f, 0.3f}, 3);
    GaussianDenoiser score = new GaussianDenoiser(process, mean, C);
    Tensor x0 =
        new DiffusionModel(process, Prediction.SCORE, score)
            .predict(Prediction.X0, Var.constant(y), t)
            .value();
    Tensor restored = new WienerFilter(process, mean, C).restore(y, ForwardProcess.times(t));
    Compare.close(x0, restored, 20 * Compare.FLOAT, kind + ": E[x₀ | y]");
  }

  /** The error has the size that is foretold, and does not depend on what was seen. */
  @Test
  void itsErrorIsThatForetoldAndUncorrelatedWithTheData() {
    int n = 20_000;
    double t = 0.3;
    ForwardProcess process = Kind.FOURIER.process();
    SymmetricMatrix C = Kind.FOURIER.covariance();
    WienerFilter filter = new WienerFilter(process, mean, C);
    Tensor x0 = C.sqrt().times(Compare.normal(engine, 3, n, 1, 4, 4)).plus(mean);
    Tensor noise = Compare.normal(engine, 4, n, 1, 4, 4);
    Tensor seen = process.perturb(x0, engine.full(Shape.of(1), (float) t), noise);
    Tensor error = filter.restore(seen, t).minus(x0);
    double foretold = filter.errorCovariance(t).trace(Kind.SAMPLE)[0] / Kind.D;
    double square = mean(error.times(error));
    // a mean of n·D squares, correlated by at most the whole image: the bound is generous
    assertEquals(foretold, square, SIGMAS * foretold * Math.sqrt(2.0 / n), "mean square error");
    double variance = mean(error.times(error).times(seen).times(seen));
    double allowed = SIGMAS * Math.sqrt(variance / n);
    assertEquals(0, mean(error.times(seen)), allowed, "E[(x̂ − x₀) y]");
    assertTrue(square < mean(seen.minus(x0).times(seen.minus(x0))), "y itself is farther from x₀");
  }

  private static double mean(Tensor x) {
    double sum = 0;
    for (int i = 0; i < x.size(); i++) {
      sum += x.get(i);
    }
    return sum / x.size();
  }

  /** (n − 1) C/true is chi-squared with 2(n − 1) halves, or n − 1 where the spectrum is real. */
  @Test
  void theStatisticsOfImagesAreFoundAgain() {
    int n = 8192;
    Shape form = Shape.of(2, 6, 5);
    double[] spectrum = new double[form.size()];
    for (int k = 0; k < spectrum.length; k++) {
      int u = Math.min(k / 5 % 6, 6 - k / 5 % 6);
      int v = Math.min(k % 5, 5 - k % 5);
      spectrum[k] = (1 + k / 30) / (1.0 + u * u + 2 * v * v);
    }
    Tensor mu = Compare.normal(engine, 5, 1, 2, 6, 5);
    Tensor white = Compare.normal(engine, 6, n, 2, 6, 5);
    Tensor images = FourierMatrix.of(spectrum, form).sqrt().times(white).plus(mu);
    StationaryGaussian found = StationaryGaussian.of(images);
    double[] power = found.C().transfer();
    double variance = 0;
    for (int k = 0; k < spectrum.length; k++) {
      double allowed = SIGMAS * Math.sqrt(2.0 / n) * spectrum[k];
      assertEquals(spectrum[k], power[k], allowed, "power at " + k);
      variance = Math.max(variance, spectrum[k]);
    }
    for (int i = 0; i < mu.size(); i++) {
      assertEquals(mu.get(i), found.mean().get(i), SIGMAS * Math.sqrt(variance / n), "mean " + i);
    }
  }

  /** By hand: two images that differ by 2a around their mean have the power 2·|F(a)|²/(H·W). */
  @Test
  void thePowerSpectrumIsUnbiased() {
    Tensor a = engine.of(new float[] {1, 2, 3, 5, 7, 11}, 1, 2, 3);
    Tensor both = engine.zeros(Shape.of(2, 2, 3));
    both.window(0, a.shape()).set(a);
    both.window(6, a.shape()).set(a.times(-1));
    StationaryGaussian found = StationaryGaussian.of(both);
    double sumOfSquares = 1 + 4 + 9 + 25 + 49 + 121;
    assertEquals(2 * sumOfSquares, found.C().trace(Shape.of(2, 3))[0], 1e-3, "Parseval");
    assertEquals(2 * 29.0 * 29 / 6, found.C().transfer()[0], 1e-3, "at frequency 0");
    assertEquals(0, Compare.largest(Compare.doubles(found.mean())), "mean");
  }

  @Test
  void tooFewImagesAreRefused() {
    for (Shape bad : new Shape[] {Shape.of(1, 4, 4), Shape.of(4, 4), Shape.of(0, 1, 4, 4)}) {
      String message =
          assertThrows(ShapeException.class, () -> StationaryGaussian.of(engine.zeros(bad)))
              .getMessage();
      assertTrue(message.contains(bad.toString()), message);
    }
  }
}

package dev.ornstein.diffusion.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ornstein.autograd.GradCheck;
import dev.ornstein.autograd.Var;
import dev.ornstein.diffusion.Compare;
import dev.ornstein.diffusion.Kind;
import dev.ornstein.diffusion.matrix.ScalarMatrix;
import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.model.DiffusionModel;
import dev.ornstein.diffusion.model.GaussianDenoiser;
import dev.ornstein.diffusion.model.Prediction;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.diffusion.process.VariancePreserving;
import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The losses by their formulas, and their smallest values on normal data. */
class DenoisingLossTest {
  private final Engine engine = Compare.engine();
  private final Tensor x0 = Compare.normal(engine, 1, 3, 1, 4, 4);
  private final Tensor epsilon = Compare.normal(engine, 2, 3, 1, 4, 4);
  private final Tensor t = engine.of(new float[] {0.2f, 0.5f, 0.9f}, 3);

  /** Seed 0: elbo is the error of −Σ^½ ŝ, jensen-fisher that of ŝ. */
  @Test
  void theTwoLossesOfTheSeedByHand() {
    VariancePreserving process = VariancePreserving.linear();
    DiffusionModel model = new DiffusionModel(process, Prediction.SCORE, (x, s) -> x.times(-0.7f));
    double[] elbo = new double[3];
    double[] fisher = new double[3];
    for (int i = 0; i < x0.size(); i++) {
      int sample = i / 16;
      double power = 1 - 0.999 * t.get(sample);
      double sigma = Math.sqrt(1 - power);
      double x = Math.sqrt(power) * x0.get(i) + sigma * epsilon.get(i);
      double score = -0.7 * x;
      elbo[sample] += Math.pow(-sigma * score - epsilon.get(i), 2) / 16;
      fisher[sample] += Math.pow(score + epsilon.get(i) / sigma, 2) / 16;
    }
    Tensor e = DenoisingLoss.ELBO.perSample(model, x0, t, epsilon).value();
    Tensor f = DenoisingLoss.JENSEN_FISHER.perSample(model, x0, t, epsilon).value();
    assertEquals(Shape.of(3), e.shape());
    Compare.close(elbo, Compare.doubles(e), Compare.FLOAT, "elbo");
    Compare.close(fisher, Compare.doubles(f), Compare.FLOAT, "jensen-fisher");
  }

  /** What a network returns does not matter: a perfect one has no error in any loss. */
  @ParameterizedTest
  @EnumSource(Prediction.class)
  void truthHasNoErrorInAnyForm(Prediction kind) {
    ForwardProcess process = Kind.FOURIER.process();
    Tensor early = engine.of(new float[] {0.2f, 0.3f, 0.5f}, 3);
    Var truth = Var.constant(kind.truth(process, early, x0, epsilon));
    DiffusionModel model = new DiffusionModel(process, kind, (x, s) -> truth);
    for (DenoisingLoss loss : DenoisingLoss.values()) {
      Tensor error = loss.perSample(model, x0, early, epsilon).value();
      assertTrue(Compare.largest(Compare.doubles(error)) < 1e-6, loss + " of " + error);
    }
  }

  /**
   * On normal data the smallest expected loss is the posterior variance of its quantity, per
   * eigenvalue: with h, σ², c of H, Σ, C and m = h²c + σ², ε has h²c/m, the score h²c/(m σ²), x₀
   * has cσ²/m, and v, which is hx/σ − (h² + σ²)x₀/σ, has (h² + σ²)²c/m.
   */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void theExactScoreReachesTheSmallestLoss(Kind kind) {
    ForwardProcess process = kind.process();
    int n = 20_000;
    Tensor zero = engine.zeros(Shape.of(1, 1, 4, 4));
    SymmetricMatrix C = kind.covariance();
    GaussianDenoiser denoiser = new GaussianDenoiser(process, zero, C);
    Tensor data = C.sqrt().times(Compare.normal(engine, 3, n, 1, 4, 4));
    Tensor noise = Compare.normal(engine, 4, n, 1, 4, 4);
    Tensor time = engine.full(Shape.of(n), 0.3f);
    SymmetricMatrix H2 = process.H(0.3f).times(process.H(0.3f));
    SymmetricMatrix Sigma = process.Sigma(0.3f);
    SymmetricMatrix signal = H2.times(C).times(H2.times(C).plus(Sigma).inverse());
    SymmetricMatrix x0Variance = C.times(ScalarMatrix.identity().minus(signal));
    SymmetricMatrix sum = H2.plus(Sigma);
    for (DenoisingLoss loss : DenoisingLoss.values()) {
      SymmetricMatrix variance;
      switch (loss) {
        case ELBO:
          variance = signal;
          break;
        case JENSEN_FISHER:
          variance = signal.times(Sigma.inverse());
          break;
        case X0:
          variance = x0Variance;
          break;
        default:
          variance = x0Variance.times(sum).times(sum).times(Sigma.inverse());
      }
      double expected = variance.trace(Kind.SAMPLE)[0] / Kind.D;
      DiffusionModel exact = new DiffusionModel(process, Prediction.SCORE, denoiser);
      double[] each = Compare.doubles(loss.perSample(exact, data, time, noise).value());
      double mean = 0;
      double square = 0;
      for (double value : each) {
        mean += value / n;
        square += value * value / n;
      }
      double sigma = Math.sqrt((square - mean * mean) / n);
      assertEquals(expected, mean, 3 * sigma, kind + " " + loss);
      DiffusionModel wrong =
          new DiffusionModel(
              process, Prediction.SCORE, (x, s) -> denoiser.predict(x, s).times(1.2f));
      double worse = loss.perSample(wrong, data, time, noise).mean().item();
      assertTrue(worse > mean + 5 * sigma, kind + " " + loss + ": " + worse + " after " + mean);
    }
  }

  @ParameterizedTest
  @EnumSource(DenoisingLoss.class)
  void gradientsReachTheDenoiser(DenoisingLoss loss) {
    ForwardProcess process = VariancePreserving.cosine();
    Tensor early = engine.of(new float[] {0.3f, 0.4f, 0.6f}, 3);
    GradCheck.first(
        loss.name(),
        w -> {
          DiffusionModel model =
              new DiffusionModel(process, Prediction.V, (x, s) -> x.times(w[0]).tanh());
          return loss.perSample(model, x0, early, epsilon);
        },
        Compare.normal(engine, 5, 1, 4, 4));
  }
}
